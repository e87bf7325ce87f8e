// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import dev.millrace.benchmarks.ReferenceJars;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Spark's published test jar, which has the golden files and the data of their tables.
record GoldenArchive(ZipFile zip) implements AutoCloseable {
    private static final String JAR = "spark-sql_2.13-4.2.0-tests.jar";
    private static final String INPUTS = "sql-tests/inputs/";
    private static final String RESULTS = "sql-tests/results/";

    /// Opens the jar that the build has copied, or that the property `millrace.golden.jar` names.
    static GoldenArchive open() throws IOException {
        String given = System.getProperty("millrace.golden.jar", "");
        Path jar =
                given.isEmpty()
                        ? ReferenceJars.checkout().resolve("tests/target/golden").resolve(JAR)
                        : Path.of(given);
        if (!Files.exists(jar)) {
            throw new IOException(
                    jar + " is missing: run `mvn initialize -pl tests`, which copies it there");
        }
        return new GoldenArchive(new ZipFile(jar.toFile()));
    }

    /// The names of all golden files with answers, in alphabetical order.
    List<String> names() {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith(INPUTS) && name.endsWith(".sql"))
                .map(name -> name.substring(INPUTS.length()))
                .filter(name -> zip.getEntry(RESULTS + name + ".out") != null)
                .sorted()
                .toList();
    }

    /// A golden file with the answers for the Java of today: newer ones print some floating-point
    /// numbers shorter.
    GoldenFile file(String name) throws IOException {
        String newer = RESULTS + name + ".out.java21";
        String results = zip.getEntry(newer) != null ? newer : RESULTS + name + ".out";
        return GoldenFile.parse(name, text(INPUTS + name), text(results));
    }

    /// Copies a file of the jar.
    void extract(String entry, Path target) throws IOException {
        try (InputStream bytes = bytes(entry)) {
            Files.copy(bytes, target);
        }
    }

    private String text(String entry) throws IOException {
        try (InputStream bytes = bytes(entry)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private InputStream bytes(String entry) throws IOException {
        return zip.getInputStream(Objects.requireNonNull(zip.getEntry(entry), entry));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}

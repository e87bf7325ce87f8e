// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The jars of the engines that Millrace is compared with, fetched by Maven from Maven Central on
/// first use.
public enum ReferenceJars {
    SPARK("Spark 4.2", "spark", "dependency:copy-dependencies"),
    /// With the pipelines written for it.
    FLINK("Flink 2.3", "flink", "package"),
    DUCKDB("DuckDB", "duckdb", "dependency:copy-dependencies");

    private final String title;
    private final String name;
    private final String goal;

    ReferenceJars(String title, String name, String goal) {
        this.title = title;
        this.name = name;
        this.goal = goal;
    }

    /// The directory of the jars; the property `millrace.<name>.jars` names another one that has
    /// them already.
    ///
    /// @param checkout root of the project
    public Path directory(Path checkout, PrintStream progress)
            throws IOException, InterruptedException {
        String given = System.getProperty("millrace." + name + ".jars");
        if (given != null && !given.isEmpty()) {
            return Path.of(given);
        }
        Path pom = checkout.resolve("benchmarks").resolve(name).resolve("pom.xml");
        Path jars = pom.resolveSibling("target").resolve("jars");
        Path complete = jars.resolveSibling("complete");
        if (!Files.exists(complete)) {
            progress.println("Fetching " + title + " from Maven Central, once...");
            List<String> command = List.of("mvn", "-B", "-q", "-ntp", "-f", pom.toString(), goal);
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IOException("Maven could not fetch " + title);
            }
            Files.createFile(complete);
        }
        return jars;
    }

    /// The checkout that the running classes were built in: the directory above the working
    /// directory that holds the launcher.
    public static Path checkout() {
        String given = System.getProperty("millrace.checkout");
        Path directory = Path.of(given == null ? "" : given).toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("benchmarks/spark/pom.xml"))) {
            directory = directory.getParent();
        }
        if (directory == null) {
            throw new IllegalStateException("not inside a checkout of Millrace");
        }
        return directory;
    }
}

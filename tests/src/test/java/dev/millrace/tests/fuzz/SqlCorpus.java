// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Sound statements to damage: those that are compared with Spark, and, if the property
/// `millrace.golden.jar` names Spark's test jar, those of its golden files.
final class SqlCorpus {
    private static final String SEMICOLON = ";\\s*(\n|$)";
    private static final String ORACLE = "/dev/millrace/tests/oracle/";

    private static final List<String> FILES =
            List.of(
                    "queries",
                    "functions/aggregates",
                    "functions/arrays",
                    "functions/ciphers",
                    "functions/clock",
                    "functions/lambdas",
                    "functions/maps",
                    "functions/numbers",
                    "functions/records",
                    "functions/text",
                    "functions/times",
                    "forms/forms",
                    "forms/frames",
                    "forms/subqueries");

    private SqlCorpus() {}

    /// All statements, in the same order every time.
    static List<String> statements() throws IOException {
        List<String> all = new ArrayList<>();
        for (String file : FILES) {
            all.addAll(split(resource(file), end(file)));
        }
        String jar = System.getProperty("millrace.golden.jar", "");
        if (!jar.isEmpty()) {
            try (ZipFile zip = new ZipFile(jar)) {
                all.addAll(golden(zip));
            }
        }
        return all;
    }

    /// What makes the views that the statements read.
    static List<String> views() throws IOException {
        return split(resource("forms/views"), SEMICOLON);
    }

    private static List<String> golden(ZipFile zip) throws IOException {
        List<String> all = new ArrayList<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            if (entry.getName().startsWith("sql-tests/inputs/")
                    && entry.getName().endsWith(".sql")) {
                try (InputStream stream = zip.getInputStream(entry)) {
                    all.addAll(
                            split(
                                    new String(stream.readAllBytes(), StandardCharsets.UTF_8),
                                    SEMICOLON));
                }
            }
        }
        return all;
    }

    private static String end(String file) {
        if (file.startsWith("functions/")) {
            return "\n";
        }
        return file.startsWith("forms/") ? SEMICOLON : "\n\n";
    }

    private static List<String> split(String text, String end) {
        String code =
                text.lines()
                        .filter(line -> !line.startsWith("--"))
                        .collect(Collectors.joining("\n"));
        return Arrays.stream(code.split(end, -1))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = SqlCorpus.class.getResourceAsStream(ORACLE + name + ".sql")) {
            return new String(
                    Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

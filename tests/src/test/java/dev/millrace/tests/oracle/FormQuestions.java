// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// The forms that SQL queries have: every statement of the files in `forms`, right and wrong uses,
/// over the views of `forms/views.sql`. A statement is its own name.
final class FormQuestions {
    private static final List<String> FILES = List.of("subqueries", "forms", "frames");

    private FormQuestions() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>();
        for (String file : FILES) {
            for (String statement : statements(file)) {
                all.add(question(file, statement));
            }
        }
        return all;
    }

    private static Question question(String file, String statement) {
        boolean ordered = statement.matches("(?s).*ORDER BY [^)]*");
        return new Question(
                "form: " + file + ": " + statement.replaceAll("\\s+", " "),
                (spark, directory) -> {
                    statements("views").forEach(spark::sql);
                    Dataset<Row> frame = spark.sql(statement);
                    return ordered ? Transcript.ordered(frame) : Transcript.bag(frame);
                });
    }

    private static List<String> statements(String file) {
        String text =
                text(file)
                        .lines()
                        .filter(line -> !line.startsWith("--"))
                        .collect(Collectors.joining("\n"));
        return java.util.Arrays.stream(text.split(";\\s*(\n|$)"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String text(String file) {
        String name = "forms/" + file + ".sql";
        try (InputStream stream = FormQuestions.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

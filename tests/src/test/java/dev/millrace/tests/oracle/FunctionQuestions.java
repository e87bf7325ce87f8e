// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The functions, family by family: each file in `functions` holds one statement per line, and its
/// answer is the answers to all of them, errors too. A line `-- set name=value` changes a setting
/// for what follows.
final class FunctionQuestions {
    private static final String SET = "-- set ";

    private static final List<String> FAMILIES =
            List.of(
                    "lambdas",
                    "arrays",
                    "maps",
                    "text",
                    "times",
                    "clock",
                    "numbers",
                    "aggregates",
                    "records",
                    "vectors",
                    "ordered",
                    "ciphers",
                    "chars",
                    "kept",
                    "patterns",
                    "intervals");

    private FunctionQuestions() {}

    static List<Question> all() {
        return FAMILIES.stream()
                .map(
                        family ->
                                new Question(
                                        "functions: " + family,
                                        (spark, directory) -> answers(spark, text(family))))
                .toList();
    }

    private static String answers(SparkSession spark, String statements) {
        SampleViews.create(spark);
        StringBuilder answers = new StringBuilder();
        for (String line : statements.lines().toList()) {
            if (line.startsWith(SET)) {
                String[] setting = line.substring(SET.length()).split("=", 2);
                spark.conf().set(setting[0].strip(), setting[1].strip());
            } else if (!line.isBlank() && !line.startsWith("--")) {
                answers.append("> ").append(line).append('\n');
                answers.append(answer(spark, line)).append('\n');
            }
        }
        return answers.toString();
    }

    private static String answer(SparkSession spark, String statement) {
        try {
            return Transcript.bag(spark.sql(statement));
        } catch (Exception failure) {
            return Transcript.failure(failure);
        }
    }

    private static String text(String family) {
        String name = "functions/" + family + ".sql";
        try (InputStream file = FunctionQuestions.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

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

/// The queries of `queries.sql`.
final class SqlQuestions {
    private static final String NAME = "-- name: ";

    private SqlQuestions() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>();
        String name = null;
        StringBuilder query = new StringBuilder();
        for (String line : text().lines().toList()) {
            if (line.startsWith(NAME)) {
                if (name != null) {
                    all.add(question(name, query.toString().strip()));
                }
                name = line.substring(NAME.length());
                query.setLength(0);
            } else if (!line.startsWith("--")) {
                query.append(line).append('\n');
            }
        }
        all.add(question(Objects.requireNonNull(name), query.toString().strip()));
        return all;
    }

    private static Question question(String name, String query) {
        boolean ordered = query.matches("(?s).*ORDER BY [^)]*");
        return new Question(
                "sql: " + name,
                (spark, directory) -> {
                    SampleViews.create(spark);
                    Dataset<Row> frame = spark.sql(query);
                    return ordered ? Transcript.ordered(frame) : Transcript.bag(frame);
                });
    }

    private static String text() {
        try (InputStream file = SqlQuestions.class.getResourceAsStream("queries.sql")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

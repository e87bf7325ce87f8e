// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.programs;

import static java.util.stream.Collectors.joining;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows as text, so that tables of thousands of rows can be compared and what differs can be read.
final class TableText {
    private TableText() {}

    /// The rows, sorted by their text.
    static List<String> of(Dataset<Row> table) {
        List<String> lines = new ArrayList<>();
        for (Row row : table.collectAsList()) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(row.get(i));
            }
            lines.add(line(values));
        }
        lines.sort(null);
        return lines;
    }

    /// One row of these values; times without a zone are UTC.
    static String row(@Nullable Object... values) {
        return line(Arrays.asList(values));
    }

    private static String line(List<@Nullable Object> values) {
        return values.stream().map(TableText::text).collect(joining(" | "));
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Timestamp time ->
                    LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC).toString();
            case Date day -> day.toLocalDate().toString();
            default -> value.toString();
        };
    }
}

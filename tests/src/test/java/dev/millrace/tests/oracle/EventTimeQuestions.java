// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.SensorFiles.line;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.col;

import java.util.List;

/// Questions about deduplication over streams.
final class EventTimeQuestions {
    /// Repeated, late but in time, far ahead, too late.
    private static final List<List<String>> FILES =
            List.of(
                    List.of(
                            line("a", "2024-01-01 10:01:00", 1),
                            line("a", "2024-01-01 10:01:00", 2),
                            line("b", "2024-01-01 10:02:00", 3),
                            line(null, "2024-01-01 10:11:00", 4)),
                    List.of(
                            line("a", "2024-01-01 10:05:00", 5),
                            line("a", "2024-01-01 10:01:00", 6),
                            line(null, "2024-01-01 10:11:00", 4),
                            line("b", "2024-01-01 10:25:00", 7)),
                    List.of(
                            line("a", "2024-01-01 10:12:00", 8),
                            line("b", "2024-01-01 10:25:00", 9),
                            line("a", "2024-01-01 12:00:00", 10)),
                    List.of(
                            line("a", "2024-01-01 10:01:00", 11),
                            line("a", "2024-01-01 12:00:00", 12),
                            line("b", "2024-01-01 12:01:00", 13),
                            line(null, "2024-01-01 12:02:00", 14)),
                    List.of(line("a", "2024-01-01 12:03:00", 15)));

    private EventTimeQuestions() {}

    static List<Question> all() {
        return duplicates();
    }

    private static List<Question> duplicates() {
        SteppedStream append = SteppedStream.of("append", FILES);
        return List.of(
                append.asks("dropDuplicates of one column", rows -> rows.dropDuplicates("sensor")),
                append.asks(
                        "dropDuplicates of a column under a watermark",
                        rows -> rows.withWatermark("at", "10 minutes").dropDuplicates("sensor")),
                append.asks(
                        "dropDuplicates with the event time",
                        rows ->
                                rows.withWatermark("at", "10 minutes")
                                        .dropDuplicates("sensor", "at")),
                append.asks(
                        "dropDuplicates, event time not selected",
                        rows ->
                                rows.withWatermark("at", "10 minutes")
                                        .dropDuplicates("sensor")
                                        .select("sensor")),
                append.asks(
                        "dropDuplicatesWithinWatermark, event time not selected",
                        rows ->
                                rows.withWatermark("at", "10 minutes")
                                        .dropDuplicatesWithinWatermark("sensor")
                                        .select("sensor")),
                append.asks(
                        "dropDuplicatesWithinWatermark",
                        rows ->
                                rows.withWatermark("at", "10 minutes")
                                        .dropDuplicatesWithinWatermark("sensor")),
                SteppedStream.of("update", FILES)
                        .asks(
                                "approx_count_distinct in the state",
                                rows ->
                                        rows.selectExpr(
                                                        "sensor",
                                                        "explode(transform(sequence(1, 150), i -> i"
                                                                + " * value)) AS v")
                                                .groupBy("sensor")
                                                .agg(
                                                        approx_count_distinct("v"),
                                                        approx_count_distinct("v", 0.2)
                                                                .as("coarse"))),
                SteppedStream.of("update", FILES)
                        .asks("distinct rows, update", rows -> rows.select("sensor").distinct()),
                append.asks(
                        "distinct windows",
                        rows ->
                                rows.withWatermark("at", "10 minutes")
                                        .select(
                                                org.apache.spark.sql.functions.window(
                                                        col("at"), "10 minutes"),
                                                col("sensor"))
                                        .distinct()),
                append.asks(
                        "windows over rows without duplicates",
                        rows ->
                                rows.withWatermark("at", "10 minutes")
                                        .dropDuplicates("sensor", "at")
                                        .groupBy(
                                                org.apache.spark.sql.functions.window(
                                                        col("at"), "10 minutes"))
                                        .count()));
    }
}

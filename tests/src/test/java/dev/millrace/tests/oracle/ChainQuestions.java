// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.SensorFiles.line;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;
import static org.apache.spark.sql.functions.window_time;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Questions about limits, operators with state over operators with state, and several watermarks:
/// which batch gives out what.
final class ChainQuestions {
    private static final String CHECK =
            "spark.sql.streaming.statefulOperator.checkCorrectness.enabled";

    private static final List<List<String>> FILES =
            List.of(
                    List.of(
                            line("a", "2024-01-01 10:01:00", 1),
                            line("b", "2024-01-01 10:02:00", 2),
                            line("a", "2024-01-01 10:06:00", 3)),
                    List.of(
                            line("a", "2024-01-01 10:05:00", 4),
                            line("b", "2024-01-01 10:16:00", 5)),
                    List.of(
                            line("b", "2024-01-01 10:08:00", 6),
                            line("a", "2024-01-01 10:31:00", 7),
                            line("a", "2024-01-01 10:31:00", 8)),
                    List.of(
                            line("b", "2024-01-01 10:12:00", 9),
                            line(null, "2024-01-01 10:24:00", 10)),
                    List.of(line("a", "2024-01-01 12:00:00", 11)));

    private static final SteppedStream APPEND = SteppedStream.of("append", FILES);
    private static final SteppedStream UPDATE = SteppedStream.of("update", FILES);
    private static final SteppedStream COMPLETE = SteppedStream.of("complete", FILES);

    private ChainQuestions() {}

    static List<Question> all() {
        return Stream.of(limits(), chains(), watermarks(), settings())
                .flatMap(List::stream)
                .toList();
    }

    private static Dataset<Row> timed(Dataset<Row> rows) {
        return rows.withWatermark("at", "5 minutes");
    }

    /// Counts of five minutes.
    private static Dataset<Row> counts(Dataset<Row> rows) {
        return timed(rows)
                .groupBy(window(col("at"), "5 minutes"), col("sensor"))
                .agg(count(lit(1)).as("n"));
    }

    private static List<Question> limits() {
        return List.of(
                APPEND.asks("limit", rows -> rows.limit(4)),
                APPEND.asks("limit of nothing", rows -> rows.limit(0)),
                APPEND.asks(
                        "limit, then no duplicates",
                        rows -> timed(rows).limit(4).dropDuplicates("sensor")),
                APPEND.asks(
                        "no duplicates, then limit",
                        rows -> rows.dropDuplicates("sensor").limit(2)),
                APPEND.asks("limit of limit", rows -> rows.limit(3).limit(5)),
                COMPLETE.asks(
                        "limit of the result",
                        rows ->
                                rows.groupBy("sensor")
                                        .agg(sum("value").as("total"))
                                        .orderBy(col("total").desc())
                                        .limit(1)),
                COMPLETE.asks(
                        "limit below an aggregation",
                        rows -> rows.limit(2).groupBy("sensor").count()));
    }

    private static List<Question> chains() {
        List<Question> all = new ArrayList<>();
        all.addAll(chainsFirst());
        all.addAll(chainsSecond());
        return all;
    }

    private static List<Question> chainsFirst() {
        return List.of(
                APPEND.asks(
                        "windows over windows",
                        rows ->
                                counts(rows)
                                        .groupBy(window(window_time(col("window")), "10 minutes"))
                                        .agg(sum("n").as("n"))),
                APPEND.asks(
                        "windows over the column of windows",
                        rows ->
                                counts(rows)
                                        .groupBy(
                                                window(col("window"), "20 minutes", "10 minutes"),
                                                col("sensor"))
                                        .agg(sum("n").as("n"))),
                APPEND.asks(
                        "three windows over each other",
                        rows ->
                                counts(rows)
                                        .groupBy(window(col("window"), "10 minutes"))
                                        .agg(sum("n").as("n"))
                                        .groupBy(window(col("window"), "30 minutes"))
                                        .agg(sum("n").as("n"))),
                APPEND.asks(
                        "windows over rows without duplicates within the watermark",
                        rows ->
                                timed(rows)
                                        .dropDuplicatesWithinWatermark("sensor")
                                        .groupBy(window(col("at"), "5 minutes"))
                                        .count()),
                APPEND.asks(
                        "windows without duplicates within the watermark",
                        rows ->
                                counts(rows)
                                        .select("window", "n")
                                        .dropDuplicatesWithinWatermark("n")),
                APPEND.asks(
                        "windows without duplicates",
                        rows -> counts(rows).dropDuplicates("sensor").select("sensor")),
                APPEND.asks(
                        "a watermark after state without one",
                        rows ->
                                rows.dropDuplicates("sensor", "at")
                                        .withWatermark("at", "5 minutes")
                                        .groupBy(window(col("at"), "5 minutes"))
                                        .count()),
                COMPLETE.asks("rollup", rows -> rows.rollup("sensor").count()),
                UPDATE.asks("cube", rows -> rows.cube("sensor", "value").count()));
    }

    private static List<Question> chainsSecond() {
        return List.of(
                APPEND.asks(
                        "windows without duplicates by their time",
                        rows -> counts(rows).select("window", "n").dropDuplicates("window")),
                APPEND.asks("limited windows", rows -> counts(rows).limit(3)),
                UPDATE.with(CHECK, "false")
                        .asks(
                                "windows over windows, update, unchecked",
                                rows ->
                                        counts(rows)
                                                .groupBy(window(col("window"), "10 minutes"))
                                                .agg(sum("n").as("n"))),
                COMPLETE.with(CHECK, "false")
                        .asks(
                                "windows over windows, complete, unchecked",
                                rows ->
                                        counts(rows)
                                                .groupBy(window(col("window"), "10 minutes"))
                                                .agg(sum("n").as("n"))),
                COMPLETE.asks(
                        "no duplicates, then groups, complete",
                        rows ->
                                timed(rows)
                                        .dropDuplicates("sensor", "at")
                                        .groupBy("sensor")
                                        .count()),
                COMPLETE.asks(
                        "groups without duplicates, complete",
                        rows -> rows.groupBy("sensor").count().dropDuplicates("count")),
                UPDATE.asks(
                        "groups without duplicates, update",
                        rows -> rows.groupBy("sensor").count().dropDuplicates("sensor")));
    }

    private static List<Question> watermarks() {
        return List.of(
                APPEND.asksTwo(
                        "two watermarks, the least counts",
                        (left, right) ->
                                left.withWatermark("at", "10 minutes")
                                        .union(right.withWatermark("at", "1 minute"))
                                        .groupBy(window(col("at"), "5 minutes"))
                                        .count()),
                APPEND.with("spark.sql.streaming.multipleWatermarkPolicy", "max")
                        .asksTwo(
                                "two watermarks, the greatest counts",
                                (left, right) ->
                                        left.withWatermark("at", "10 minutes")
                                                .union(right.withWatermark("at", "1 minute"))
                                                .groupBy(window(col("at"), "5 minutes"))
                                                .count()),
                APPEND.asksTwo(
                        "a watermark on one of two inputs",
                        (left, right) ->
                                timed(left)
                                        .union(right)
                                        .groupBy(window(col("at"), "5 minutes"))
                                        .count()),
                APPEND.asks(
                        "watermark defined again",
                        rows ->
                                timed(rows)
                                        .withWatermark("at", "1 minute")
                                        .groupBy(window(col("at"), "5 minutes"))
                                        .count()),
                APPEND.asks(
                        "watermark defined again, no state",
                        rows -> timed(rows).withWatermark("at", "1 minute").select("sensor")),
                APPEND.asks(
                        "watermark moved to another column",
                        rows ->
                                timed(rows.selectExpr("*", "at + INTERVAL 1 MINUTE AS later"))
                                        .withWatermark("later", "1 minute")
                                        .dropDuplicates("sensor", "later")
                                        .select("sensor", "later")),
                APPEND.asks(
                        "two event times in one row",
                        rows ->
                                timed(rows)
                                        .selectExpr("at", "at AS copy", "sensor")
                                        .dropDuplicates("sensor")),
                APPEND.asks(
                        "two event times in one group",
                        rows ->
                                timed(rows)
                                        .selectExpr("at", "at AS copy", "sensor")
                                        .groupBy("at", "copy")
                                        .count()));
    }

    private static List<Question> settings() {
        return List.of(
                UPDATE.asks(
                        "groups by a key under a watermark",
                        rows -> timed(rows).groupBy("sensor").count()),
                APPEND.asks("groups by the event time", rows -> timed(rows).groupBy("at").count()),
                APPEND.asks(
                        "sliding windows",
                        rows ->
                                timed(rows)
                                        .groupBy(
                                                window(
                                                        col("at"),
                                                        "10 minutes",
                                                        "4 minutes",
                                                        "1 minute"))
                                        .count()),
                APPEND.asks(
                        "filter of groups by a key",
                        rows -> counts(rows).where("sensor = 'a' AND n > 0")),
                APPEND.asks(
                        "filter of windows by their end",
                        rows -> counts(rows).where("window.end > '2024-01-01 10:10:00'")),
                APPEND.asks(
                        "filter over a watermark", rows -> counts(rows.where("at IS NOT NULL"))),
                APPEND.with("spark.sql.streaming.statefulOperator.allowMultiple", "false")
                        .asks("windows, one operator only", ChainQuestions::counts),
                APPEND.with("spark.sql.streaming.noDataMicroBatches.enabled", "false")
                        .asks("windows, no batches without data", ChainQuestions::counts));
    }
}

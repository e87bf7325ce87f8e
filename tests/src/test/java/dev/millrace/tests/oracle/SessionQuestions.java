// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.SensorFiles.line;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.session_window;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Questions about session windows, over tables and over streams.
final class SessionQuestions {
    /// Two that touch, one apart; then a bridge and a late row; then far ahead; then too late.
    private static final List<List<String>> FILES =
            List.of(
                    List.of(
                            line("a", "2024-01-01 10:01:00", 1),
                            line("a", "2024-01-01 10:06:00", 2),
                            line("a", "2024-01-01 10:13:00", 3),
                            line("b", "2024-01-01 10:02:00", 4),
                            line(null, "2024-01-01 10:03:00", 5)),
                    List.of(
                            line("a", "2024-01-01 10:09:30", 6),
                            line("b", "2024-01-01 10:20:00", 7),
                            line("b", "2024-01-01 10:03:00", 8),
                            line("b", "2024-01-01 10:03:00", 9)),
                    List.of(
                            line("a", "2024-01-01 10:00:30", 10),
                            line("a", "2024-01-01 10:14:00", 11),
                            line("b", "2024-01-01 10:04:00", 12)),
                    List.of(line("c", "2024-01-01 12:00:00", 13)),
                    List.of(
                            line("a", "2024-01-01 10:14:00", 14),
                            line("c", "2024-01-01 11:56:00", 15),
                            line("c", "2024-01-01 11:49:00", 16)));

    private SessionQuestions() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>(tables());
        all.addAll(streams());
        all.addAll(refused());
        return all;
    }

    private static List<Question> tables() {
        List<Question> all = new ArrayList<>();
        all.addAll(tablesFirst());
        all.addAll(tablesSecond());
        return all;
    }

    private static List<Question> tablesFirst() {
        Column minutes = session_window(col("at"), "5 minutes");
        return List.of(
                table("by key", rows -> rows.groupBy(minutes, col("sensor")).agg(sum("value"))),
                table(
                        "first and last",
                        rows ->
                                rows.groupBy(col("sensor"), minutes)
                                        .agg(first("value"), last("value"), count(lit(1)))),
                table("of all", rows -> rows.groupBy(minutes).count()),
                table("not grouped", rows -> rows.select(minutes, col("value"))),
                table(
                        "gap by row",
                        rows ->
                                rows.groupBy(
                                                session_window(
                                                        col("at"),
                                                        expr(
                                                                "CASE WHEN sensor = 'a' THEN '1"
                                                                    + " minute' WHEN value = 4 THEN"
                                                                    + " '-1 minute' WHEN sensor ="
                                                                    + " 'b' THEN '20 minutes' WHEN"
                                                                    + " value = 5 THEN 'soon'"
                                                                    + " END")),
                                                col("sensor"))
                                        .count()),
                table(
                        "month as gap",
                        rows ->
                                rows.groupBy(session_window(col("at"), "1 month"), col("sensor"))
                                        .count()),
                table(
                        "negative gap",
                        rows -> rows.groupBy(session_window(col("at"), "-1 minute")).count()),
                table("bad gap", rows -> rows.groupBy(session_window(col("at"), "soon")).count()));
    }

    private static List<Question> tablesSecond() {
        Column minutes = session_window(col("at"), "5 minutes");
        return List.of(
                table(
                        "gap of another type",
                        rows -> rows.groupBy(session_window(col("at"), col("value"))).count()),
                table(
                        "gap as a typed interval",
                        rows ->
                                rows.groupBy(session_window(col("at"), expr("INTERVAL 5 MINUTES")))
                                        .count()),
                table(
                        "filtered by its end",
                        rows ->
                                rows.groupBy(minutes, col("sensor"))
                                        .count()
                                        .where("session_window.end > '2024-01-01 10:08:00'")),
                table(
                        "grouped again",
                        rows ->
                                rows.groupBy(minutes, col("sensor"))
                                        .agg(count(lit(1)).as("n"))
                                        .groupBy("session_window")
                                        .agg(sum("n"))),
                table(
                        "window over sessions",
                        rows ->
                                rows.groupBy(minutes, col("sensor"))
                                        .agg(count(lit(1)).as("n"))
                                        .groupBy(window(col("session_window"), "10 minutes"))
                                        .agg(sum("n"))),
                table(
                        "sessions over windows",
                        rows ->
                                rows.groupBy(window(col("at"), "1 minute"))
                                        .agg(count(lit(1)).as("n"))
                                        .groupBy(session_window(col("window"), "3 minutes"))
                                        .agg(sum("n"))),
                table(
                        "with a window",
                        rows -> rows.groupBy(minutes, window(col("at"), "1 minute")).count()),
                new Question(
                        "sessions: in SQL",
                        (spark, directory) -> {
                            readings(spark).createOrReplaceTempView("readings");
                            return Transcript.bag(
                                    spark.sql(
                                            "SELECT sensor, session_window.start,"
                                                    + " session_window(at, '5 minutes').end AS e,"
                                                    + " count(*) FROM"
                                                    + " readings GROUP BY session_window(at, '5"
                                                    + " minutes'), sensor"));
                        }));
    }

    private static Question table(String name, UnaryOperator<Dataset<Row>> shape) {
        return new Question(
                "sessions: " + name,
                (spark, directory) -> Transcript.bag(shape.apply(readings(spark))));
    }

    private static Dataset<Row> readings(SparkSession spark) {
        return spark.sql(
                "SELECT * FROM VALUES ('a', TIMESTAMP'2024-01-01 10:01:00', 1), ('a',"
                    + " TIMESTAMP'2024-01-01 10:06:00', 2), ('a', TIMESTAMP'2024-01-01 10:12:00',"
                    + " 3), ('b', TIMESTAMP'2024-01-01 10:02:00', 4), ('b', TIMESTAMP'2024-01-01"
                    + " 10:04:00', 6), (NULL, TIMESTAMP'2024-01-01 10:03:00', 5), ('b', NULL, 7) AS"
                    + " t(sensor, at, value)");
    }

    private static Dataset<Row> sessions(Dataset<Row> rows) {
        return rows.withWatermark("at", "10 minutes")
                .groupBy(session_window(col("at"), "5 minutes"), col("sensor"))
                .agg(sum("value").as("total"), count(lit(1)).as("n"));
    }

    private static List<Question> streams() {
        SteppedStream append = SteppedStream.of("append", FILES);
        SteppedStream complete = SteppedStream.of("complete", FILES);
        return List.of(
                append.asks("sessions, append", SessionQuestions::sessions),
                complete.asks("sessions, complete", SessionQuestions::sessions),
                complete.asks(
                        "sessions without a watermark, complete",
                        rows ->
                                rows.groupBy(session_window(col("at"), "5 minutes"), col("sensor"))
                                        .count()),
                append.asks(
                        "sessions with a gap by row",
                        rows ->
                                rows.withWatermark("at", "10 minutes")
                                        .groupBy(
                                                col("sensor"),
                                                session_window(
                                                        col("at"),
                                                        expr(
                                                                "CASE WHEN sensor = 'a' THEN '3"
                                                                    + " minutes' WHEN sensor = 'b'"
                                                                    + " THEN '10 minutes' END")))
                                        .agg(first("value"), last("value"))),
                append.asks(
                        "windows over sessions",
                        rows ->
                                sessions(rows)
                                        .groupBy(window(col("session_window"), "30 minutes"))
                                        .agg(sum("n"))),
                append.asks(
                        "time of sessions",
                        rows -> sessions(rows).selectExpr("window_time(session_window) AS t", "n")),
                append.asks(
                        "sessions of all",
                        rows ->
                                rows.withWatermark("at", "10 minutes")
                                        .groupBy(session_window(col("at"), "5 minutes"))
                                        .count()));
    }

    private static List<Question> refused() {
        return List.of(
                SteppedStream.refused("sessions, update", "update", SessionQuestions::sessions),
                SteppedStream.refused(
                        "sessions without a watermark",
                        "append",
                        rows ->
                                rows.groupBy(session_window(col("at"), "5 minutes"), col("sensor"))
                                        .count()));
    }
}

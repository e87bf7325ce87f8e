// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.SensorFiles.line;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Questions about functions with state over groups of a stream.
final class StateQuestions {
    /// In order, late but in time, far ahead, too late, and on.
    private static final List<List<String>> FILES =
            List.of(
                    List.of(
                            line("a", "2024-01-01 10:01:00", 1),
                            line("b", "2024-01-01 10:02:00", 2),
                            line("a", "2024-01-01 10:11:00", 3),
                            line(null, "2024-01-01 10:03:00", 4)),
                    List.of(
                            line("a", "2024-01-01 10:05:00", 4),
                            line("b", "2024-01-01 10:25:00", 5)),
                    List.of(
                            line("a", "2024-01-01 10:07:00", 6),
                            line("c", "2024-01-01 10:24:00", 7)),
                    List.of(line("a", "2024-01-01 12:00:00", 6)),
                    List.of(
                            line("a", "2024-01-01 10:06:00", 7),
                            line("b", "2024-01-01 11:58:00", 8),
                            line("b", "2024-01-01 11:59:00", 9)));

    private static final List<List<String>> FEW = FILES.subList(0, 2);

    private StateQuestions() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>();
        all.addAll(results());
        all.addAll(mistakes());
        all.addAll(refusals());
        all.addAll(otherGroups());
        return all;
    }

    private static UnaryOperator<Dataset<Row>> with(UnaryOperator<Dataset<Row>> shape) {
        return rows -> {
            UserCode.send(rows.sparkSession(), StateFunctions.class);
            return shape.apply(rows);
        };
    }

    private static Question asks(String mode, String name, UnaryOperator<Dataset<Row>> shape) {
        return SteppedStream.of(mode, FILES).asks(name, with(shape));
    }

    private static List<Question> results() {
        OutputMode append = OutputMode.Append();
        OutputMode update = OutputMode.Update();
        return List.of(
                asks("update", "mapGroupsWithState", StateFunctions::totals),
                asks(
                        "append",
                        "flatMapGroupsWithState by event time, append",
                        rows -> StateFunctions.quietPeriods(rows, append)),
                asks(
                        "update",
                        "flatMapGroupsWithState by event time, update",
                        rows -> StateFunctions.quietPeriods(rows, update)),
                asks(
                        "append",
                        "flatMapGroupsWithState without timeout",
                        rows -> StateFunctions.threes(rows, append)),
                asks(
                        "append",
                        "flatMapGroupsWithState before an aggregation",
                        rows ->
                                StateFunctions.threes(rows, append)
                                        .withColumn("at", lit("2024-01-01").cast("timestamp"))
                                        .withWatermark("at", "1 minute")
                                        .groupBy("at")
                                        .count()),
                SteppedStream.of("update", FEW)
                        .asks(
                                "mapGroupsWithState from an initial state",
                                with(rows -> StateFunctions.counts(rows, before(rows, "a", "z")))));
    }

    private static Dataset<StateFunctions.Total> before(
            Dataset<Row> rows, String first, String second) {
        return rows.sparkSession()
                .createDataset(
                        List.of(
                                StateFunctions.before(first, 100),
                                StateFunctions.before(second, 200)),
                        Encoders.bean(StateFunctions.Total.class));
    }

    private static Question mistake(
            String name, GroupStateTimeout timeout, StateFunctions.Mistake mistake) {
        return SteppedStream.of("append", FEW)
                .asks(
                        "flatMapGroupsWithState: " + name,
                        with(
                                rows ->
                                        StateFunctions.mistaken(
                                                timeout == GroupStateTimeout.EventTimeTimeout()
                                                        ? rows.withWatermark("at", "1 minute")
                                                        : rows,
                                                timeout,
                                                mistake)));
    }

    private static List<Question> mistakes() {
        GroupStateTimeout none = GroupStateTimeout.NoTimeout();
        GroupStateTimeout clock = GroupStateTimeout.ProcessingTimeTimeout();
        GroupStateTimeout event = GroupStateTimeout.EventTimeTimeout();
        return List.of(
                mistake("a timeout without one", none, StateFunctions.timeoutWithoutOne()),
                mistake(
                        "a timestamp without event time",
                        clock,
                        StateFunctions.timestampWithoutEventTime()),
                mistake("a timeout in the past", event, StateFunctions.timeoutInThePast()),
                mistake("no duration", clock, StateFunctions.noDuration()),
                mistake("a bad duration", clock, StateFunctions.badDuration()),
                mistake("a watermark without one", none, StateFunctions.watermarkWithoutOne()),
                mistake("a null state", none, StateFunctions.nullState()),
                mistake("a missing state", none, StateFunctions.missingState()),
                mistake("a removed state", none, StateFunctions.removedState()),
                mistake("a failure", none, StateFunctions.failure()));
    }

    private static Question refused(String name, String mode, UnaryOperator<Dataset<Row>> shape) {
        return SteppedStream.refused(name, mode, with(shape));
    }

    private static List<Question> refusals() {
        OutputMode append = OutputMode.Append();
        OutputMode update = OutputMode.Update();
        return List.of(
                refused("mapGroupsWithState, append", "append", StateFunctions::totals),
                refused("mapGroupsWithState, complete", "complete", StateFunctions::totals),
                refused(
                        "flatMapGroupsWithState of append, update",
                        "update",
                        rows -> StateFunctions.threes(rows, append)),
                refused(
                        "flatMapGroupsWithState of update, append",
                        "append",
                        rows -> StateFunctions.threes(rows, update)),
                refused(
                        "flatMapGroupsWithState of append, complete",
                        "complete",
                        rows -> StateFunctions.threes(rows, append)),
                refused(
                        "flatMapGroupsWithState of update under an aggregation",
                        "complete",
                        rows -> StateFunctions.threes(rows, update).groupBy("value").count()),
                refused(
                        "two flatMapGroupsWithState of update",
                        "update",
                        rows ->
                                StateFunctions.threes(rows, update)
                                        .union(StateFunctions.threes(rows, update))),
                refused(
                        "mapGroupsWithState beside flatMapGroupsWithState",
                        "update",
                        rows ->
                                StateFunctions.totals(rows)
                                        .select(col("sensor").as("value"))
                                        .union(StateFunctions.threes(rows, update))),
                refused(
                        "flatMapGroupsWithState by event time without a watermark",
                        "append",
                        rows ->
                                StateFunctions.mistaken(
                                        rows,
                                        GroupStateTimeout.EventTimeTimeout(),
                                        StateFunctions.missingState())),
                refused(
                        "an aggregation over flatMapGroupsWithState by event time",
                        "append",
                        rows ->
                                StateFunctions.quietPeriods(rows, append)
                                        .withColumn("at", lit("2024-01-01").cast("timestamp"))
                                        .withWatermark("at", "1 minute")
                                        .groupBy("at")
                                        .count()),
                refused("cogroup of a stream", "append", StateFunctions::together));
    }

    private static List<Question> otherGroups() {
        return List.of(
                asks("append", "mapGroups of a stream", StateFunctions::sizes),
                new Question(
                        "batch: mapGroupsWithState",
                        (spark, directory) -> {
                            UserCode.send(spark, StateFunctions.class);
                            return Transcript.bag(StateFunctions.totals(table(spark)));
                        }),
                new Question(
                        "batch: mapGroupsWithState from an initial state",
                        (spark, directory) -> {
                            UserCode.send(spark, StateFunctions.class);
                            Dataset<Row> rows = table(spark);
                            return Transcript.bag(
                                    StateFunctions.counts(rows, before(rows, "a", "z")));
                        }));
    }

    private static Dataset<Row> table(SparkSession spark) {
        return spark.sql(
                "SELECT * FROM VALUES ('a', TIMESTAMP '2024-01-01 10:00:00', 1), ('b', TIMESTAMP"
                        + " '2024-01-01 10:01:00', 2), ('a', TIMESTAMP '2024-01-01 10:02:00', 3) AS"
                        + " t(sensor, at, value)");
    }
}

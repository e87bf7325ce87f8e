// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.SensorFiles.line;

import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.Trigger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// Questions about `transformWithState`.
final class ProcessorQuestions {
    private static final String NAME = "transformWithState: ";
    private static final String PROVIDER = "spark.sql.streaming.stateStore.providerClass";
    private static final String ROCKSDB =
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";

    /// In order, late but in time, far ahead, too late, and on.
    private static final List<List<String>> FILES =
            List.of(
                    List.of(
                            line("a", "2024-01-01 10:01:00", 1),
                            line("b", "2024-01-01 10:02:00", 2),
                            line("a", "2024-01-01 10:11:00", 3),
                            line("d", "2024-01-01 10:03:00", 4)),
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

    private ProcessorQuestions() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>();
        all.addAll(variables());
        all.addAll(times());
        all.addAll(initial());
        all.addAll(mistakes());
        all.addAll(refusals());
        all.addAll(batches());
        return all;
    }

    private static UnaryOperator<Dataset<Row>> with(UnaryOperator<Dataset<Row>> shape) {
        return rows -> {
            send(rows.sparkSession());
            return shape.apply(rows);
        };
    }

    private static void send(SparkSession spark) {
        UserCode.send(spark, StateFunctions.class);
        UserCode.send(spark, Processors.class);
        UserCode.send(spark, ProcessorMistakes.class);
    }

    private static SteppedStream stream(String mode) {
        return SteppedStream.of(mode, FILES).with(PROVIDER, ROCKSDB);
    }

    private static OutputMode mode(String name) {
        return name.equals("append") ? OutputMode.Append() : OutputMode.Update();
    }

    private static Question asks(
            String name, TimeMode time, String mode, Processors.OfReadings processor) {
        return stream(mode)
                .asks(NAME + name, with(rows -> Processors.run(rows, time, mode(mode), processor)));
    }

    private static List<Question> variables() {
        TimeMode none = TimeMode.None();
        return List.of(
                asks("values, update", none, "update", new Processors.Totals()),
                asks("values, append", none, "append", new Processors.Totals()),
                stream("update")
                        .asks(
                                NAME + "fields of a processor",
                                with(
                                        rows ->
                                                Processors.run(
                                                        rows,
                                                        none,
                                                        OutputMode.Update(),
                                                        new Processors.Counting()))),
                asks("lists", none, "update", new Processors.Lists()),
                asks("maps", none, "update", new Processors.Maps()));
    }

    private static Dataset<Row> marked(Dataset<Row> rows) {
        return rows.withWatermark("at", "5 minutes");
    }

    private static Question byEventTime(String mode) {
        return stream(mode)
                .asks(
                        NAME + "timers by event time, " + mode,
                        with(
                                rows ->
                                        Processors.run(
                                                marked(rows),
                                                TimeMode.EventTime(),
                                                mode(mode),
                                                new Processors.EventTimers())));
    }

    /// By the clock there is always a batch due, so those without rows are switched off.
    private static Question byClock(String name, Processors.OfReadings processor) {
        return stream("update")
                .with("spark.sql.streaming.noDataMicroBatches.enabled", "false")
                .asks(
                        NAME + name,
                        with(
                                rows ->
                                        Processors.run(
                                                rows,
                                                TimeMode.ProcessingTime(),
                                                OutputMode.Update(),
                                                processor)));
    }

    /// Whether a query by the clock comes to an end, or there is always another batch to run.
    private static Question availableNow() {
        return new Question(
                "stream: " + NAME + "by the clock, available now",
                (spark, directory) -> {
                    spark.conf().set(PROVIDER, ROCKSDB);
                    send(spark);
                    SensorFiles.write(directory.resolve("in"), 0, FILES.getFirst());
                    StreamingQuery query =
                            SteppedStream.named(
                                            Processors.run(
                                                    SteppedStream.stream(spark, directory),
                                                    TimeMode.ProcessingTime(),
                                                    OutputMode.Update(),
                                                    new Processors.Totals()))
                                    .outputMode("update")
                                    .trigger(Trigger.AvailableNow())
                                    .start();
                    boolean ended = false;
                    int waits = 0;
                    while (!ended && batches(query) < 6 && waits++ < 600) {
                        ended = query.awaitTermination(100);
                    }
                    String answer =
                            "ended " + ended + ", more than 5 batches " + (batches(query) > 5);
                    query.stop();
                    return answer;
                });
    }

    private static long batches(StreamingQuery query) {
        StreamingQueryProgress last = query.lastProgress();
        return last == null ? 0 : last.batchId() + 1;
    }

    private static List<Question> times() {
        return List.of(
                availableNow(),
                byEventTime("append"),
                byEventTime("update"),
                byClock("timers by the clock", new Processors.ClockTimers()),
                byClock("variables that expire", new Processors.Mortal()),
                stream("append")
                        .asks(
                                NAME + "late rows without timers",
                                with(
                                        rows ->
                                                Processors.run(
                                                        marked(rows),
                                                        TimeMode.None(),
                                                        OutputMode.Append(),
                                                        new Processors.Totals()))),
                stream("append").asks(NAME + "before windows", with(rows -> chained(rows, ""))),
                stream("append")
                        .asks(NAME + "with rows in the past", with(rows -> chained(rows, "late"))));
    }

    /// Windows over the rows of a processor, which says when they happened.
    private static Dataset<Row> chained(Dataset<Row> rows, String late) {
        return StateFunctions.bySensor(marked(rows))
                .transformWithState(
                        new Processors.Stamped(!late.isEmpty()),
                        "at",
                        OutputMode.Append(),
                        Processors.Stamp.encoder())
                .groupBy(functions.window(functions.col("at"), "10 minutes"))
                .agg(functions.sum("n").as("n"));
    }

    private static List<Question> initial() {
        return List.of(
                stream("update")
                        .asks(
                                NAME + "an initial state",
                                with(rows -> Processors.fromBefore(rows, "a", "c", "z"))),
                stream("update")
                        .asks(
                                NAME + "an initial state of two rows",
                                with(rows -> Processors.fromBefore(rows, "a", "a"))));
    }

    private static Question mistake(
            String name, TimeMode time, ProcessorMistakes.Mistake mistake, boolean isInInit) {
        return SteppedStream.of("update", FILES.subList(0, 1))
                .with(PROVIDER, ROCKSDB)
                .with("spark.sql.streaming.noDataMicroBatches.enabled", "false")
                .asks(
                        NAME + "mistake " + name,
                        with(
                                rows ->
                                        Processors.run(
                                                marked(rows),
                                                time,
                                                OutputMode.Update(),
                                                new ProcessorMistakes.Mistaken(
                                                        mistake, isInInit))));
    }

    private static List<Question> mistakes() {
        List<Question> all = new ArrayList<>();
        TimeMode none = TimeMode.None();
        TimeMode clock = TimeMode.ProcessingTime();
        Map<String, ProcessorMistakes.Mistake> inInit = ProcessorMistakes.inInit();
        inInit.forEach(
                (name, mistake) -> all.add(mistake("in init: " + name, none, mistake, true)));
        for (String name : List.of("a negative life", "a timer", "timers")) {
            all.add(mistake("in init, by the clock: " + name, clock, known(inInit, name), true));
        }
        all.add(
                mistake(
                        "in init, by event time: a life",
                        TimeMode.EventTime(),
                        known(inInit, "a life"),
                        true));
        ProcessorMistakes.inRows()
                .forEach(
                        (name, mistake) ->
                                all.add(mistake("with rows: " + name, none, mistake, false)));
        return all;
    }

    private static ProcessorMistakes.Mistake known(
            Map<String, ProcessorMistakes.Mistake> mistakes, String name) {
        return Objects.requireNonNull(mistakes.get(name));
    }

    private static Question refused(String name, String mode, UnaryOperator<Dataset<Row>> shape) {
        return SteppedStream.refused(NAME + name, mode, with(shape));
    }

    private static Dataset<Row> totals(Dataset<Row> rows, TimeMode time, OutputMode mode) {
        return Processors.run(rows, time, mode, new Processors.Totals());
    }

    private static List<Question> refusals() {
        TimeMode none = TimeMode.None();
        OutputMode append = OutputMode.Append();
        OutputMode update = OutputMode.Update();
        return List.of(
                refused("complete", "complete", rows -> totals(rows, none, OutputMode.Complete())),
                refused("append in update", "update", rows -> totals(rows, none, append)),
                refused("update in append", "append", rows -> totals(rows, none, update)),
                refused(
                        "by event time without a watermark",
                        "append",
                        rows -> totals(rows, TimeMode.EventTime(), append)),
                refused(
                        "update under an aggregation",
                        "update",
                        rows -> totals(rows, none, update).groupBy("value").count()),
                refused(
                        "append under an aggregation",
                        "complete",
                        rows -> totals(rows, none, append).groupBy("value").count()),
                refused(
                        "over an aggregation",
                        "update",
                        rows ->
                                totals(
                                        rows.groupBy("sensor", "at")
                                                .agg(functions.sum("value").cast("int")),
                                        none,
                                        update)),
                refused(
                        "twice",
                        "append",
                        rows -> totals(rows, none, append).union(totals(rows, none, append))),
                refused(
                        "twice, update",
                        "update",
                        rows -> totals(rows, none, update).union(totals(rows, none, update))),
                refused(
                        "beside flatMapGroupsWithState",
                        "append",
                        rows ->
                                totals(rows, none, append)
                                        .union(StateFunctions.threes(rows, append))),
                refused(
                        "an initial state that is a stream",
                        "update",
                        rows -> Processors.fromStream(rows)),
                refused("an event time without a watermark", "append", rows -> stamped(rows, "at")),
                refused(
                        "an event time that is not there",
                        "append",
                        rows -> stamped(marked(rows), "when")),
                refused(
                        "an event time of another type",
                        "append",
                        rows -> stamped(marked(rows), "n")),
                SteppedStream.of("update", FILES.subList(0, 1))
                        .asks(
                                NAME + "the default state store",
                                with(rows -> totals(rows, none, update))));
    }

    private static Dataset<Row> stamped(Dataset<Row> rows, String column) {
        return StateFunctions.bySensor(rows)
                .transformWithState(
                        new Processors.Stamped(false),
                        column,
                        OutputMode.Append(),
                        Processors.Stamp.encoder())
                .toDF();
    }

    private static Question batch(String name, UnaryOperator<Dataset<Row>> shape) {
        return new Question(
                "batch: transformWithState: " + name,
                (spark, directory) -> {
                    send(spark);
                    return Transcript.bag(shape.apply(table(spark)));
                });
    }

    private static Dataset<Row> table(SparkSession spark) {
        return spark.sql(
                "SELECT * FROM VALUES ('a', TIMESTAMP '2024-01-01 10:00:00', 1), ('b', TIMESTAMP"
                        + " '2024-01-01 10:01:00', 2), ('a', TIMESTAMP '2024-01-01 10:02:00', 3) AS"
                        + " t(sensor, at, value)");
    }

    private static List<Question> batches() {
        OutputMode append = OutputMode.Append();
        return List.of(
                batch("values", rows -> totals(rows, TimeMode.None(), append)),
                batch(
                        "values, complete",
                        rows -> totals(rows, TimeMode.None(), OutputMode.Complete())),
                batch(
                        "variables that expire",
                        rows ->
                                Processors.run(
                                        rows,
                                        TimeMode.ProcessingTime(),
                                        append,
                                        new Processors.Mortal())),
                batch(
                        "timers by the clock",
                        rows ->
                                Processors.run(
                                        rows,
                                        TimeMode.ProcessingTime(),
                                        append,
                                        new Processors.ClockTimers())),
                batch(
                        "timers by event time",
                        rows ->
                                Processors.run(
                                        marked(rows),
                                        TimeMode.EventTime(),
                                        append,
                                        new Processors.EventTimers())),
                batch("an initial state", rows -> Processors.fromBefore(rows, "a", "z")));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import dev.millrace.tests.SensorFiles;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.StreamingQueryStatus;
import org.apache.spark.sql.streaming.Trigger;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// Questions about queries as things that a user manages: finding them, waiting for them, what
/// they say of themselves, and how they end.
final class QueryQuestions {
    private QueryQuestions() {}

    static List<Question> all() {
        return Stream.of(manager(), handles(), triggers(), twins(), progress())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Question> manager() {
        return List.of(
                question(
                        "awaiting any end",
                        (spark, in) -> {
                            Notes notes = new Notes();
                            notes.add("nothing", () -> spark.streams().awaitAnyTermination(50));
                            toEnd(spark, in, "value");
                            notes.add("one", () -> spark.streams().awaitAnyTermination(50));
                            notes.add("still", () -> spark.streams().awaitAnyTermination(50));
                            spark.streams().resetTerminated();
                            notes.add("reset", () -> spark.streams().awaitAnyTermination(50));
                            fail(spark, in);
                            notes.add("failed", () -> spark.streams().awaitAnyTermination(50));
                            toEnd(spark, in, "value");
                            notes.add(
                                    "failure stays", () -> spark.streams().awaitAnyTermination(50));
                            spark.streams().resetTerminated();
                            toEnd(spark, in, "value");
                            fail(spark, in);
                            notes.add(
                                    "failure wins", () -> spark.streams().awaitAnyTermination(50));
                            spark.streams().resetTerminated();
                            StreamingQuery stopped = start(spark, in, "value");
                            stopped.stop();
                            notes.add("stopped", () -> spark.streams().awaitAnyTermination(50));
                            notes.add("no time", () -> spark.streams().awaitAnyTermination(0));
                            notes.add("less", () -> spark.streams().awaitAnyTermination(-1));
                            return notes.text();
                        }),
                question(
                        "finding queries",
                        (spark, in) -> {
                            Notes notes = new Notes();
                            StreamingQuery query = start(spark, in, "value");
                            notes.add("active", () -> spark.streams().active().length);
                            notes.add("name", () -> spark.streams().active()[0].name());
                            notes.add(
                                    "same run",
                                    () ->
                                            spark.streams()
                                                    .get(query.id())
                                                    .runId()
                                                    .equals(query.runId()));
                            notes.add(
                                    "by text",
                                    () -> spark.streams().get(query.id().toString()).name());
                            notes.add(
                                    "unknown",
                                    () -> spark.streams().get(new UUID(0x4000L, 1L << 63)));
                            notes.add("no id", () -> spark.streams().get("nonsense"));
                            query.stop();
                            notes.add("stopped", () -> spark.streams().get(query.id()));
                            notes.add("active", () -> spark.streams().active().length);
                            return notes.text();
                        }));
    }

    private static List<Question> handles() {
        return List.of(
                question(
                        "a handle while it runs",
                        (spark, in) -> {
                            StreamingQuery query = start(spark, in, "value");
                            query.processAllAvailable();
                            Notes notes = handle(query);
                            query.stop();
                            return notes.text();
                        }),
                question(
                        "a handle after stop",
                        (spark, in) -> {
                            StreamingQuery query = start(spark, in, "value");
                            query.processAllAvailable();
                            query.stop();
                            query.stop();
                            return handle(query).text();
                        }),
                question("a handle after a failure", (spark, in) -> handle(fail(spark, in)).text()),
                question(
                        "a handle between triggers",
                        (spark, in) -> {
                            StreamingQuery query =
                                    writer(spark, in, "value")
                                            .trigger(Trigger.ProcessingTime("1 day"))
                                            .start();
                            while (query.lastProgress() == null) {
                                Thread.onSpinWait();
                            }
                            Notes notes = new Notes();
                            notes.add("status", () -> restingStatus(query));
                            query.stop();
                            return notes.text();
                        }),
                question(
                        "explain",
                        (spark, in) -> {
                            Files.createDirectories(in.resolveSibling("empty"));
                            StreamingQuery waiting =
                                    start(spark, in.resolveSibling("empty"), "value");
                            Notes notes = new Notes();
                            notes.add("nothing yet", () -> explained(waiting, false));
                            waiting.stop();
                            StreamingQuery query = toEnd(spark, in, "value");
                            notes.add("plain", () -> explained(query, false));
                            notes.add("extended", () -> explained(query, true));
                            return notes.text();
                        }));
    }

    private static List<Question> triggers() {
        return List.of(
                triggered("continuous", () -> Trigger.Continuous("1 second")),
                triggered("real time", () -> Trigger.RealTime("5 minutes")),
                triggered("negative", () -> Trigger.ProcessingTime(-5)),
                triggered("negative text", () -> Trigger.ProcessingTime("-5 seconds")),
                triggered("months", () -> Trigger.ProcessingTime("1 month")),
                triggered("nonsense", () -> Trigger.ProcessingTime("often")),
                question(
                        "available now with nothing there",
                        (spark, in) -> {
                            Path empty = Files.createDirectories(in.resolveSibling("empty"));
                            StreamingQuery query = toEnd(spark, empty, "value");
                            return progress(query.recentProgress());
                        }));
    }

    private static List<Question> twins() {
        return List.of(
                question(
                        "the same checkpoint twice",
                        (spark, in) -> {
                            StreamingQuery first = start(spark, in, "value");
                            StreamingQuery second = start(spark, in, "value", "second");
                            Notes notes = new Notes();
                            notes.add("first", first::isActive);
                            notes.add("second", second::isActive);
                            notes.add("same", () -> first.id().equals(second.id()));
                            notes.add("of the first", () -> first.status().json());
                            second.stop();
                            return notes.text();
                        }),
                question(
                        "the same checkpoint twice without stopping",
                        (spark, in) -> {
                            spark.conf().set("spark.sql.streaming.stopActiveRunOnRestart", "false");
                            StreamingQuery first = start(spark, in, "value");
                            Notes notes = new Notes();
                            notes.add("second", () -> start(spark, in, "value", "second"));
                            notes.add("first", first::isActive);
                            first.stop();
                            return notes.text();
                        }));
    }

    private static List<Question> progress() {
        List<Question> all = new ArrayList<>();
        all.addAll(progressFirst());
        all.addAll(progressSecond());
        return all;
    }

    private static List<Question> progressFirst() {
        return List.of(
                question(
                        "progress of plain rows",
                        (spark, in) -> progress(toEnd(spark, in, "value").recentProgress())),
                question(
                        "progress with idle triggers",
                        (spark, in) -> {
                            spark.conf()
                                    .set("spark.sql.streaming.noDataProgressEventInterval", "100");
                            StreamingQuery query = start(spark, in, "value");
                            query.processAllAvailable();
                            while (query.recentProgress().length < 5) {
                                Thread.onSpinWait();
                            }
                            query.stop();
                            return progress(Arrays.copyOf(query.recentProgress(), 5));
                        }),
                question(
                        "progress of windows",
                        (spark, in) -> {
                            StreamingQuery query =
                                    windows(spark, in)
                                            .writeStream()
                                            .format("noop")
                                            .trigger(Trigger.AvailableNow())
                                            .start();
                            query.awaitTermination();
                            return progress(query.recentProgress());
                        }));
    }

    private static List<Question> progressSecond() {
        return List.of(
                question(
                        "observed metrics",
                        (spark, in) -> {
                            StreamingQuery query =
                                    stream(spark, in)
                                            .observe(
                                                    "seen",
                                                    count(lit(1)).as("rows"),
                                                    max("value").as("highest"),
                                                    max("at").as("newest"),
                                                    max("sensor").as("name"),
                                                    sum(col("value").cast("decimal(10,2)"))
                                                            .as("exact"),
                                                    max(lit(null).cast("int")).as("nothing"))
                                            .writeStream()
                                            .format("noop")
                                            .trigger(Trigger.AvailableNow())
                                            .start();
                            query.awaitTermination();
                            return progress(query.recentProgress());
                        }),
                question(
                        "events",
                        (spark, in) -> {
                            RawEvents events = new RawEvents();
                            spark.streams().addListener(events);
                            StreamingQuery query =
                                    windows(spark, in)
                                            .writeStream()
                                            .queryName("heard")
                                            .format("noop")
                                            .trigger(Trigger.AvailableNow())
                                            .start();
                            query.awaitTermination();
                            return events.untilTheEnd();
                        }),
                question(
                        "events of a failure",
                        (spark, in) -> {
                            RawEvents events = new RawEvents();
                            spark.streams().addListener(events);
                            fail(spark, in);
                            return events.untilTheEnd();
                        }));
    }

    private static Question triggered(String name, Callable<Trigger> trigger) {
        return question(
                "trigger: " + name,
                (spark, in) -> {
                    StreamingQuery query =
                            writer(spark, in, "value").trigger(trigger.call()).start();
                    try {
                        query.awaitTermination(1000);
                        return "started";
                    } finally {
                        query.stop();
                    }
                });
    }

    private static Question question(String name, Question.Asker asker) {
        return new Question(
                "query: " + name,
                (spark, directory) -> {
                    Path in = directory.resolve("in");
                    SensorFiles.write(in, 0, 2);
                    return asker.ask(spark, in);
                });
    }

    private static Dataset<Row> stream(SparkSession spark, Path in) {
        spark.conf().set("spark.sql.shuffle.partitions", "2");
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(in.toString());
    }

    private static Dataset<Row> windows(SparkSession spark, Path in) {
        return stream(spark, in)
                .withWatermark("at", "1 minute")
                .groupBy(window(col("at"), "2 minutes"))
                .agg(sum("value").as("total"));
    }

    private static DataStreamWriter<Row> writer(SparkSession spark, Path in, String column) {
        return stream(spark, in)
                .selectExpr(column)
                .writeStream()
                .format("noop")
                .queryName("asked")
                .option("checkpointLocation", in.resolveSibling("checkpoint").toString());
    }

    private static StreamingQuery start(SparkSession spark, Path in, String column)
            throws Exception {
        return start(spark, in, column, "asked");
    }

    private static StreamingQuery start(SparkSession spark, Path in, String column, String name)
            throws Exception {
        return writer(spark, in, column).queryName(name).start();
    }

    private static StreamingQuery toEnd(SparkSession spark, Path in, String column)
            throws Exception {
        StreamingQuery query =
                stream(spark, in)
                        .selectExpr(column)
                        .writeStream()
                        .format("noop")
                        .trigger(Trigger.AvailableNow())
                        .start();
        query.awaitTermination();
        return query;
    }

    private static StreamingQuery fail(SparkSession spark, Path in) throws Exception {
        StreamingQuery query =
                stream(spark, in)
                        .selectExpr("CAST(sensor AS INT) AS n")
                        .writeStream()
                        .format("noop")
                        .queryName("failing")
                        .start();
        try {
            query.awaitTermination();
        } catch (StreamingQueryException expected) {
            return query;
        }
        throw new IllegalStateException("it did not fail");
    }

    private static Notes handle(StreamingQuery query) {
        Notes notes = new Notes();
        notes.add("active", query::isActive);
        notes.add("name", query::name);
        notes.add("status", () -> restingStatus(query));
        notes.add("exception", () -> query.exception().map(QueryQuestions::describe));
        notes.add("await", () -> query.awaitTermination(20));
        notes.add("await nothing", () -> query.awaitTermination(0));
        notes.add("await less", () -> query.awaitTermination(-1));
        notes.add(
                "process",
                () -> {
                    query.processAllAvailable();
                    return "done";
                });
        notes.add("batches", () -> batches(query));
        notes.add(
                "last", () -> query.lastProgress() == null ? null : query.lastProgress().batchId());
        return notes;
    }

    /// The status between two looks for rows: one that is asked for may fall into such a look.
    private static String restingStatus(StreamingQuery query) {
        StreamingQueryStatus status = query.status();
        while (status.isTriggerActive() && query.isActive()) {
            status = query.status();
        }
        return status.json();
    }

    private static List<Long> batches(StreamingQuery query) {
        return Arrays.stream(query.recentProgress())
                .filter(batch -> batch.durationMs().containsKey("addBatch"))
                .map(StreamingQueryProgress::batchId)
                .toList();
    }

    /// The headings of what `explain` prints: plans are each engine's own.
    private static String explained(StreamingQuery query, boolean extended) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        scala.Console.withOut(
                bytes,
                () -> {
                    query.explain(extended);
                    return null;
                });
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("==") || line.startsWith("No "))
                .toList()
                .toString();
    }

    /// What a failed query says, without plans and offsets.
    static String describe(StreamingQueryException failure) {
        Throwable cause = failure.getCause();
        return failure.getCondition()
                + " "
                + failure.getSqlState()
                + " "
                + new TreeMap<>(failure.getMessageParameters()).keySet()
                + "\nof "
                + (cause == null ? "nothing" : describe(cause));
    }

    private static String describe(Throwable cause) {
        String condition =
                cause instanceof SparkThrowable known
                        ? " " + known.getCondition() + " " + parameters(known)
                        : "";
        return cause.getClass().getName()
                + condition
                + "\n"
                + String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    private static Map<String, String> parameters(SparkThrowable known) {
        return new TreeMap<>(known.getMessageParameters());
    }

    private static String progress(StreamingQueryProgress[] reports) {
        StringBuilder text = new StringBuilder();
        for (StreamingQueryProgress report : reports) {
            text.append(RawEvents.steady(report.json())).append('\n');
        }
        return text.toString();
    }

    /// What was asked of an engine step by step, and what it said.
    private static final class Notes {
        private final StringBuilder text = new StringBuilder();

        void add(String what, Callable<?> question) {
            String answer;
            try {
                answer = String.valueOf(question.call());
            } catch (StreamingQueryException failure) {
                answer = describe(failure);
            } catch (Exception failure) {
                answer = Transcript.failure(failure);
            }
            text.append(what).append(": ").append(answer).append('\n');
        }

        String text() {
            return text.toString();
        }
    }
}

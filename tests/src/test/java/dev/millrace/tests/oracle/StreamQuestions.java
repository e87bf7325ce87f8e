// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.SensorFiles.line;
import static dev.millrace.tests.oracle.SteppedStream.NAME;
import static dev.millrace.tests.oracle.SteppedStream.named;
import static dev.millrace.tests.oracle.SteppedStream.progress;
import static dev.millrace.tests.oracle.SteppedStream.refused;
import static dev.millrace.tests.oracle.SteppedStream.stream;
import static dev.millrace.tests.oracle.SteppedStream.write;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Questions about streams: what each batch gives, where the watermark stands, what is refused.
final class StreamQuestions {
    /// In order, then late, then far ahead, then too late.
    private static final List<List<String>> FILES =
            List.of(
                    List.of(
                            line("a", "2024-01-01 10:01:00", 1),
                            line("b", "2024-01-01 10:02:00", 2),
                            line("a", "2024-01-01 10:11:00", 3)),
                    List.of(
                            line("a", "2024-01-01 10:05:00", 4),
                            line("b", "2024-01-01 10:25:00", 5)),
                    List.of(line("a", "2024-01-01 12:00:00", 6)),
                    List.of(
                            line("a", "2024-01-01 10:06:00", 7),
                            line("b", "2024-01-01 11:58:00", 8),
                            line(null, "2024-01-01 11:59:00", 9)));

    private StreamQuestions() {}

    static List<Question> all() {
        return Stream.of(batches(), sinks(), refusals(), refusedJoinsAndOthers())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Question> batches() {
        return List.of(
                stepped("plain rows", "append", rows -> rows.filter("value > 1")),
                stepped("windows, append", "append", StreamQuestions::windows),
                stepped("windows, update", "update", StreamQuestions::windows),
                stepped("windows, complete", "complete", StreamQuestions::windows),
                stepped(
                        "groups without a watermark, update",
                        "update",
                        rows -> rows.groupBy("sensor").agg(sum("value"), count(lit(1)))),
                stepped(
                        "groups without a watermark, complete",
                        "complete",
                        rows -> rows.groupBy("sensor").count()),
                stepped(
                        "total, complete",
                        "complete",
                        rows -> rows.agg(sum("value").as("total"), count("at").as("n"))),
                stepped(
                        "windows after a filter with a union",
                        "append",
                        rows ->
                                windows(
                                        rows.filter("value % 2 = 0")
                                                .union(rows.filter("value % 2 = 1")))));
    }

    private static Dataset<Row> windows(Dataset<Row> rows) {
        return rows.withWatermark("at", "10 minutes")
                .groupBy(window(col("at"), "10 minutes"), col("sensor"))
                .agg(sum("value").as("total"), count(lit(1)).as("n"))
                .select("window.start", "window.end", "sensor", "total", "n");
    }

    private static List<Question> sinks() {
        return List.of(
                sink("parquet"),
                sink("json"),
                sink("csv"),
                new Question(
                        "stream: checkpoint and sink log",
                        (spark, directory) -> {
                            write(directory, FILES);
                            copy(spark, directory, "parquet").awaitTermination();
                            return tree(directory.resolve("checkpoint"))
                                    + "\n"
                                    + tree(directory.resolve("out/_spark_metadata"));
                        }),
                new Question(
                        "stream: rate limit with available now",
                        (spark, directory) -> {
                            write(directory, FILES);
                            StreamingQuery query = copy(spark, directory, "parquet");
                            query.awaitTermination();
                            return progress(query);
                        }),
                new Question(
                        "stream: once ignores the rate limit",
                        (spark, directory) -> {
                            write(directory, FILES);
                            StreamingQuery query =
                                    stream(spark, directory)
                                            .writeStream()
                                            .format("memory")
                                            .queryName(NAME)
                                            .trigger(Trigger.Once())
                                            .start();
                            query.awaitTermination();
                            return progress(query) + Transcript.bag(spark.table(NAME));
                        }),
                new Question("stream: what a listener hears", StreamQuestions::heard),
                new Question(
                        "stream: a failing cast ends the query",
                        (spark, directory) -> {
                            write(directory, FILES);
                            stream(spark, directory)
                                    .selectExpr("CAST(sensor AS INT) AS n")
                                    .writeStream()
                                    .format("memory")
                                    .queryName(NAME)
                                    .trigger(Trigger.AvailableNow())
                                    .start()
                                    .awaitTermination();
                            return "ended";
                        }));
    }

    private static String heard(SparkSession spark, Path directory) throws Exception {
        write(directory, FILES);
        EventLog log = new EventLog();
        spark.streams().addListener(log);
        stream(spark, directory)
                .writeStream()
                .format("noop")
                .queryName(NAME)
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        String events = log.untilTheEnd();
        spark.streams().removeListener(log);
        return events;
    }

    private static List<Question> refusals() {
        return List.of(
                refused("complete without aggregation", "complete", rows -> rows),
                refused(
                        "append without a watermark",
                        "append",
                        rows -> rows.groupBy("sensor").count()),
                refused("sort", "append", rows -> rows.orderBy("value")),
                refused(
                        "distinct count",
                        "complete",
                        rows ->
                                rows.groupBy("sensor")
                                        .agg(
                                                org.apache.spark.sql.functions.count_distinct(
                                                        col("value")))));
    }

    private static List<Question> refusedJoinsAndOthers() {
        return List.of(
                refused(
                        "window function",
                        "append",
                        rows ->
                                rows.withColumn(
                                        "n",
                                        row_number()
                                                .over(Window.partitionBy("sensor").orderBy("at")))),
                refused(
                        "watermark on text",
                        "append",
                        rows -> rows.withWatermark("sensor", "1 minute")),
                refused("bad watermark delay", "append", rows -> rows.withWatermark("at", "soon")),
                refused("unknown output mode", "sideways", rows -> rows),
                new Question(
                        "stream: refused: collect of a stream",
                        (spark, directory) -> Transcript.bag(stream(spark, directory))),
                new Question(
                        "stream: refused: writeStream of a table",
                        (spark, directory) -> {
                            spark.range(3).writeStream().format("noop").start();
                            return "started";
                        }),
                new Question(
                        "stream: refused: no schema",
                        (spark, directory) ->
                                spark.readStream().json(directory.toString()).schema().toDDL()),
                new Question(
                        "stream: refused: memory sink without a name",
                        (spark, directory) -> {
                            stream(spark, directory).writeStream().format("memory").start();
                            return "started";
                        }),
                new Question(
                        "stream: refused: file sink without a checkpoint",
                        (spark, directory) -> {
                            stream(spark, directory)
                                    .writeStream()
                                    .format("parquet")
                                    .start(directory.resolve("out").toString());
                            return "started";
                        }),
                new Question(
                        "stream: refused: complete mode into files",
                        (spark, directory) -> {
                            stream(spark, directory)
                                    .groupBy("sensor")
                                    .count()
                                    .writeStream()
                                    .format("parquet")
                                    .outputMode("complete")
                                    .option("checkpointLocation", directory + "/checkpoint")
                                    .start(directory.resolve("out").toString());
                            return "started";
                        }),
                new Question(
                        "stream: refused: the same name twice",
                        (spark, directory) -> {
                            Files.createDirectories(directory.resolve("in"));
                            StreamingQuery first = named(stream(spark, directory)).start();
                            try {
                                named(stream(spark, directory)).start();
                                return "started";
                            } finally {
                                first.stop();
                            }
                        }));
    }

    private static Question stepped(String name, String mode, UnaryOperator<Dataset<Row>> shape) {
        return SteppedStream.of(mode, FILES).asks(name, shape);
    }

    private static Question sink(String format) {
        return new Question(
                "stream: into " + format,
                (spark, directory) -> {
                    write(directory, FILES);
                    copy(spark, directory, format).awaitTermination();
                    return Transcript.bag(
                            spark.read()
                                    .schema(SensorFiles.SCHEMA)
                                    .format(format)
                                    .load(directory.resolve("out").toString()));
                });
    }

    private static StreamingQuery copy(SparkSession spark, Path directory, String format)
            throws java.util.concurrent.TimeoutException {
        return stream(spark, directory)
                .writeStream()
                .format(format)
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start(directory.resolve("out").toString());
    }

    /// The names of all files, without those that no two runs share, and without state.
    private static String tree(Path directory) throws java.io.IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(directory::relativize)
                    .map(Path::toString)
                    .filter(
                            name ->
                                    !name.startsWith(".")
                                            && !name.contains(".crc")
                                            && !name.startsWith("state"))
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }
    }
}

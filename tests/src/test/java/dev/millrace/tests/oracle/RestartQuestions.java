// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import dev.millrace.tests.Scratch;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Questions about a query that goes on from a checkpoint: what may have changed meanwhile, in the
/// query or in the files.
final class RestartQuestions {
    /// What happens to a checkpoint between two runs.
    private interface Damage {
        void to(Path checkpoint) throws IOException;
    }

    private RestartQuestions() {}

    static List<Question> all() {
        return Stream.of(changedOperators(), changedRest(), damaged(), damagedOffsets())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Question> changedOperators() {
        UnaryOperator<Dataset<Row>> counts = rows -> rows.groupBy("sensor").count();
        return List.of(
                changed("same query", counts, counts),
                changed("aggregation to deduplication", counts, rows -> rows.dropDuplicates()),
                changed("aggregation to nothing", counts, rows -> rows),
                changed("nothing to aggregation", rows -> rows, counts),
                changed("another aggregation above", counts, rows -> windowed(windowed(rows))),
                changed(
                        "another type of key",
                        counts,
                        rows -> rows.groupBy(col("value").as("sensor")).count()),
                changed("one more key", counts, rows -> rows.groupBy("sensor", "value").count()),
                changed(
                        "another name of the key",
                        counts,
                        rows -> rows.groupBy(col("sensor").as("device")).count()),
                changed(
                        "another type of value",
                        counts,
                        rows -> rows.groupBy("sensor").agg(avg("value"))),
                changed(
                        "one more aggregate",
                        counts,
                        rows -> rows.groupBy("sensor").agg(count(lit(1)), sum("value"))));
    }

    private static List<Question> changedRest() {
        UnaryOperator<Dataset<Row>> plain = rows -> rows;
        return List.of(
                changed(
                        "other columns and filters",
                        plain,
                        rows -> rows.filter("value > 2").select("at")),
                changed("one more source", plain, rows -> rows.union(rows)),
                changed("one source less", rows -> rows.union(rows), plain),
                changed(
                        "another delay of the watermark",
                        RestartQuestions::windowed,
                        rows -> windowed(rows.drop("nothing"), "1 hour")),
                modes("update to complete", "update", "complete"),
                modes("complete to update", "complete", "update"),
                modes("update to append", "update", "append"),
                modes("append to update", "append", "update"));
    }

    private static Dataset<Row> windowed(Dataset<Row> rows) {
        return Arrays.asList(rows.columns()).contains("at")
                ? windowed(rows, "10 minutes")
                : rows.groupBy(
                                window(
                                        org.apache.spark.sql.functions.window_time(col("window")),
                                        "1 hour"))
                        .agg(sum("total").as("total"));
    }

    private static Dataset<Row> windowed(Dataset<Row> rows, String delay) {
        return rows.withWatermark("at", delay)
                .groupBy(window(col("at"), "10 minutes"))
                .agg(sum("value").as("total"));
    }

    private static List<Question> damaged() {
        return List.of(
                damaged("state", checkpoint -> Scratch.delete(checkpoint.resolve("state"))),
                damaged("metadata", checkpoint -> remove(checkpoint.resolve("metadata"))),
                damaged("offsets", checkpoint -> Scratch.delete(checkpoint.resolve("offsets"))),
                damaged("commits", checkpoint -> Scratch.delete(checkpoint.resolve("commits"))),
                damaged("sources", checkpoint -> Scratch.delete(checkpoint.resolve("sources"))),
                damaged(
                        "offsets and commits",
                        checkpoint -> {
                            Scratch.delete(checkpoint.resolve("offsets"));
                            Scratch.delete(checkpoint.resolve("commits"));
                        }),
                damaged("the newest commit", checkpoint -> remove(newest(checkpoint, "commits"))),
                damaged("the newest offsets", checkpoint -> remove(newest(checkpoint, "offsets"))),
                damaged(
                        "the offsets before the newest",
                        checkpoint -> remove(beforeNewest(checkpoint, "offsets"))));
    }

    private static List<Question> damagedOffsets() {
        return List.of(
                edited("offsets of a newer version", "offsets", "v9\n{}\n{\"logOffset\":1}"),
                edited("offsets without a version", "offsets", "{}\n{\"logOffset\":1}"),
                edited("offsets that are empty", "offsets", ""),
                edited("offsets with a version only", "offsets", "v1"),
                edited("offsets that are garbage", "offsets", "garbage"),
                edited("offsets with half a line", "offsets", "v1\n{\"batchWaterm"),
                edited("commits of a newer version", "commits", "v9\n{}"),
                edited("commits that are empty", "commits", ""),
                edited("commits with a version only", "commits", "v1"),
                edited("commits that are garbage", "commits", "garbage"),
                damaged(
                        "metadata replaced by garbage",
                        checkpoint -> overwrite(checkpoint.resolve("metadata"), "garbage")),
                damaged(
                        "metadata replaced by nothing",
                        checkpoint -> overwrite(checkpoint.resolve("metadata"), "")),
                damaged(
                        "metadata with another id",
                        checkpoint ->
                                overwrite(
                                        checkpoint.resolve("metadata"),
                                        "{\"id\":\"3143ca75-22f6-4de3-a39b-d9b6e19102e6\"}")),
                new Question(
                        "restart: remains of another query",
                        (spark, directory) -> {
                            write(spark, directory);
                            Path state = directory.resolve("checkpoint/state/0/0");
                            Files.createDirectories(state);
                            Files.writeString(state.resolve("1.delta"), "");
                            return run(spark, directory, rows -> rows, "append");
                        }));
    }

    private static Question changed(
            String name, UnaryOperator<Dataset<Row>> before, UnaryOperator<Dataset<Row>> after) {
        return new Question(
                "restart: " + name,
                (spark, directory) -> {
                    write(spark, directory);
                    String first = run(spark, directory, before, "update");
                    SensorFiles.write(directory.resolve("in"), 2, 3);
                    spark.conf().set("spark.sql.shuffle.partitions", "3");
                    return first + "-- again\n" + run(spark, directory, after, "update");
                });
    }

    private static Question modes(String name, String before, String after) {
        return new Question(
                "restart: " + name,
                (spark, directory) -> {
                    write(spark, directory);
                    String first = run(spark, directory, RestartQuestions::windowed, before);
                    SensorFiles.write(directory.resolve("in"), 2, 3);
                    return first
                            + "-- again\n"
                            + run(spark, directory, RestartQuestions::windowed, after);
                });
    }

    private static Question edited(String name, String log, String content) {
        return damaged(name, checkpoint -> overwrite(newest(checkpoint, log), content));
    }

    private static Question damaged(String name, Damage damage) {
        return new Question(
                "restart: damaged: " + name,
                (spark, directory) -> {
                    write(spark, directory);
                    UnaryOperator<Dataset<Row>> counts = rows -> rows.groupBy("sensor").count();
                    run(spark, directory, counts, "update");
                    damage.to(directory.resolve("checkpoint"));
                    SensorFiles.write(directory.resolve("in"), 2, 3);
                    return run(spark, directory, counts, "update");
                });
    }

    private static void write(SparkSession spark, Path directory) throws IOException {
        spark.conf().set("spark.sql.shuffle.partitions", "2");
        SensorFiles.write(directory.resolve("in"), 0, 2);
    }

    private static void overwrite(Path file, String content) throws IOException {
        remove(file);
        Files.writeString(file, content);
    }

    /// Deletes a file and the sums that Spark's file system keeps beside it.
    private static void remove(Path file) throws IOException {
        Files.delete(file);
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }

    private static Path newest(Path checkpoint, String log) throws IOException {
        return entries(checkpoint.resolve(log)).getLast();
    }

    private static Path beforeNewest(Path checkpoint, String log) throws IOException {
        List<Path> entries = entries(checkpoint.resolve(log));
        return entries.get(entries.size() - 2);
    }

    private static List<Path> entries(Path log) throws IOException {
        try (Stream<Path> all = Files.list(log)) {
            return all.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted(
                            java.util.Comparator.comparing(
                                    file -> Integer.valueOf(file.getFileName().toString())))
                    .toList();
        }
    }

    /// Runs everything that is there and says which batches there were, or how it failed.
    private static String run(
            SparkSession spark, Path directory, UnaryOperator<Dataset<Row>> shape, String mode)
            throws Exception {
        Dataset<Row> rows =
                spark.readStream()
                        .schema(SensorFiles.SCHEMA)
                        .option("maxFilesPerTrigger", 1)
                        .json(directory.resolve("in").toString());
        StreamingQuery query =
                shape.apply(rows)
                        .writeStream()
                        .format("noop")
                        .outputMode(mode)
                        .option("checkpointLocation", directory.resolve("checkpoint").toString())
                        .trigger(Trigger.AvailableNow())
                        .start();
        String end;
        try {
            query.awaitTermination();
            end = "ended";
        } catch (StreamingQueryException failure) {
            end = QueryQuestions.describe(failure);
        }
        return Arrays.stream(query.recentProgress())
                        .filter(batch -> batch.durationMs().containsKey("addBatch"))
                        .map(RestartQuestions::batch)
                        .collect(Collectors.joining())
                + end
                + "\n";
    }

    private static String batch(StreamingQueryProgress batch) {
        return "batch %d: %d rows, watermark %s, state %s, %s to %s%n"
                .formatted(
                        batch.batchId(),
                        batch.numInputRows(),
                        batch.eventTime().get("watermark"),
                        Arrays.stream(batch.stateOperators())
                                .map(
                                        state ->
                                                "%s of %d in %d partitions"
                                                        .formatted(
                                                                state.operatorName(),
                                                                state.numRowsTotal(),
                                                                state.numShufflePartitions()))
                                .toList(),
                        batch.sources()[0].startOffset(),
                        batch.sources()[0].endOffset());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A query over JSON files of sensor readings that arrive one after the other: the result after
/// each, and what every batch said of itself.
///
/// @param files the lines of each file; one of several inputs takes every second
record SteppedStream(String mode, Map<String, String> settings, List<List<String>> files) {
    static final String NAME = "answers";

    /// What Spark says of the task in which something unforeseen happened.
    private static final Pattern TASK = Pattern.compile("Job aborted .*?: java\\.[a-zA-Z.]+: ");

    SteppedStream {
        settings = new LinkedHashMap<>(settings);
        files = List.copyOf(files);
    }

    static SteppedStream of(String mode, List<List<String>> files) {
        return new SteppedStream(mode, Map.of(), files);
    }

    /// The same query in a session with one more setting.
    SteppedStream with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new SteppedStream(mode, more, files);
    }

    Question asks(String name, UnaryOperator<Dataset<Row>> shape) {
        return new Question(
                "stream: " + name,
                (spark, directory) -> {
                    prepare(spark);
                    Dataset<Row> rows = stream(spark, directory, "in");
                    return run(spark, shape.apply(rows), List.of(directory.resolve("in")));
                });
    }

    /// A query over two inputs, which get the files in turns.
    Question asksTwo(String name, BinaryOperator<Dataset<Row>> shape) {
        return new Question(
                "stream: " + name,
                (spark, directory) -> {
                    prepare(spark);
                    Dataset<Row> left = stream(spark, directory, "left");
                    Dataset<Row> right = stream(spark, directory, "right");
                    return run(
                            spark,
                            shape.apply(left, right),
                            List.of(directory.resolve("left"), directory.resolve("right")));
                });
    }

    private void prepare(SparkSession spark) {
        settings.forEach((key, value) -> spark.conf().set(key, value));
    }

    private String run(SparkSession spark, Dataset<Row> result, List<Path> inputs)
            throws Exception {
        StreamingQuery query = named(result).outputMode(mode).start();
        List<String> answer = new ArrayList<>();
        try {
            for (int file = 0; file < files.size(); file++) {
                SensorFiles.write(inputs.get(file % inputs.size()), file, files.get(file));
                query.processAllAvailable();
                answer.add("after file " + file);
                answer.add(Transcript.bag(spark.table(NAME)));
            }
        } catch (Exception failure) {
            if (!(failure instanceof StreamingQueryException ended)) {
                throw failure;
            }
            answer.add(cause(ended));
        } finally {
            query.stop();
        }
        return String.join("\n", answer) + "\n" + progress(query);
    }

    /// What ended the query, without what differs from run to run.
    static String cause(StreamingQueryException failure) {
        String text = String.valueOf(failure.getMessage());
        String marker = "terminated with exception: ";
        int at = text.indexOf(marker);
        String first =
                text.substring(at < 0 ? 0 : at + marker.length()).lines().findFirst().orElse("");
        return "ended: " + TASK.matcher(first).replaceFirst("").replaceAll("#\\d+", "#n");
    }

    /// A question about the error of `start`.
    static Question refused(String name, String mode, UnaryOperator<Dataset<Row>> shape) {
        return new Question(
                "stream: refused: " + name,
                (spark, directory) -> {
                    named(shape.apply(stream(spark, directory))).outputMode(mode).start().stop();
                    return "started";
                });
    }

    static DataStreamWriter<Row> named(Dataset<Row> rows) {
        return rows.writeStream().format("memory").queryName(NAME);
    }

    /// The readings in `directory/in`, one file a batch.
    static Dataset<Row> stream(SparkSession spark, Path directory) {
        return stream(spark, directory, "in");
    }

    private static Dataset<Row> stream(SparkSession spark, Path directory, String name) {
        spark.conf().set("spark.sql.shuffle.partitions", "2");
        Path input = directory.resolve(name);
        if (!input.toFile().isDirectory() && !input.toFile().mkdirs()) {
            throw new IllegalStateException("cannot make " + input);
        }
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(input.toString());
    }

    /// Writes all files at once.
    static void write(Path directory, List<List<String>> files) throws IOException {
        for (int file = 0; file < files.size(); file++) {
            SensorFiles.write(directory.resolve("in"), file, files.get(file));
        }
    }

    /// The batches that ran, without times and sizes.
    static String progress(StreamingQuery query) {
        return Arrays.stream(query.recentProgress())
                .filter(batch -> batch.durationMs().containsKey("addBatch"))
                .map(SteppedStream::progress)
                .collect(Collectors.joining());
    }

    private static String progress(StreamingQueryProgress batch) {
        return "batch %d: %d rows, event time %s, state %s, %s to %s%n"
                .formatted(
                        batch.batchId(),
                        batch.numInputRows(),
                        new TreeMap<>(batch.eventTime()),
                        Arrays.stream(batch.stateOperators()).map(SteppedStream::progress).toList(),
                        batch.sources()[0].startOffset(),
                        batch.sources()[0].endOffset());
    }

    /// The batches that ran: event times and state only.
    static String counts(StreamingQuery query) {
        return Arrays.stream(query.recentProgress())
                .filter(batch -> batch.durationMs().containsKey("addBatch"))
                .map(
                        batch ->
                                "batch %d: event time %s, state %s%n"
                                        .formatted(
                                                batch.batchId(),
                                                new TreeMap<>(batch.eventTime()),
                                                Arrays.stream(batch.stateOperators())
                                                        .map(SteppedStream::progress)
                                                        .toList()))
                .collect(Collectors.joining());
    }

    private static String progress(StateOperatorProgress state) {
        Long duplicates = state.customMetrics().get("numDroppedDuplicateRows");
        return "%s total %d updated %d removed %d dropped %d%s"
                .formatted(
                        state.operatorName(),
                        state.numRowsTotal(),
                        state.numRowsUpdated(),
                        state.numRowsRemoved(),
                        state.numRowsDroppedByWatermark(),
                        duplicates == null ? "" : " duplicates " + duplicates);
    }
}

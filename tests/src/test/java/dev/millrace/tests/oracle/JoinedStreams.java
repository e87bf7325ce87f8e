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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/// A query over two streams of JSON files that arrive one after the other: the new rows after each,
/// and what every batch said of itself.
///
/// The left stream has the columns `k STRING, lt TIMESTAMP, a INT`, the right one `k STRING, rt
/// TIMESTAMP, b INT`.
record JoinedStreams(List<Step> steps) {
    private static final String NAME = "answers";

    JoinedStreams {
        steps = List.copyOf(steps);
    }

    /// A file of one stream.
    record Step(String side, List<String> lines) {}

    static Step left(String... lines) {
        return new Step("left", List.of(lines));
    }

    static Step right(String... lines) {
        return new Step("right", List.of(lines));
    }

    /// @param row key (`-` for NULL), time of the day, value
    static String row(String row) {
        String[] parts = row.split(" ");
        return SensorFiles.line(
                parts[0].equals("-") ? null : parts[0],
                "2024-01-01 " + parts[1],
                Integer.parseInt(parts[2]));
    }

    Question asks(String name, String mode, BinaryOperator<Dataset<Row>> shape) {
        return new Question(
                "join: " + name,
                (spark, directory) -> {
                    Dataset<Row> result =
                            shape.apply(
                                    stream(spark, directory, "left"),
                                    stream(spark, directory, "right"));
                    return run(spark, result, mode, directory);
                });
    }

    /// A question about the error of `start`.
    static Question refused(String name, String mode, BinaryOperator<Dataset<Row>> shape) {
        return new Question(
                "join: refused: " + name,
                (spark, directory) -> {
                    Dataset<Row> result =
                            shape.apply(
                                    stream(spark, directory, "left"),
                                    stream(spark, directory, "right"));
                    named(result).outputMode(mode).start().stop();
                    return "started";
                });
    }

    private static DataStreamWriter<Row> named(Dataset<Row> rows) {
        return rows.writeStream().format("memory").queryName(NAME);
    }

    static Dataset<Row> stream(SparkSession spark, Path directory, String side) {
        spark.conf().set("spark.sql.shuffle.partitions", "2");
        Path input = directory.resolve(side);
        if (!input.toFile().isDirectory() && !input.toFile().mkdirs()) {
            throw new IllegalStateException("cannot make " + input);
        }
        boolean isLeft = side.equals("left");
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .json(input.toString())
                .selectExpr(
                        "sensor AS k",
                        "at AS " + (isLeft ? "lt" : "rt"),
                        "value AS " + (isLeft ? "a" : "b"));
    }

    String run(SparkSession spark, Dataset<Row> result, String mode, Path directory)
            throws Exception {
        StreamingQuery query = named(result).outputMode(mode).start();
        List<String> answer = new ArrayList<>();
        List<String> known = new ArrayList<>();
        try {
            answer.add(spark.table(NAME).schema().toDDL());
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                List<String> lines = step.lines().stream().map(JoinedStreams::row).toList();
                SensorFiles.write(directory.resolve(step.side()), i, lines);
                query.processAllAvailable();
                List<String> rows =
                        new ArrayList<>(
                                spark.table(NAME).collectAsList().stream()
                                        .map(Row::toString)
                                        .sorted()
                                        .toList());
                List<String> all = List.copyOf(rows);
                known.forEach(rows::remove);
                answer.add("after " + step.side() + " " + step.lines() + ": " + rows);
                known = new ArrayList<>(all);
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
    private static String cause(StreamingQueryException failure) {
        String text = String.valueOf(failure.getMessage());
        String marker = "terminated with exception: ";
        int at = text.indexOf(marker);
        String line =
                text.substring(at < 0 ? 0 : at + marker.length()).lines().findFirst().orElse("");
        return "ended: " + line.replaceAll("#\\d+", "#n");
    }

    private static String progress(StreamingQuery query) {
        return Arrays.stream(query.recentProgress())
                .filter(batch -> batch.durationMs().containsKey("addBatch"))
                .map(JoinedStreams::progress)
                .collect(Collectors.joining());
    }

    private static String progress(StreamingQueryProgress batch) {
        return "batch %d: watermark %s, state %s, sources %d%n"
                .formatted(
                        batch.batchId(),
                        batch.eventTime().get("watermark"),
                        Arrays.stream(batch.stateOperators()).map(JoinedStreams::progress).toList(),
                        batch.sources().length);
    }

    private static String progress(StateOperatorProgress state) {
        return "%s total %d updated %d removed %d dropped %d"
                .formatted(
                        state.operatorName(),
                        state.numRowsTotal(),
                        state.numRowsUpdated(),
                        state.numRowsRemoved(),
                        state.numRowsDroppedByWatermark());
    }
}

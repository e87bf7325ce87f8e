// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// A query that ran over JSON files of sensor readings, one a batch, and what its checkpoint says
/// of its state when it is read as a table.
record KeptState(String mode, List<List<String>> files, UnaryOperator<Dataset<Row>> shape) {
    KeptState {
        files = List.copyOf(files);
    }

    /// @param reads the options of each reading: `batchId=1 operatorId=0`
    Question asks(String name, String... reads) {
        return new Question(
                "state table: " + name,
                (spark, directory) -> {
                    Path checkpoint = run(spark, directory);
                    List<String> answer = new ArrayList<>();
                    answer.add("operators: " + operators(spark, checkpoint));
                    for (String options : reads) {
                        answer.add("with [" + options + "]: " + state(spark, checkpoint, options));
                    }
                    return String.join("\n", answer);
                });
    }

    /// A question about directories that hold no checkpoint.
    static Question nothing(String name) {
        return new Question(
                "state table: " + name,
                (spark, directory) -> {
                    Path empty = Files.createDirectories(directory.resolve("empty"));
                    Path missing = directory.resolve("missing");
                    return String.join(
                            "\n",
                            state(spark, empty, ""),
                            state(spark, missing, "batchId=0"),
                            operators(spark, empty),
                            operators(spark, missing),
                            failing(() -> bag(spark.read().format("statestore").load())),
                            failing(() -> bag(spark.read().format("state-metadata").load())));
                });
    }

    private Path run(SparkSession spark, Path directory) throws Exception {
        // Spark's workers find the coordinator of state only where a stream has run before.
        Dataset<Row> rows = SteppedStream.stream(spark, directory);
        SteppedStream.write(directory, files);
        Path checkpoint = directory.resolve("checkpoint");
        shape.apply(rows)
                .writeStream()
                .format("noop")
                .outputMode(mode)
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        return checkpoint;
    }

    private interface Reading {
        String read() throws Exception;
    }

    private static String failing(Reading reading) {
        try {
            return reading.read();
        } catch (Exception failure) {
            return Transcript.failure(failure);
        }
    }

    private static String operators(SparkSession spark, Path checkpoint) {
        return failing(
                () ->
                        bag(
                                spark.read()
                                        .format("state-metadata")
                                        .load(checkpoint.toString())
                                        .selectExpr("*", "_numColsPrefixKey")));
    }

    private static String state(SparkSession spark, Path checkpoint, String options) {
        Map<String, String> all = new TreeMap<>();
        for (String option : options.isEmpty() ? new String[0] : options.split(" ")) {
            String[] parts = option.split("=", 2);
            all.put(parts[0], parts[1]);
        }
        return failing(
                () ->
                        bag(
                                spark.read()
                                        .format("statestore")
                                        .options(all)
                                        .load(checkpoint.toString())));
    }

    private static String bag(Dataset<Row> frame) {
        return "\n" + Transcript.bag(frame);
    }
}

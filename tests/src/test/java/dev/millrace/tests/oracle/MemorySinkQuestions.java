// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.SensorFiles.line;

import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/// Questions about the memory sink: restarts, names, what stays when the query is over.
final class MemorySinkQuestions {
    private static final List<List<String>> FILES =
            List.of(
                    List.of(
                            line("a", "2024-01-01 10:01:00", 1),
                            line("b", "2024-01-01 10:02:00", 2)),
                    List.of(line("a", "2024-01-01 10:03:00", 3)));

    private static final UnaryOperator<Dataset<Row>> GROUPS =
            rows -> rows.groupBy("sensor").count();

    private MemorySinkQuestions() {}

    static List<Question> all() {
        return List.of(
                restarted("append", UnaryOperator.identity()),
                restarted("update", GROUPS),
                restarted("complete", GROUPS),
                new Question("memory: no name", MemorySinkQuestions::withoutName),
                new Question("memory: the table after the end", MemorySinkQuestions::afterTheEnd),
                new Question("memory: the name of a view", MemorySinkQuestions::nameOfView),
                new Question("memory: a name used again", MemorySinkQuestions::nameAgain));
    }

    private static Question restarted(String mode, UnaryOperator<Dataset<Row>> shape) {
        return new Question(
                "memory: restart, " + mode,
                (spark, directory) -> {
                    String first = run(spark, directory, 0, mode, shape);
                    return first + "\n" + run(spark, directory, 1, mode, shape);
                });
    }

    private static String run(
            SparkSession spark,
            Path directory,
            int file,
            String mode,
            UnaryOperator<Dataset<Row>> shape)
            throws Exception {
        SensorFiles.write(directory.resolve("in"), file, FILES.get(file));
        StreamingQuery query =
                named(shape.apply(SteppedStream.stream(spark, directory)))
                        .outputMode(mode)
                        .option("checkpointLocation", directory.resolve("checkpoint").toString())
                        .start();
        query.processAllAvailable();
        query.stop();
        return Transcript.bag(spark.table(SteppedStream.NAME)) + "\n" + SteppedStream.counts(query);
    }

    private static DataStreamWriter<Row> named(Dataset<Row> rows) {
        return SteppedStream.named(rows);
    }

    private static String withoutName(SparkSession spark, Path directory) throws Exception {
        SteppedStream.stream(spark, directory).writeStream().format("memory").start().stop();
        return "started";
    }

    private static String afterTheEnd(SparkSession spark, Path directory) throws Exception {
        SteppedStream.write(directory, FILES);
        StreamingQuery query = named(SteppedStream.stream(spark, directory)).start();
        query.processAllAvailable();
        query.stop();
        String rows = Transcript.bag(spark.table(SteppedStream.NAME));
        spark.catalog().dropTempView(SteppedStream.NAME);
        return rows + "\n" + spark.catalog().tableExists(SteppedStream.NAME);
    }

    private static String nameOfView(SparkSession spark, Path directory) throws Exception {
        spark.range(3).createOrReplaceTempView(SteppedStream.NAME);
        SteppedStream.write(directory, FILES);
        StreamingQuery query = named(SteppedStream.stream(spark, directory)).start();
        query.processAllAvailable();
        query.stop();
        return Transcript.bag(spark.table(SteppedStream.NAME));
    }

    private static String nameAgain(SparkSession spark, Path directory) throws Exception {
        SteppedStream.write(directory, FILES);
        for (String condition : List.of("value > 1", "value > 2")) {
            StreamingQuery query =
                    named(SteppedStream.stream(spark, directory).where(condition)).start();
            query.processAllAvailable();
            query.stop();
        }
        return Transcript.bag(spark.table(SteppedStream.NAME));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import static org.apache.spark.sql.functions.expr;

import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

import java.nio.file.Path;
import java.util.List;

/// One query: a left outer join of two streams in a range of time, append mode, Parquet files. The
/// last file of each stream moves the watermark far ahead; no row is late, whatever files a batch
/// takes together.
record JoinScenario() implements CrashScenario {
    private static final List<List<String>> LEFT =
            List.of(
                    List.of(
                            SensorFiles.line("a", "2024-01-01 10:00:00", 1),
                            SensorFiles.line("b", "2024-01-01 10:01:00", 2),
                            SensorFiles.line("c", "2024-01-01 10:02:00", 3)),
                    List.of(
                            SensorFiles.line("d", "2024-01-01 10:10:00", 4),
                            SensorFiles.line("a", "2024-01-01 10:08:00", 5)),
                    List.of(SensorFiles.line("e", "2024-01-02 10:00:00", 6)));

    private static final List<List<String>> RIGHT =
            List.of(
                    List.of(
                            SensorFiles.line("a", "2024-01-01 10:05:00", 1),
                            SensorFiles.line("a", "2024-01-01 10:09:00", 2),
                            SensorFiles.line("c", "2024-01-01 10:20:00", 3)),
                    List.of(
                            SensorFiles.line("b", "2024-01-01 10:10:30", 4),
                            SensorFiles.line("d", "2024-01-01 10:19:00", 5)),
                    List.of(SensorFiles.line("f", "2024-01-02 10:00:00", 6)));

    private static final List<String> EXPECTED =
            List.of("[1,a,1]", "[1,a,2]", "[2,b,4]", "[3,c,null]", "[4,d,5]", "[5,a,2]");

    @Override
    public void prepare(Path directory) throws Exception {
        for (int file = 0; file < LEFT.size(); file++) {
            SensorFiles.write(directory.resolve("left"), file, LEFT.get(file));
            SensorFiles.write(directory.resolve("right"), file, RIGHT.get(file));
        }
    }

    @Override
    public void run(SparkSession spark, Path directory) throws Exception {
        Dataset<Row> left = stream(spark, directory, "left").toDF("k", "lt", "a");
        Dataset<Row> right = stream(spark, directory, "right").toDF("rk", "rt", "b");
        left.withWatermark("lt", "5 minutes")
                .join(
                        right.withWatermark("rt", "5 minutes"),
                        expr("k = rk AND rt BETWEEN lt AND lt + INTERVAL 10 MINUTES"),
                        "left_outer")
                .select("a", "k", "b")
                .writeStream()
                .format("parquet")
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start(directory.resolve("out").toString())
                .awaitTermination();
    }

    private static Dataset<Row> stream(SparkSession spark, Path directory, String side) {
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(directory.resolve(side).toString());
    }

    @Override
    public List<String> differences(SparkSession spark, Path directory) {
        List<String> found =
                spark
                        .read()
                        .parquet(directory.resolve("out").toString())
                        .orderBy("a", "b")
                        .collectAsList()
                        .stream()
                        .map(Row::toString)
                        .toList();
        return found.equals(EXPECTED)
                ? List.of()
                : List.of("pairs: expected " + EXPECTED + "\n  found " + found);
    }
}

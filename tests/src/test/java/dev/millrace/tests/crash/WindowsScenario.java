// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

import java.nio.file.Path;
import java.util.List;

/// One query: windows with a watermark, append mode, Parquet files.
record WindowsScenario() implements CrashScenario {
    /// What the watermark of ten minutes has closed after the last file; the window of the last day
    /// is still open.
    private static final List<String> EXPECTED =
            List.of(
                    "[2024-01-01 10:00:00.0,a,1]",
                    "[2024-01-01 10:00:00.0,b,2]",
                    "[2024-01-01 10:10:00.0,a,3]",
                    "[2024-01-01 10:10:00.0,b,5]",
                    "[2024-01-01 10:30:00.0,a,4]",
                    "[2024-01-02 10:00:00.0,a,7]",
                    "[2024-01-02 10:00:00.0,b,6]");

    @Override
    public void prepare(Path directory) throws Exception {
        SmallInput.write(directory.resolve("in"));
    }

    @Override
    public void run(SparkSession spark, Path directory) throws Exception {
        spark.readStream()
                .schema(SmallInput.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(directory.resolve("in").toString())
                .withWatermark("at", "10 minutes")
                .groupBy(window(col("at"), "10 minutes"), col("sensor"))
                .agg(sum("value").as("total"))
                .select(col("window.start").as("start"), col("sensor"), col("total"))
                .writeStream()
                .format("parquet")
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start(directory.resolve("out").toString())
                .awaitTermination();
    }

    @Override
    public List<String> differences(SparkSession spark, Path directory) {
        List<String> found =
                spark
                        .read()
                        .parquet(directory.resolve("out").toString())
                        .orderBy("start", "sensor")
                        .collectAsList()
                        .stream()
                        .map(Row::toString)
                        .toList();
        return found.equals(EXPECTED)
                ? List.of()
                : List.of("windows: expected " + EXPECTED + "\n  found " + found);
    }
}

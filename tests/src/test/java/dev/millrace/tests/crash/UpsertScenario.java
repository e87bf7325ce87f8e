// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.to_date;

import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.streaming.Trigger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One query: every batch is merged into a table partitioned by day, which is read, merged and
/// overwritten in place.
record UpsertScenario() implements CrashScenario {
    private static final String TABLE_SCHEMA = "sensor STRING, at TIMESTAMP, value INT, day DATE";

    private static final List<String> EXPECTED =
            List.of(
                    "[a,2024-01-01 10:31:00.0,4,2024-01-01]",
                    "[b,2024-01-01 10:12:00.0,5,2024-01-01]",
                    "[a,2024-01-02 10:03:00.0,7,2024-01-02]",
                    "[b,2024-01-02 10:02:00.0,6,2024-01-02]",
                    "[c,2024-01-03 09:00:00.0,8,2024-01-03]");

    @Override
    public void prepare(Path directory) throws Exception {
        SmallInput.write(directory.resolve("in"));
        Files.createDirectories(directory.resolve("table"));
    }

    @Override
    public void run(SparkSession spark, Path directory) throws Exception {
        spark.readStream()
                .schema(SmallInput.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(directory.resolve("in").toString())
                .writeStream()
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .foreachBatch(upsertInto(directory.resolve("table").toString()))
                .start()
                .awaitTermination();
    }

    /// Keeps the newest reading of each sensor and day.
    private static VoidFunction2<Dataset<Row>, Long> upsertInto(String table) {
        return (batch, id) -> {
            Dataset<Row> fresh = batch.withColumn("day", to_date(col("at")));
            table(batch.sparkSession(), table)
                    .unionByName(fresh)
                    .withColumn(
                            "place",
                            row_number()
                                    .over(
                                            Window.partitionBy("day", "sensor")
                                                    .orderBy(col("at").desc(), col("value").asc())))
                    .filter(col("place").equalTo(1))
                    .drop("place")
                    .write()
                    .mode("overwrite")
                    .option("partitionOverwriteMode", "dynamic")
                    .partitionBy("day")
                    .parquet(table);
        };
    }

    private static Dataset<Row> table(SparkSession spark, String table) {
        return spark.read().schema(TABLE_SCHEMA).parquet(table);
    }

    @Override
    public List<String> differences(SparkSession spark, Path directory) {
        List<String> found =
                table(spark, directory.resolve("table").toString())
                        .orderBy("day", "sensor")
                        .collectAsList()
                        .stream()
                        .map(Row::toString)
                        .toList();
        return found.equals(EXPECTED)
                ? List.of()
                : List.of("table: expected " + EXPECTED + "\n  found " + found);
    }
}

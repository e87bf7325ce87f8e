// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// One run of the lab's query on one server, by a plain Spark client.
///
/// @param total from `start` to the end of the query
/// @param batches duration of each batch, as the query's progress tells
/// @param rows the result, for comparison
record LabRun(Duration total, List<Duration> batches, long inputRows, List<Row> rows) {
    private static final String SCHEMA =
            "order_id STRING, customer_id STRING, merchant_id INT, amount DOUBLE, event_ts"
                + " TIMESTAMP, channel STRING, country STRING, status STRING, ingest_ts TIMESTAMP,"
                + " dt DATE";

    /// Windows of ten minutes per country over the files, one file per batch, into the memory sink.
    static LabRun of(SparkSession spark, Path bronze, String queryName)
            throws TimeoutException, StreamingQueryException, IOException {
        long begin = System.nanoTime();
        StreamingQuery query =
                spark.readStream()
                        .schema(SCHEMA)
                        .option("maxFilesPerTrigger", 1)
                        .json(bronze.toString())
                        .withWatermark("event_ts", "1 hour")
                        .groupBy(
                                functions.window(functions.col("event_ts"), "10 minutes"),
                                functions.col("country"))
                        .agg(
                                functions.count(functions.lit(1)).as("orders"),
                                functions.max("amount").as("largest"))
                        .writeStream()
                        .format("memory")
                        .queryName(queryName)
                        .outputMode("complete")
                        .trigger(Trigger.AvailableNow())
                        .start();
        query.awaitTermination();
        Duration total = Duration.ofNanos(System.nanoTime() - begin);
        StreamingQueryProgress[] progress = query.recentProgress();
        List<Row> rows =
                spark.sql(
                                "SELECT window.start, country, orders, largest FROM "
                                        + queryName
                                        + " ORDER BY window.start, country")
                        .collectAsList();
        return new LabRun(
                total,
                Arrays.stream(progress)
                        .filter(batch -> batch.numInputRows() > 0)
                        .map(batch -> Duration.ofMillis(batch.batchDuration()))
                        .toList(),
                Arrays.stream(progress).mapToLong(StreamingQueryProgress::numInputRows).sum(),
                rows);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;

/// One run of a pipeline on a Spark Connect server.
///
/// @param total from `start` to the end of the query
/// @param watermark the last one, ISO text; null without
/// @param batchMillis durations of the batches with data, as the query's progress tells
record PipelineRun(Duration total, @Nullable String watermark, long[] batchMillis) {
    static PipelineRun of(SparkSession spark, Pipeline pipeline, Path input, Path output)
            throws TimeoutException, StreamingQueryException {
        long begin = System.nanoTime();
        StreamingQuery query =
                pipeline.query(spark, input)
                        .writeStream()
                        .format("parquet")
                        .option("path", output.toString())
                        .option("checkpointLocation", output + "-checkpoint")
                        .trigger(Trigger.AvailableNow())
                        .start();
        query.awaitTermination();
        Duration total = Duration.ofNanos(System.nanoTime() - begin);
        StreamingQueryProgress[] progresses = query.recentProgress();
        long[] batches =
                Arrays.stream(progresses)
                        .filter(progress -> progress.numInputRows() > 0)
                        .mapToLong(StreamingQueryProgress::batchDuration)
                        .sorted()
                        .toArray();
        String watermark = progresses[progresses.length - 1].eventTime().get("watermark");
        return new PipelineRun(total, watermark, batches);
    }

    /// A batch duration that a share of the batches stays within; -1 without batches.
    long quantileMillis(double share) {
        return batchMillis.length == 0
                ? -1
                : batchMillis[
                        (int)
                                Math.min(
                                        batchMillis.length - 1L,
                                        (long) (batchMillis.length * share))];
    }

    /// What a pipeline wrote, in one number per engine that gave the same rows.
    ///
    /// @param rows how many
    /// @param hash the sum of the hashes of the rows
    record Digest(long rows, long hash) {}

    /// Reads what a pipeline wrote.
    ///
    /// @param spark any server: the same for all outputs
    /// @param before windows that end later are left out, null for all rows
    static Digest digest(
            SparkSession spark, Pipeline pipeline, Path output, @Nullable String before) {
        String rows = "parquet.`" + output + "`";
        String where =
                pipeline.endsOpen() && before != null
                        ? " WHERE w_end <= TIMESTAMP '" + before + "'"
                        : "";
        String columns =
                switch (pipeline) {
                    case STATELESS -> "id, country, gross, CAST(ts AS STRING)";
                    case DEDUP -> "id";
                    case JOIN -> "left_id, right_id, k";
                    default -> "CAST(w_start AS STRING), CAST(w_end AS STRING), k, n, largest";
                };
        Row row =
                spark.sql(
                                "SELECT count(*), coalesce(sum(hash("
                                        + columns
                                        + ")), 0) FROM "
                                        + rows
                                        + where)
                        .first();
        return new Digest(row.getLong(0), row.getLong(1));
    }
}

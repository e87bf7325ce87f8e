// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Follows one query by its progress and prints a line for every batch that has ended.
final class BatchReport {

    private final StreamingQuery query;
    private final PrintStream out;
    private final List<JobRun.Batch> batches = new ArrayList<>();
    private long lastBatchId = -1;

    BatchReport(StreamingQuery query, PrintStream out) {
        this.query = query;
        this.out = out;
    }

    StreamingQuery query() {
        return query;
    }

    /// All batches of this run that have been seen, oldest first.
    List<JobRun.Batch> batches() {
        return List.copyOf(batches);
    }

    /// Prints what is new.
    void update() {
        for (StreamingQueryProgress progress : query.recentProgress()) {
            // A trigger that found nothing to do reports too, under the id of the batch to come.
            boolean executed = progress.durationMs().containsKey("addBatch");
            if (executed && progress.batchId() > lastBatchId) {
                lastBatchId = progress.batchId();
                print(progress);
                Instant started = Instant.parse(progress.timestamp());
                batches.add(
                        new JobRun.Batch(
                                progress.batchId(),
                                started,
                                started.plusMillis(progress.batchDuration()),
                                JobRun.SUCCEEDED,
                                progress.numInputRows(),
                                null,
                                null));
            }
        }
    }

    private void print(StreamingQueryProgress progress) {
        out.printf(
                "  %-15s batch %-3d %,9d rows  %,7d ms%n",
                query.name(),
                progress.batchId(),
                progress.numInputRows(),
                progress.batchDuration());
    }
}

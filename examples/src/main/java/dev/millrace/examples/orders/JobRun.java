// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

/// One run of one query, as `job_runs` knows it. A batch that is run again replaces its own row,
/// so the table says of every batch which run brought it to its end.
///
/// @param runId names this start of the program
/// @param query the name of the query
record JobRun(String runId, String query) implements Serializable {

    static final String SUCCEEDED = "SUCCEEDED";
    static final String FAILED = "FAILED";

    /// A batch that came to an end.
    ///
    /// @param status `SUCCEEDED` or `FAILED`; a batch that was killed leaves no row
    /// @param rowsOut null where the query cannot know it
    /// @param rejected null where the query does not judge its rows
    record Batch(
            long id,
            Instant started,
            Instant ended,
            String status,
            @Nullable Long rowsIn,
            @Nullable Long rowsOut,
            @Nullable Long rejected) {}

    /// Notes these batches, in place of what was noted about them before.
    void write(SparkSession spark, LakeLayout layout, List<Batch> batches) {
        if (batches.isEmpty()) {
            return;
        }
        List<Row> rows = batches.stream().map(this::row).toList();
        OrderTables.replacePartitions(
                spark.createDataFrame(rows, OrderTables.jobRuns()),
                layout.jobRuns(),
                "query",
                "batch_id");
    }

    private Row row(Batch batch) {
        return RowFactory.create(
                runId,
                Timestamp.from(batch.started()),
                Timestamp.from(batch.ended()),
                batch.rowsIn(),
                batch.rowsOut(),
                batch.rejected(),
                batch.status(),
                query,
                batch.id());
    }
}

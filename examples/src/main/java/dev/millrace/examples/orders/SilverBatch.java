// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// What happens to one micro-batch of bronze: quarantine, silver, gold, and the note in `job_runs`,
/// in this order.
///
/// Spark may run a batch again with the same id after a crash, and then any prefix of these writes
/// has happened before. Each of them gives the same table when it is done again:
/// - quarantine and `job_runs` replace the partition of the batch;
/// - silver keeps the greatest version of an order by a total order, and the greatest of a set does
///   not change when it is added once more;
/// - gold is computed from silver, for the days that the batch touched.
///
/// Spark ships this object to where the query runs, hence a class with serialisable fields.
final class SilverBatch implements VoidFunction2<Dataset<Row>, Long> {

    private static final long serialVersionUID = 1;

    private final LakeLayout layout;
    private final JobRun run;
    private final Clock clock;
    private final boolean throughStaging;

    /// @param throughStaging write the merged partitions beside silver before they replace it, for
    ///     an engine that cannot replace what it is reading in one step
    SilverBatch(LakeLayout layout, JobRun run, Clock clock, boolean throughStaging) {
        this.layout = layout;
        this.run = run;
        this.clock = clock;
        this.throughStaging = throughStaging;
    }

    @Override
    public void call(Dataset<Row> lines, Long batchId) throws Exception {
        Instant started = clock.instant();
        SparkSession spark = lines.sparkSession();
        Dataset<Row> checked = BronzeOrders.check(lines).persist();
        try {
            Counts counts = write(spark, checked, batchId);
            note(spark, batchId, started, JobRun.SUCCEEDED, counts);
        } catch (Exception failure) {
            noteFailure(spark, batchId, started, failure);
            throw failure;
        } finally {
            checked.unpersist();
        }
    }

    private record Counts(@Nullable Long rowsIn, @Nullable Long rowsOut, @Nullable Long rejected) {}

    private Counts write(SparkSession spark, Dataset<Row> checked, long batchId)
            throws IOException {
        Column reason = col(BronzeOrders.REASON);
        Row counts = checked.agg(count(lit(1)), count(when(reason.isNotNull(), lit(1)))).first();
        quarantine(checked.filter(reason.isNotNull()), batchId);
        long rowsOut = writeOrders(spark, checked.filter(reason.isNull()), batchId);
        return new Counts(counts.getLong(0), rowsOut, counts.getLong(1));
    }

    /// @return how many orders of silver come from this batch
    private long writeOrders(SparkSession spark, Dataset<Row> accepted, long batchId)
            throws IOException {
        Dataset<Row> orders =
                accepted.drop(BronzeOrders.REASON, BronzeOrders.TEXT)
                        .withColumn("batch_id", lit(batchId));
        Object[] days = daysOf(orders);
        if (days.length == 0) {
            return 0;
        }
        upsert(spark, orders, days);
        Dataset<Row> touched = silver(spark, days);
        GoldTables.refresh(spark, layout, touched, batchId);
        return touched.filter(col("batch_id").equalTo(batchId)).count();
    }

    private void note(
            SparkSession spark, long batchId, Instant started, String status, Counts counts) {
        JobRun.Batch batch =
                new JobRun.Batch(
                        batchId,
                        started,
                        clock.instant(),
                        status,
                        counts.rowsIn(),
                        counts.rowsOut(),
                        counts.rejected());
        run.write(spark, layout, List.of(batch));
    }

    /// The failure is what the caller must see; that it could not be noted either is an addition.
    /// Spark throws checked exceptions that its methods do not declare, hence `Exception`.
    private void noteFailure(SparkSession spark, long batchId, Instant started, Exception failure) {
        try {
            note(spark, batchId, started, JobRun.FAILED, new Counts(null, null, null));
        } catch (Exception alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    private void quarantine(Dataset<Row> rejected, long batchId) {
        Dataset<Row> rows =
                rejected.select(
                        col(BronzeOrders.TEXT),
                        col(BronzeOrders.REASON),
                        lit(batchId).as("batch_id"));
        OrderTables.replacePartitions(rows, layout.quarantine(), "batch_id");
    }

    /// Merges the orders into the partitions of their days. Only these partitions are read, and
    /// exactly these are replaced, while they are the source of the read.
    private void upsert(SparkSession spark, Dataset<Row> orders, Object[] days) throws IOException {
        Dataset<Row> merged = newestVersions(silver(spark, days).unionByName(orders));
        if (throughStaging) {
            StagedPartitions.replace(spark, merged, layout);
        } else {
            OrderTables.replacePartitions(merged, layout.silver(), "dt");
        }
    }

    /// One row per order: the newest `ingest_ts`. The columns after it decide between versions
    /// handed over in the same second, so that the choice never depends on the order of rows. The
    /// batch comes first among them: an exact copy does not replace what silver has.
    private static Dataset<Row> newestVersions(Dataset<Row> versions) {
        WindowSpec newestFirst =
                Window.partitionBy("dt", "order_id")
                        .orderBy(
                                col("ingest_ts").desc(),
                                col("batch_id").asc(),
                                col("amount").desc(),
                                col("status").asc());
        return versions.withColumn("version", row_number().over(newestFirst))
                .filter(col("version").equalTo(1))
                .drop("version");
    }

    private Dataset<Row> silver(SparkSession spark, Object[] days) {
        return OrderTables.read(spark, OrderTables.silver(), layout.silver())
                .filter(col("dt").isin(days));
    }

    private static Object[] daysOf(Dataset<Row> orders) {
        List<Row> rows = orders.select("dt").distinct().collectAsList();
        Object[] days = new Object[rows.size()];
        for (int i = 0; i < days.length; i++) {
            days[i] = rows.get(i).getDate(0);
        }
        return days;
    }
}

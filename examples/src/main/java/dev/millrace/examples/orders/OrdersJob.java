// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/// The orders lakehouse as one program: two streaming queries read bronze at the same time, one
/// keeps silver and gold, the other counts windows. It ends when all bronze files are through.
///
/// `spark.remote` says where the server is. The program can be killed at any moment and started
/// again with the same arguments; silver, gold and the windows end as if nothing had happened.
public final class OrdersJob {

    static final String SILVER_QUERY = "orders-silver";
    static final String WINDOWS_QUERY = "orders-windows";

    private static final int FILES_PER_BATCH = 1;
    private static final long REPORT_EVERY_MILLIS = 200;

    private final SparkSession spark;
    private final OrdersOptions options;
    private final LakeLayout layout;
    private final Clock clock;
    private final PrintStream out;
    private final String runId = UUID.randomUUID().toString();

    public OrdersJob(SparkSession spark, OrdersOptions options, Clock clock, PrintStream out) {
        this.spark = spark;
        this.options = options;
        this.layout = LakeLayout.below(options.directory());
        this.clock = clock;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        OrdersOptions options = OrdersOptions.parse(args);
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            new OrdersJob(spark, options, Clock.systemUTC(), System.out).run();
        }
    }

    public void run()
            throws IOException, InterruptedException, StreamingQueryException, TimeoutException {
        out.printf("Orders lakehouse in %s, Spark %s%n", layout.base(), spark.version());
        configure();
        layout.createDirectories();
        OrderGenerator generator =
                new OrderGenerator(options.seed(), options.files(), options.orders());
        generator.writeDimensions(Path.of(layout.dimensions()));
        boolean allAtOnce = options.arriveEveryMillis() == 0;
        if (allAtOnce) {
            generator.writeBronze(Path.of(layout.bronze()), OrderGenerator.Pause.NONE);
        }
        SchemaRegistry.register(spark, layout, datasets(), clock);

        List<BatchReport> reports =
                List.of(new BatchReport(startSilver(), out), new BatchReport(startWindows(), out));
        try {
            if (!allAtOnce) {
                generator.writeBronze(Path.of(layout.bronze()), file -> pause(reports));
            }
            finish(reports);
        } finally {
            stop(reports);
        }
        new JobRun(runId, WINDOWS_QUERY).write(spark, layout, reports.getLast().batches());
        new FinalReport(spark, layout, out).print();
    }

    private void configure() {
        Path artifact = options.artifact();
        if (artifact != null) {
            spark.addArtifact(artifact.toString());
        }
        spark.conf().set("spark.sql.session.timeZone", "UTC");
        Integer partitions = options.shufflePartitions();
        if (partitions != null) {
            spark.conf().set("spark.sql.shuffle.partitions", partitions.toString());
        }
    }

    private static Map<String, StructType> datasets() {
        Map<String, StructType> datasets = new LinkedHashMap<>();
        datasets.put("bronze_orders", OrderTables.bronze());
        datasets.put("customers", OrderTables.customers());
        datasets.put("merchants", OrderTables.merchants());
        datasets.put("silver_orders", OrderTables.silver());
        datasets.put("quarantine_orders", OrderTables.quarantine());
        datasets.put("gold_daily_kpis", OrderTables.dailyKpis());
        datasets.put("gold_category_ranking", OrderTables.categoryRanking());
        datasets.put("gold_windows", OrderTables.windows());
        return datasets;
    }

    private StreamingQuery startSilver() throws TimeoutException {
        JobRun run = new JobRun(runId, SILVER_QUERY);
        return bronze().writeStream()
                .queryName(SILVER_QUERY)
                .option("checkpointLocation", layout.checkpoint(SILVER_QUERY))
                .trigger(trigger())
                .foreachBatch(new SilverBatch(layout, run, clock, options.plainSpark()))
                .start();
    }

    private StreamingQuery startWindows() throws TimeoutException {
        return WindowsQuery.of(bronze(), options.watermarkHours())
                .writeStream()
                .queryName(WINDOWS_QUERY)
                .format("parquet")
                .outputMode("append")
                .option("path", layout.windows())
                .option("checkpointLocation", layout.checkpoint(WINDOWS_QUERY))
                .trigger(trigger())
                .start();
    }

    private Dataset<Row> bronze() {
        return BronzeOrders.stream(spark, layout, FILES_PER_BATCH);
    }

    private Trigger trigger() {
        return availableNow() ? Trigger.AvailableNow() : Trigger.ProcessingTime(options.trigger());
    }

    private boolean availableNow() {
        return options.trigger().equals(OrdersOptions.AVAILABLE_NOW);
    }

    /// Waits until the next file is due, and reports meanwhile. Nobody waits for a query that has
    /// failed.
    private void pause(List<BatchReport> reports) throws InterruptedException {
        long remaining = options.arriveEveryMillis();
        while (remaining > 0 && reports.stream().allMatch(report -> report.query().isActive())) {
            long slice = Math.min(remaining, REPORT_EVERY_MILLIS);
            Thread.sleep(slice);
            remaining -= slice;
            reports.forEach(BatchReport::update);
        }
    }

    /// Waits until both queries have read all files. With available-now they end by themselves.
    ///
    /// @throws StreamingQueryException if one of them has failed
    private void finish(List<BatchReport> reports) throws StreamingQueryException {
        for (BatchReport report : reports) {
            if (availableNow()) {
                while (!report.query().awaitTermination(REPORT_EVERY_MILLIS)) {
                    reports.forEach(BatchReport::update);
                }
            } else {
                report.query().processAllAvailable();
            }
            reports.forEach(BatchReport::update);
        }
    }

    private static void stop(List<BatchReport> reports) throws TimeoutException {
        for (BatchReport report : reports) {
            if (report.query().isActive()) {
                report.query().stop();
            }
        }
    }
}

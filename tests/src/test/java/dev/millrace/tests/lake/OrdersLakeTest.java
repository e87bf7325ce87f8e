// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.orders.LakeComparison;
import dev.millrace.examples.orders.LakeLayout;
import dev.millrace.examples.orders.OrdersJob;
import dev.millrace.examples.orders.OrdersOptions;
import dev.millrace.examples.orders.ReplaceInPlace;
import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.Scratch;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The main job through a server in this process: all tables equal, to the last row, what plain
/// Java computes from the bronze files.
///
/// `-Dmillrace.lake.orders=20000` runs it in its full size.
@Timeout(300)
final class OrdersLakeTest {
    private static final String ORDERS =
            Integer.toString(Integer.getInteger("millrace.lake.orders", 2_000));

    private static MillraceServer server;

    private final Path directory;

    OrdersLakeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void start() throws IOException {
        server = new MillraceServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void allFilesAtOnceGiveTheTablesOfTheReference() throws Exception {
        String output = runJob("--orders", ORDERS);
        assertThat(differences(96)).isEmpty();
        assertThat(output).contains("Daily KPIs of", "Where to look next");
    }

    @Test
    void filesThatArriveOverTimeGiveTheTablesOfTheReference() throws Exception {
        runJob("--orders", "500", "--arrive-every-millis", "150", "--trigger", "20 milliseconds");
        assertThat(differences(96)).isEmpty();
    }

    @Test
    void aShortWatermarkDropsTheSameOrdersAsTheReference() throws Exception {
        runJob("--orders", "500", "--watermark-hours", "2");
        assertThat(differences(2)).isEmpty();
    }

    @Test
    void anotherStartOnAFinishedLakeChangesNothing() throws Exception {
        runJob("--orders", "300", "--files", "3");
        List<String> before = tables();
        runJob("--orders", "300", "--files", "3");
        assertThat(tables()).isEqualTo(before);
        assertThat(differences(96)).isEmpty();
    }

    @Test
    void aLakeGoesOnWithTheFilesThatHaveComeSince() throws Exception {
        runJob("--orders", "300", "--files", "2");
        runJob("--orders", "300", "--files", "5");
        assertThat(differences(96)).isEmpty();
    }

    @Test
    void everyBatchIsNotedWithItsCounts() throws Exception {
        runJob("--orders", "300", "--files", "3");
        try (SparkSession spark = server.client()) {
            LakeLayout layout = LakeLayout.below(directory);
            List<Row> runs =
                    spark.read()
                            .parquet(layout.jobRuns())
                            .filter("query = 'orders-silver'")
                            .orderBy("batch_id")
                            .select("batch_id", "rows_in", "rejected", "status")
                            .collectAsList();
            long rejected = spark.read().parquet(layout.quarantine()).count();
            assertThat(runs)
                    .extracting(row -> row.<Object>getAs("status"))
                    .containsOnly("SUCCEEDED");
            assertThat(runs).hasSize(3);
            assertThat(runs.stream().mapToLong(row -> row.<Long>getAs("rejected")).sum())
                    .isEqualTo(rejected);
            assertThat(spark.read().parquet(layout.schemaRegistry()).count()).isEqualTo(8);
        }
    }

    @Test
    void theEngineReplacesWhatItReads() throws IOException {
        try (SparkSession spark = server.client()) {
            ReplaceInPlace table = new ReplaceInPlace(spark, directory.toString());
            assertThat(table.replacePartitions()).as("partitions").isTrue();
            assertThat(table.replaceTable()).as("whole table").isTrue();
        }
    }

    private String runJob(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--dir", directory.toString()));
        all.addAll(List.of(arguments));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (SparkSession spark = server.client();
                PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8)) {
            OrdersOptions options = OrdersOptions.parse(all.toArray(String[]::new));
            new OrdersJob(spark, options, Clock.systemUTC(), out).run();
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    private List<String> differences(int watermarkHours) throws IOException {
        try (SparkSession spark = server.client()) {
            return LakeComparison.differences(
                    spark, LakeLayout.below(directory), Duration.ofHours(watermarkHours));
        }
    }

    /// Every byte of the tables that are the result; not of `job_runs`, which notes runs.
    private List<String> tables() throws IOException {
        LakeLayout layout = LakeLayout.below(directory);
        List<String> all = new ArrayList<>();
        for (String table :
                List.of(
                        layout.silver(),
                        layout.quarantine(),
                        layout.dailyKpis(),
                        layout.categoryRanking(),
                        layout.windows(),
                        layout.schemaRegistry())) {
            all.add(Scratch.fingerprint(Path.of(table)));
        }
        return all;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.Failures.assertFails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.orders.LakeComparison;
import dev.millrace.examples.orders.LakeLayout;
import dev.millrace.examples.orders.ReplaceInPlace;
import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.cli.ExamplesJar;
import dev.millrace.tests.cli.MillraceProcess;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The same jar on real Spark 4.2 and on Millrace: the same tables.
@Tag("spark")
@Timeout(900)
final class RealSparkTest {
    private final Path scratch;

    private SparkServer spark;
    private MillraceServer millrace;

    RealSparkTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws Exception {
        spark = SparkServer.start(scratch.resolve("server"));
        millrace = new MillraceServer();
    }

    @AfterEach
    void stop() throws Exception {
        millrace.close();
        spark.close();
    }

    @Test
    void theOrdersJobGivesTheSameTablesOnBoth() throws Exception {
        LakeLayout onSpark = LakeLayout.below(scratch.resolve("spark"));
        LakeLayout onMillrace = LakeLayout.below(scratch.resolve("millrace"));
        runJob(spark.remote(), onSpark, "--plain-spark");
        runJob(millrace.remote(), onMillrace);
        try (SparkSession client = millrace.client();
                SparkSession sparkClient = spark.client()) {
            assertThat(differences(client, onMillrace)).as("Millrace and the reference").isEmpty();
            assertThat(differences(client, onSpark)).as("Spark's lake, read by Millrace").isEmpty();
            assertThat(differences(sparkClient, onMillrace))
                    .as("Millrace's lake, read by Spark")
                    .isEmpty();
            for (String table : tables(onSpark)) {
                String other = table.replace(onSpark.base(), onMillrace.base());
                assertThat(rows(client, table))
                        .as(table)
                        .containsExactlyInAnyOrderElementsOf(rows(client, other));
            }
        }
    }

    @Test
    void onlyMillraceReplacesATableThatItReads() throws Exception {
        try (SparkSession client = millrace.client();
                SparkSession sparkClient = spark.client()) {
            ReplaceInPlace onSpark =
                    new ReplaceInPlace(sparkClient, scratch.resolve("s").toString());
            assertThat(onSpark.replacePartitions()).as("Spark, partitions").isTrue();
            assertThat(onSpark.replaceTable()).as("Spark, whole table").isFalse();
            ReplaceInPlace here = new ReplaceInPlace(client, scratch.resolve("m").toString());
            assertThat(here.replacePartitions()).as("Millrace, partitions").isTrue();
            assertThat(here.replaceTable()).as("Millrace, whole table").isTrue();

            String table = scratch.resolve("t").toString();
            sparkClient.range(10).write().parquet(table);
            assertFails(
                    "FAILED_READ_FILE.FILE_NOT_EXIST",
                    () ->
                            sparkClient
                                    .read()
                                    .parquet(table)
                                    .filter("id > 3")
                                    .write()
                                    .mode("overwrite")
                                    .parquet(table));
        }
    }

    private void runJob(String remote, LakeLayout layout, String... more) throws Exception {
        Path jar = ExamplesJar.locate(scratch);
        List<String> command = new ArrayList<>();
        command.add("-Dspark.remote=" + remote);
        command.add("dev.millrace.examples.orders.OrdersJob");
        command.addAll(List.of("--dir", layout.base(), "--artifact", jar.toString()));
        command.addAll(List.of("--orders", "2000"));
        command.addAll(List.of(more));
        String classPath = jar + java.io.File.pathSeparator + MillraceProcess.classPath();
        try (MillraceProcess job = MillraceProcess.startJava(scratch, classPath, command)) {
            assertThat(job.await()).as(job.report()).isZero();
        }
    }

    private static List<String> differences(SparkSession client, LakeLayout layout)
            throws Exception {
        return LakeComparison.differences(client, layout, Duration.ofHours(96));
    }

    private static List<String> tables(LakeLayout layout) {
        return List.of(
                layout.silver(),
                layout.quarantine(),
                layout.dailyKpis(),
                layout.categoryRanking(),
                layout.windows());
    }

    private static List<Row> rows(SparkSession client, String table) {
        return client.read().parquet(table).collectAsList();
    }
}

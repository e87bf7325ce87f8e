// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.state;

import static dev.millrace.tests.Failures.assertFails;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.session_window;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The state of queries read as a table, beyond what the questions about it compare with Spark.
@Timeout(120)
final class StateTableTest {
    private static final String PROVIDER = "spark.sql.streaming.stateStore.providerClass";
    private static final String ROCKSDB =
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";

    private final Path scratch;
    private MillraceServer server;
    private SparkSession spark;

    StateTableTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
        SensorFiles.write(scratch.resolve("in"), 0, 25);
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    @Test
    void aStateInRocksDbReadsAsOneInMemory() throws Exception {
        UnaryOperator<Dataset<Row>> shape =
                rows -> rows.groupBy(col("sensor"), expr("value % 10")).agg(sum("value"));
        run("memory", shape);
        spark.conf().set(PROVIDER, ROCKSDB);
        run("rocks", shape);
        assertThat(scratch.resolve("rocks/state/millrace/tables")).isDirectory();
        for (Map<String, String> options :
                List.of(
                        Map.<String, String>of(),
                        Map.of("batchId", "12"),
                        Map.of("readChangeFeed", "true", "changeStartBatchId", "3"))) {
            List<Row> rows = rows(state("rocks", options));
            assertThat(rows).isEqualTo(rows(state("memory", options))).hasSizeGreaterThan(9);
        }
    }

    @Test
    void changesOfSessionsAreThoseOfEachSession() throws Exception {
        spark.conf().set(PROVIDER, ROCKSDB);
        run(
                "sessions",
                rows ->
                        rows.groupBy(session_window(col("at"), "90 seconds"), col("sensor"))
                                .count());
        Dataset<Row> changes =
                state("sessions", Map.of("readChangeFeed", "true", "changeStartBatchId", "2"))
                        .filter("batch_id = 2")
                        .selectExpr("change_type", "key.sensor", "value.count");
        assertThat(rows(changes))
                .containsExactlyInAnyOrder(
                        RowFactory.create("update", "even", 1L),
                        RowFactory.create("update", "even", 1L),
                        RowFactory.create("update", "odd", 1L));
    }

    @Test
    void aPartitionIsReadFromTheSnapshotOfABatch() throws Exception {
        run("windows", rows -> rows.groupBy("sensor", "value").count());
        List<Long> snapshots = snapshots("windows");
        assertThat(snapshots).isNotEmpty();
        String batch = Long.toString(snapshots.getFirst() - 1);
        int rows = 0;
        for (String partition : List.of("0", "1")) {
            Map<String, String> options =
                    Map.of("snapshotStartBatchId", batch, "snapshotPartitionId", partition);
            List<Row> found = rows(state("windows", options).select("partition_id").distinct());
            assertThat(found).containsExactly(RowFactory.create(Integer.valueOf(partition)));
            rows += (int) state("windows", options).count();
        }
        assertThat(rows).isEqualTo((int) state("windows", Map.of()).count());
        assertFails(
                "CANNOT_LOAD_STATE_STORE.CANNOT_READ_MISSING_SNAPSHOT_FILE",
                () ->
                        state(
                                        "windows",
                                        Map.of(
                                                "snapshotStartBatchId",
                                                "0",
                                                "snapshotPartitionId",
                                                "0"))
                                .count());
    }

    @Test
    void theStateOfARunningQueryIsReadWhileItRuns() throws Exception {
        Dataset<Row> rows = input().groupBy("sensor").count();
        StreamingQuery query =
                rows.writeStream()
                        .format("noop")
                        .outputMode("update")
                        .option("checkpointLocation", scratch.resolve("running").toString())
                        .start();
        query.processAllAvailable();
        assertThat(rows(state("running", Map.of()).selectExpr("key.sensor", "value.count")))
                .containsExactly(RowFactory.create("even", 38L), RowFactory.create("odd", 37L));
        SensorFiles.write(scratch.resolve("in"), 25, 26);
        query.processAllAvailable();
        assertThat(rows(state("running", Map.of()).selectExpr("key.sensor", "value.count")))
                .containsExactly(RowFactory.create("even", 39L), RowFactory.create("odd", 39L));
        query.stop();
    }

    @Test
    void aStateOfSparkIsRefusedByName() throws Exception {
        run("foreign", rows -> rows.groupBy("sensor").count());
        Path state = scratch.resolve("foreign/state");
        Files.move(state.resolve("millrace/schemas"), scratch.resolve("schemas"));
        Files.createDirectories(state.resolve("0/0"));
        Files.createFile(state.resolve("0/0/1.delta"));
        assertThat(catchThrowable(() -> state("foreign", Map.of()).schema()))
                .hasMessageContaining("state is in Spark's form");
    }

    @Test
    void whatIsNotAnOptionIsRefusedByName() throws Exception {
        run("plain", rows -> rows.groupBy("sensor").count());
        assertThat(catchThrowable(() -> state("plain", Map.of("batch", "1")).schema()))
                .hasMessageContaining("the option 'batch' of the state reader");
    }

    private Dataset<Row> input() {
        spark.conf().set("spark.sql.shuffle.partitions", "2");
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(scratch.resolve("in").toString());
    }

    private void run(String name, UnaryOperator<Dataset<Row>> shape) throws Exception {
        shape.apply(input())
                .writeStream()
                .format("noop")
                .outputMode("complete")
                .option("checkpointLocation", scratch.resolve(name).toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
    }

    private Dataset<Row> state(String name, Map<String, String> options) {
        return spark.read()
                .format("statestore")
                .options(options)
                .load(scratch.resolve(name).toString());
    }

    private static List<Row> rows(Dataset<Row> frame) {
        return frame.collectAsList().stream().sorted(Comparator.comparing(Row::toString)).toList();
    }

    /// Versions of which there is a snapshot.
    private List<Long> snapshots(String name) throws IOException {
        try (Stream<Path> files = Files.list(scratch.resolve(name + "/state/millrace"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".snapshot"))
                    .map(file -> Long.valueOf(file.substring(0, file.indexOf('.'))))
                    .sorted()
                    .toList();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.tables;

import static dev.millrace.tests.Failures.assertFails;
import static dev.millrace.tests.Failures.assertQueryFails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Streams that clients feed through memory tables.
@Timeout(60)
final class MemorySourceTest {
    private final Path scratch;

    private MillraceServer server;
    private SparkSession spark;

    MemorySourceTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    @Test
    void rowsOfOrdinaryWritesArriveInTheStream() throws Exception {
        StreamingQuery query = toMemory(events(), "seen").start();
        write("SELECT 1 AS id, 'a' AS name");
        query.processAllAvailable();
        assertThat(rows("seen")).containsExactly("[1,a]");
        write("SELECT 'b' AS name, 2L AS id");
        write("SELECT * FROM VALUES (3, 'c'), (4, NULL) AS t(id, name)");
        query.processAllAvailable();
        assertThat(rows("seen")).containsExactly("[1,a]", "[2,b]", "[3,c]", "[4,null]");
        query.stop();
        assertThat(query.lastProgress().sources()[0].description())
                .isEqualTo("MemoryTable[events]");
    }

    @Test
    void theTableCanBeReadByNameAndByFormat() throws IOException {
        write("SELECT 1 AS id, 'a' AS name");
        write("SELECT 2 AS id, 'b' AS name");
        assertThat(rows("events")).containsExactly("[1,a]", "[2,b]");
        assertThat(spark.read().format("memory").option("name", "EVENTS").load().count())
                .isEqualTo(2);
        assertThat(spark.sql("SELECT events.name FROM events WHERE id = 2").first().getString(0))
                .isEqualTo("b");
        try (SparkSession other = server.client()) {
            assertThat(other.table("events").count()).isEqualTo(2);
        }
    }

    @Test
    void aLimitOfOneFixesTheBoundariesOfBatches() throws Exception {
        StreamingQuery query =
                toMemory(reader().option("maxBatchesPerTrigger", 1).load(), "seen").start();
        for (int i = 0; i < 3; i++) {
            write("SELECT " + i + " AS id, 'x' AS name");
        }
        write("SELECT 9 AS id, 'x' AS name WHERE false");
        query.processAllAvailable();
        query.stop();
        assertThat(
                        Arrays.stream(query.recentProgress())
                                .filter(p -> p.durationMs().containsKey("addBatch"))
                                .map(p -> p.batchId() + ":" + p.numInputRows()))
                .containsExactly("0:1", "1:1", "2:1", "3:0");
    }

    @Test
    void availableNowTakesWhatIsThere() throws Exception {
        write("SELECT 1 AS id, 'a' AS name");
        write("SELECT 2 AS id, 'b' AS name");
        StreamingQuery query =
                toMemory(reader().option("maxBatchesPerTrigger", 1).load(), "seen")
                        .trigger(Trigger.AvailableNow())
                        .start();
        query.awaitTermination();
        assertThat(rows("seen")).containsExactly("[1,a]", "[2,b]");
        assertThat(query.lastProgress().batchId()).isEqualTo(1);
    }

    @Test
    void aRestartGoesOnWhereTheCheckpointStands() throws Exception {
        write("SELECT 1 AS id, 'a' AS name");
        copy("out").awaitTermination();
        write("SELECT 2 AS id, 'b' AS name");
        StreamingQuery second = copy("out");
        second.awaitTermination();
        assertThat(second.lastProgress().numInputRows()).isEqualTo(1);
        assertThat(spark.read().parquet(path("out")).count()).isEqualTo(2);
    }

    @Test
    void rowsThatWentWithTheServerAreAnErrorUnlessTheirLossIsAllowed() throws Exception {
        write("SELECT 1 AS id, 'a' AS name");
        copy("out").awaitTermination();
        stop();
        start();
        write("SELECT 2 AS id, 'b' AS name");
        assertQueryFails(copy("out"))
                .hasMessageContaining("memory table `events` that is gone with its rows");
        StreamingQuery query =
                reader().option("failOnDataLoss", false)
                        .load()
                        .writeStream()
                        .option("checkpointLocation", path("checkpoint-out"))
                        .trigger(Trigger.AvailableNow())
                        .start(path("out"));
        query.awaitTermination();
        assertThat(spark.read().parquet(path("out")).count()).isEqualTo(2);
    }

    @Test
    void processedRowsAreForgottenOnDemand() throws Exception {
        StreamingQuery query =
                toMemory(
                                reader().option("forgetProcessed", true)
                                        .option("maxBatchesPerTrigger", 1)
                                        .load(),
                                "seen")
                        .start();
        write("SELECT 1 AS id, 'a' AS name");
        write("SELECT 2 AS id, 'b' AS name");
        query.processAllAvailable();
        query.stop();
        assertThat(rows("seen")).hasSize(2);
        assertThatThrownBy(() -> spark.table("events").count())
                .hasMessageContaining("has forgotten its writes 0 to 0");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        write("SELECT 1 AS id, 'a' AS name");
        assertFails(
                "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
                () -> write("SELECT 'x' AS id, 'a' AS name"));
        assertFails(
                "INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS",
                () -> write("SELECT 1 AS id, 'a' AS nom"));
        assertFails(
                "CAST_OVERFLOW_IN_TABLE_INSERT",
                () -> write("SELECT 3000000000L AS id, 'a' AS name"));
        assertThatThrownBy(
                        () ->
                                spark.readStream()
                                        .format("memory")
                                        .option("name", "x")
                                        .load()
                                        .schema())
                .hasMessageContaining("There is no memory table `x` yet");
        assertThatThrownBy(() -> reader().option("nam", "x").load().schema())
                .hasMessageContaining("the option 'nam' of the stream of a memory table");
        assertThat(rows("events")).containsExactly("[1,a]");
    }

    private DataStreamReader reader() {
        return spark.readStream()
                .format("memory")
                .option("name", "events")
                .schema("id INT, name STRING");
    }

    private Dataset<Row> events() {
        return reader().load();
    }

    private static org.apache.spark.sql.streaming.DataStreamWriter<Row> toMemory(
            Dataset<Row> rows, String name) {
        return rows.writeStream().format("memory").queryName(name);
    }

    private StreamingQuery copy(String name) throws Exception {
        return events().writeStream()
                .option("checkpointLocation", path("checkpoint-" + name))
                .trigger(Trigger.AvailableNow())
                .start(path(name));
    }

    private String path(String name) {
        return scratch.resolve(name).toString();
    }

    private void write(String query) {
        spark.sql(query).write().format("memory").option("name", "events").mode("append").save();
    }

    private List<String> rows(String table) {
        return spark.table(table).collectAsList().stream().map(Row::toString).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.state;

import static dev.millrace.tests.Failures.assertQueryFails;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Row;
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
import java.util.List;
import java.util.stream.Stream;

/// The state store that `spark.sql.streaming.stateStore.providerClass` chooses.
@Timeout(120)
final class StateProviderTest {
    private static final String KEY = "spark.sql.streaming.stateStore.providerClass";
    private static final String PACKAGE = "org.apache.spark.sql.execution.streaming.state.";
    private static final String ROCKSDB = PACKAGE + "RocksDBStateStoreProvider";
    private static final String IN_MEMORY = PACKAGE + "HDFSBackedStateStoreProvider";

    private final Path scratch;
    private MillraceServer server;
    private SparkSession spark;
    private Path in;

    StateProviderTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
        in = scratch.resolve("in");
        SensorFiles.write(in, 0, 30);
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    @Test
    void aQueryOverRocksDbGivesTheSameRowsThroughARestart() throws Exception {
        spark.conf().set(KEY, ROCKSDB);
        windows("rocks").awaitTermination();
        SensorFiles.write(in, 30, 40);
        stop();
        server = new MillraceServer();
        spark = server.client();
        windows("rocks").awaitTermination();
        windows("memory").awaitTermination();
        assertThat(rows("rocks")).isEqualTo(rows("memory")).hasSizeGreaterThan(50);
        assertThat(names("rocks")).contains("tables").anyMatch(name -> name.endsWith(".snapshot"));
        assertThat(names("memory")).doesNotContain("tables");
    }

    @Test
    void theProviderOfTheFirstRunStays() throws Exception {
        spark.conf().set(KEY, ROCKSDB);
        windows("rocks").awaitTermination();
        SensorFiles.write(in, 30, 32);
        spark.conf().set(KEY, IN_MEMORY);
        windows("rocks").awaitTermination();
        assertThat(Files.readString(scratch.resolve("rocks.checkpoint/offsets/31")))
                .contains("\"" + KEY + "\":\"" + ROCKSDB + "\"");
        assertThat(names("rocks")).contains("tables");
    }

    @Test
    void anotherProviderIsRefusedByName() throws Exception {
        spark.conf().set(KEY, "com.example.MyProvider");
        assertQueryFails(windows("other")).hasMessageContaining("com.example.MyProvider");
    }

    @Test
    void aSettingOfRocksDbThatCannotBeHonouredIsRefusedByName() throws Exception {
        spark.conf().set(KEY, ROCKSDB);
        spark.conf().set("spark.sql.streaming.stateStore.rocksdb.compactOnCommit", "true");
        assertQueryFails(windows("other")).hasMessageContaining("compactOnCommit");
    }

    private StreamingQuery windows(String name) throws Exception {
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(in.toString())
                .withWatermark("at", "1 minute")
                .groupBy(window(col("at"), "2 minutes"), col("sensor"))
                .agg(sum("value").as("total"))
                .select(col("window.start").as("start"), col("sensor"), col("total"))
                .writeStream()
                .format("parquet")
                .option("checkpointLocation", scratch.resolve(name + ".checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start(scratch.resolve(name).toString());
    }

    private List<Row> rows(String name) {
        return spark.read()
                .parquet(scratch.resolve(name).toString())
                .orderBy("start", "sensor")
                .collectAsList();
    }

    /// Names of the state files.
    private List<String> names(String name) throws IOException {
        Path state = scratch.resolve(name + ".checkpoint/state/millrace");
        try (Stream<Path> files = Files.list(state)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

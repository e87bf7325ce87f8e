// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.durability;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/// Batches of one tiny file each. `-Dmillrace.tiny.batches=2000 -Dmillrace.tiny.sync=true` forces
/// everything to the device and prints how long a batch takes.
class TinyBatchTest {
    private static final int BATCHES = Integer.getInteger("millrace.tiny.batches", 40);

    /// What is written once, and in the background.
    private static final int EXTRA = 25;

    private final CountedSyncs files =
            new CountedSyncs(
                    Boolean.getBoolean("millrace.tiny.sync")
                            ? new LocalFileStore()
                            : LocalFileStore.withoutSync());

    @TempDir private Path scratch;

    /// - The entry of the source's log: its bytes. The offsets vouch for its name.
    /// - The offsets: bytes and name, before anything is read.
    /// - The sink: the bytes of its file, the bytes and the name of the entry of its log.
    /// - The commit: its bytes. Where its name is lost, the batch runs again into a sink that has
    ///   it.
    @Test
    void aStatelessBatchIntoFilesForcesSevenTimes() throws Exception {
        long syncs =
                run(
                        "stateless",
                        rows ->
                                rows.where("v >= 0")
                                        .writeStream()
                                        .format("json")
                                        .option("path", scratch.resolve("out").toString()));

        assertThat(syncs).isBetween(7L * BATCHES, 7L * BATCHES + EXTRA);
    }

    /// - Source and offsets as above: three.
    /// - The changelog of the state: its bytes. The commit vouches for its name.
    /// - The commit: its bytes.
    @Test
    void aStatefulBatchForcesFiveTimes() throws Exception {
        long syncs =
                run(
                        "stateful",
                        rows ->
                                rows.withWatermark("ts", "1 minute")
                                        .groupBy(window(col("ts"), "1 minute"), col("k"))
                                        .sum("v")
                                        .writeStream()
                                        .outputMode("update")
                                        .queryName("sums")
                                        .format("memory"));

        // And a snapshot, bytes and name, every ten batches or less often.
        assertThat(syncs).isBetween(5L * BATCHES, 5L * BATCHES + BATCHES / 5 + EXTRA);
    }

    private interface Query {
        DataStreamWriter<Row> over(Dataset<Row> rows);
    }

    /// @return how often something was forced to the device
    private long run(String name, Query query) throws Exception {
        Path input = Files.createDirectory(scratch.resolve("in"));
        for (int i = 0; i < BATCHES; i++) {
            writeFile(input, i);
        }
        try (MillraceServer server = new MillraceServer(MillraceServer.Settings.over(files));
                SparkSession spark = server.client()) {
            spark.conf()
                    .set(
                            "spark.sql.streaming.numRecentProgressUpdates",
                            Integer.toString(BATCHES + 2));
            Dataset<Row> rows =
                    spark.readStream()
                            .schema("ts TIMESTAMP, k STRING, v BIGINT")
                            .option("maxFilesPerTrigger", 1)
                            .json(input.toString());
            StreamingQuery running =
                    query.over(rows)
                            .option("checkpointLocation", scratch.resolve("checkpoint").toString())
                            .trigger(Trigger.AvailableNow())
                            .start();
            assertThat(running.awaitTermination(600_000)).isTrue();
            StreamingQueryProgress[] progress = running.recentProgress();
            assertThat(progress.length).isGreaterThanOrEqualTo(BATCHES);
            print(name, progress);
        }
        return files.count();
    }

    private void print(String name, StreamingQueryProgress[] progress) {
        long[] millis =
                Arrays.stream(progress)
                        .skip(progress.length / 4)
                        .mapToLong(StreamingQueryProgress::batchDuration)
                        .sorted()
                        .toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: %d batches, half within %d ms, 99 of 100 within %d ms; %.2f files and %.2f"
                        + " directories forced in each%n",
                name,
                progress.length,
                millis[millis.length / 2],
                millis[millis.length * 99 / 100],
                (double) files.files().get() / progress.length,
                (double) files.directories().get() / progress.length);
    }

    private static void writeFile(Path input, int number) throws IOException {
        Instant time = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number);
        Files.writeString(
                input.resolve(String.format(Locale.ROOT, "%07d.json", number)),
                "{\"ts\":\"" + time + "\",\"k\":\"a\",\"v\":" + number + "}\n");
    }
}

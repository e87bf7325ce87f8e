// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.longrun;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One query, as many micro-batches as input files: time of a batch, memory, open files and files
/// of the checkpoint must not depend on how many came before.
///
/// `-Dmillrace.long.batches=100000` (profile `long`) is the run of the record; it prints its
/// figures. Times are only compared there: a short run on a busy machine tells nothing.
class LongRunTest {
    private static final int BATCHES = Integer.getInteger("millrace.long.batches", 600);
    private static final int SAMPLES = 10;
    private static final int TIMED_FROM = 20_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /// What the engine holds after some batches.
    private record Sample(
            int batches, double batchMillis, long heapBytes, long openFiles, long checkpointFiles) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,8d batches: %6.2f ms a batch, heap %5.1f MB, %4d open files, %4d files in"
                            + " the checkpoint",
                    batches,
                    batchMillis,
                    heapBytes / 1e6,
                    openFiles,
                    checkpointFiles);
        }
    }

    @TempDir private Path scratch;

    @Test
    void nothingGrowsWithTheNumberOfBatches() throws Exception {
        Path input = Files.createDirectory(scratch.resolve("in"));
        Path checkpoint = scratch.resolve("checkpoint");
        for (int i = 0; i < BATCHES; i++) {
            writeFile(input, i);
        }
        List<Sample> samples = new ArrayList<>();
        MillraceServer.Settings settings =
                MillraceServer.Settings.over(LocalFileStore.withoutSync());
        try (MillraceServer server = new MillraceServer(settings);
                SparkSession spark = server.client()) {
            spark.conf().set("spark.sql.streaming.numRecentProgressUpdates", "200");
            // Spark keeps the entries of the source's log for ten minutes after they were
            // compacted.
            spark.conf().set("spark.sql.streaming.fileSource.log.cleanupDelay", "1s");
            StreamingQuery query = start(spark, input, checkpoint);
            for (int sample = 1; sample <= SAMPLES; sample++) {
                int batches = BATCHES / SAMPLES * sample;
                awaitBatch(query, batches);
                samples.add(sample(query, batches, checkpoint));
                System.out.println(samples.getLast());
            }
            query.processAllAvailable();
            query.stop();
        }
        requireFlat(samples.get(2), samples.getLast());
    }

    private static void writeFile(Path input, int number) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            text.append("{\"ts\":\"").append(START.plusSeconds(number * 10L + i));
            text.append("\",\"k\":\"k").append(i).append("\",\"v\":").append(number).append("}\n");
        }
        Path file = input.resolve(String.format(Locale.ROOT, "%07d.json", number));
        Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static StreamingQuery start(SparkSession spark, Path input, Path checkpoint)
            throws Exception {
        return spark.readStream()
                .schema("ts TIMESTAMP, k STRING, v BIGINT")
                .option("maxFilesPerTrigger", 1)
                .json(input.toString())
                .withWatermark("ts", "1 minute")
                .groupBy(window(col("ts"), "1 minute"), col("k"))
                .sum("v")
                .writeStream()
                .format("noop")
                .outputMode("append")
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.ProcessingTime(0))
                .start();
    }

    private static void awaitBatch(StreamingQuery query, int batches) throws Exception {
        while (true) {
            StreamingQueryProgress last = query.lastProgress();
            if (last != null && last.batchId() >= batches - 1) {
                return;
            }
            assertThat(query.exception().isEmpty()).as("the query runs").isTrue();
            query.awaitTermination(20);
        }
    }

    private static Sample sample(StreamingQuery query, int batches, Path checkpoint)
            throws IOException {
        double millis =
                Arrays.stream(query.recentProgress())
                        .filter(progress -> progress.numInputRows() > 0)
                        .mapToLong(StreamingQueryProgress::batchDuration)
                        .average()
                        .orElse(0);
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Sample(
                batches, millis, heap, entries(Path.of("/proc/self/fd")), entries(checkpoint));
    }

    private static long entries(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.count();
        } catch (java.io.UncheckedIOException vanished) {
            return entries(directory);
        }
    }

    private static void requireFlat(Sample early, Sample late) {
        assertThat(late.openFiles()).as("open files").isLessThan(early.openFiles() + 30);
        // Logs of 100 batches, the state since a snapshot, a compacted log of the source, sums.
        assertThat(late.checkpointFiles()).as("files of the checkpoint").isLessThan(1500);
        long names = 400L * (late.batches() - early.batches());
        assertThat(late.heapBytes())
                .as("heap: the names of seen files and some noise")
                .isLessThan(early.heapBytes() + names + 60_000_000);
        if (late.batches() >= TIMED_FROM) {
            assertThat(late.batchMillis())
                    .as("time of a batch")
                    .isLessThan(early.batchMillis() * 1.5 + 2);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.queries;

import static dev.millrace.tests.Failures.assertQueryFails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.Scratch;
import dev.millrace.tests.SensorFiles;
import dev.millrace.tests.cli.MillraceProcess;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Checkpoints that two want at once, and checkpoints that somebody moved, copied or changed.
@Timeout(180)
final class CheckpointGuardTest {
    private static final Pattern PORT = Pattern.compile("sc://127\\.0\\.0\\.1:([0-9]+)");

    private final Path scratch;
    private final Path in;
    private final Path checkpoint;
    private MillraceServer server;
    private SparkSession spark;

    CheckpointGuardTest(@TempDir Path scratch) throws IOException {
        this.scratch = scratch;
        this.in = scratch.resolve("in");
        this.checkpoint = scratch.resolve("checkpoint");
        SensorFiles.write(in, 0, 2);
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
    void aSecondServerIsRefusedUntilTheFirstIsDone() throws Exception {
        StreamingQuery first = run(spark, checkpoint, null);
        first.processAllAvailable();
        try (MillraceServer other = new MillraceServer();
                SparkSession second = other.client()) {
            assertThatThrownBy(() -> run(second, checkpoint, null))
                    .hasMessageContaining(first.id().toString())
                    .hasMessageContaining("already active in another process")
                    .hasMessageContaining(checkpoint + "/.millrace.lock");
            assertThat(second.streams().active()).isEmpty();
            SensorFiles.write(in, 2, 3);
            first.processAllAvailable();
            assertThat(first.lastProgress().batchId()).isEqualTo(2);
            first.stop();
            StreamingQuery again = run(second, checkpoint, Trigger.AvailableNow());
            again.awaitTermination();
            assertThat(again.id()).isEqualTo(first.id());
            assertThat(batches(again)).isEmpty();
        }
    }

    @Test
    void aProcessThatWasKilledKeepsNobodyOut() throws Exception {
        try (MillraceProcess process =
                MillraceProcess.start(scratch.resolve("process"), "server", "--port", "0")) {
            process.awaitOutput("sc://127.0.0.1:");
            Matcher port = PORT.matcher(process.output());
            assertThat(port.find()).isTrue();
            SparkSession far =
                    SparkSession.builder().remote("sc://localhost:" + port.group(1)).create();
            StreamingQuery first = run(far, checkpoint, null);
            first.processAllAvailable();
            String holder = Files.readString(checkpoint.resolve(".millrace.lock"));
            assertThatThrownBy(() -> run(spark, checkpoint, null))
                    .hasMessageContaining("locked by process " + holder);
            assertThat(process.killWhen(() -> true)).isTrue();
        }
        SensorFiles.write(in, 2, 3);
        StreamingQuery second = run(spark, checkpoint, Trigger.AvailableNow());
        second.awaitTermination();
        assertThat(batches(second)).containsExactly(2L);
    }

    @Test
    void aMovedCheckpointGoesOn() throws Exception {
        StreamingQuery first = toEnd(checkpoint);
        Path moved = scratch.resolve("elsewhere/moved");
        Files.createDirectories(moved.getParent());
        Files.move(checkpoint, moved);
        SensorFiles.write(in, 2, 3);
        StreamingQuery second = toEnd(moved);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(batches(second)).containsExactly(2L);
        assertThat(checkpoint).doesNotExist();
    }

    @Test
    void aCopyOfACheckpointIsTheSameQuery() throws Exception {
        toEnd(checkpoint);
        Path copy = scratch.resolve("copy");
        copy(checkpoint, copy);
        StreamingQuery original = run(spark, checkpoint, null);
        StreamingQuery second = run(spark, copy, null);
        assertThat(second.id()).isEqualTo(original.id());
        assertThat(original.isActive()).isFalse();
        second.stop();
    }

    @Test
    void aChangedFileIsNamedUntilItsChecksumsAreDeleted() throws Exception {
        toEnd(checkpoint);
        SensorFiles.write(in, 2, 3);
        for (String name :
                List.of(
                        "metadata",
                        "offsets/1",
                        "commits/1",
                        "sources/0/1",
                        "state/0/_metadata/metadata")) {
            Path file = checkpoint.resolve(name);
            String written = Files.readString(file);
            Files.writeString(file, written + " ");
            String named = "The file " + file + " is damaged";
            if (name.equals("metadata")) {
                assertThatThrownBy(() -> toEnd(checkpoint)).hasMessageContaining(named);
            } else {
                assertQueryFails(run(spark, checkpoint, Trigger.AvailableNow()))
                        .hasMessageContaining(named);
            }
            Files.writeString(file, written);
        }
        Path offsets = checkpoint.resolve("offsets/1");
        Files.writeString(offsets, Files.readString(offsets) + "\n");
        Files.delete(checkpoint.resolve("offsets/.1.crc"));
        assertThat(batches(toEnd(checkpoint))).containsExactly(2L);
    }

    @Test
    void everyFileOfACheckpointHasAChecksum() throws Exception {
        toEnd(checkpoint);
        List<String> bare = new ArrayList<>();
        try (Stream<Path> all = Files.walk(checkpoint)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                boolean hasOwn = file.startsWith(checkpoint.resolve("state/millrace"));
                if (!name.startsWith(".")
                        && !hasOwn
                        && !Files.exists(file.resolveSibling("." + name + ".crc"))) {
                    bare.add(checkpoint.relativize(file).toString());
                }
            }
        }
        assertThat(bare).isEmpty();
    }

    @Test
    void stateInSparksFormIsRefusedByName() throws Exception {
        toEnd(checkpoint);
        Scratch.delete(checkpoint.resolve("state/millrace"));
        Path delta = checkpoint.resolve("state/0/0/2.delta");
        Files.createDirectories(delta.getParent());
        Files.writeString(delta, "Spark's");
        SensorFiles.write(in, 2, 3);
        assertQueryFails(run(spark, checkpoint, Trigger.AvailableNow()))
                .hasMessageContaining(
                        "does not support a checkpoint whose state is in Spark's form")
                .hasMessageContaining(delta.toString());
        assertThat(checkpoint.resolve("offsets/2")).doesNotExist();
    }

    /// @param trigger null for one batch after the other
    private StreamingQuery run(SparkSession client, Path location, @Nullable Trigger trigger)
            throws Exception {
        return client.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(in.toString())
                .groupBy("sensor")
                .count()
                .writeStream()
                .format("noop")
                .outputMode("update")
                .option("checkpointLocation", location.toString())
                .trigger(trigger == null ? Trigger.ProcessingTime(0) : trigger)
                .start();
    }

    private StreamingQuery toEnd(Path location) throws Exception {
        StreamingQuery query = run(spark, location, Trigger.AvailableNow());
        query.awaitTermination();
        return query;
    }

    private static List<Long> batches(StreamingQuery query) {
        return Stream.of(query.recentProgress())
                .filter(batch -> batch.durationMs().containsKey("addBatch"))
                .map(StreamingQueryProgress::batchId)
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.runtime.simulation.FakeTable;
import dev.millrace.runtime.simulation.FakeTopic;
import dev.millrace.runtime.simulation.SimulatedFiles;
import dev.millrace.runtime.simulation.WindowCount;
import dev.millrace.spi.error.MillraceException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The order of effects, restarts and crashes of the micro-batch loop.
class MicroBatchTest {
    private final FakeTopic topic = new FakeTopic(2);
    private SimulatedFiles files = new SimulatedFiles();

    @Test
    void aWindowIsGivenOutOnceWhenTheWatermarkHasPassedIt() throws IOException {
        topic.add(1, "a");
        topic.add(2, "a");
        topic.add(13, "b");
        run(new Trigger.AvailableNow());
        assertThat(rows()).containsExactly("[10000000, a, 2]");
        // Batch 2 had no data: it was due because batch 1 moved the watermark.
        assertThat(content("/ckpt/offsets/2"))
                .contains("\"batchWatermarkMs\":13000")
                .endsWith("\n3");
        assertThat(content("/ckpt/commits/2")).isEqualTo("v1\n{\"nextBatchWatermarkMs\":13000}");
        assertThat(files.paths()).doesNotContain("/ckpt/offsets/3");
        topic.add(25, "b");
        run(new Trigger.AvailableNow());
        assertThat(rows()).containsExactly("[10000000, a, 2]", "[20000000, b, 1]");
    }

    @Test
    void lateRowsAreDroppedOneBatchAfterTheWatermarkMoved() {
        FakeTopic slow = new FakeTopic(1);
        slow.add(15, "x");
        slow.add(25, "x");
        slow.add(1, "late");
        slow.add(16, "onTime");
        slow.add(40, "x");
        try (StreamBench bench = new StreamBench(files, mode -> WindowCount.counting(slow))) {
            bench.settings.put("spark.sql.streaming.noDataMicroBatches.enabled", "false");
            bench.runToEnd(new Trigger.AvailableNow());
            slow.add(70, "x");
            bench.runToEnd(new Trigger.AvailableNow());
        }
        // The row at 1 s meets the late threshold 15 s of the batch before; the window of the row
        // at 16 s ends at 20 s, behind the
        // watermark of 25 s and yet on time in batch 2 and late in batch 3.
        assertThat(rows()).containsExactly("[20000000, x, 1]", "[30000000, x, 1]");
    }

    @Test
    void onceIsOneBatchOfEverything() {
        for (int i = 0; i < 7; i++) {
            topic.add(i, "k");
        }
        try (StreamBench bench = passing()) {
            bench.runToEnd(new Trigger.Once());
        }
        assertThat(rows()).hasSize(7);
        assertThat(files.paths()).contains("/ckpt/commits/0").doesNotContain("/ckpt/offsets/1");
    }

    @Test
    void availableNowTakesWhatWasThereInLimitedBatches() {
        for (int i = 0; i < 5; i++) {
            topic.add(i, "k");
        }
        try (StreamBench bench = passing()) {
            bench.runToEnd(new Trigger.AvailableNow());
        }
        assertThat(rows()).hasSize(5);
        assertThat(files.paths()).contains("/ckpt/commits/2").doesNotContain("/ckpt/offsets/3");
        assertThat(topic.committed()).containsExactly("2", "4");
    }

    @Test
    void aBatchThatWasDecidedIsRunAgainAsItWasDecided() {
        topic.add(1, "a");
        long decided = stepsUntil("/ckpt/offsets/0");
        files.crashAtStep(decided + 1);
        runUntilCrash();
        topic.add(2, "b");
        try (StreamBench bench = passing()) {
            bench.runToEnd(new Trigger.Once());
            assertThat(rows()).containsExactly("[1000000, a]");
            bench.runToEnd(new Trigger.Once());
        }
        assertThat(rows()).containsExactly("[1000000, a]", "[2000000, b]");
    }

    /// Steps of a run of the passing query until a file exists.
    private long stepsUntil(String path) {
        for (long step = 1; ; step++) {
            SimulatedFiles trial = new SimulatedFiles();
            trial.crashAtStep(step);
            files = trial;
            runUntilCrash();
            files = new SimulatedFiles();
            if (trial.paths().contains(path)) {
                return step - 1;
            }
        }
    }

    private void runUntilCrash() {
        try (StreamBench bench = passing()) {
            bench.runToEnd(new Trigger.AvailableNow());
        } catch (SimulatedFiles.Crash | MillraceException e) {
            files = files.afterCrash();
        }
    }

    @Test
    void everyCrashPointLeadsToTheSameResult() {
        List<String> expected =
                List.of(
                        "[10000000, a, 2]",
                        "[10000000, b, 1]",
                        "[20000000, a, 1]",
                        "[30000000, b, 2]",
                        "[40000000, a, 1]");
        int crashes = 0;
        for (long step = 1; ; step++) {
            FakeTopic rows = new FakeTopic(2);
            SimulatedFiles disk = new SimulatedFiles();
            disk.crashAtStep(step);
            rows.add(1, "a");
            rows.add(2, "b");
            rows.add(3, "a");
            rows.add(11, "a");
            rows.add(21, "b");
            rows.add(22, "b");
            rows.add(35, "a");
            boolean crashed = false;
            try (StreamBench bench = new StreamBench(disk, mode -> WindowCount.counting(rows))) {
                bench.runToEnd(new Trigger.AvailableNow());
            } catch (SimulatedFiles.Crash | MillraceException e) {
                crashed = true;
                crashes++;
                disk = disk.afterCrash();
            }
            disk.crashAtStep(Long.MAX_VALUE);
            SimulatedFiles restarted = disk;
            try (StreamBench bench =
                    new StreamBench(restarted, mode -> WindowCount.counting(rows))) {
                bench.runToEnd(new Trigger.AvailableNow());
                rows.add(100, "end");
                bench.runToEnd(new Trigger.AvailableNow());
            }
            assertThat(FakeTable.rows(restarted, "/out"))
                    .as("crash at step %d", step)
                    .containsExactlyInAnyOrderElementsOf(expected);
            if (!crashed) {
                break;
            }
        }
        assertThat(crashes).isGreaterThan(50);
    }

    @Test
    void aSourceUsedTwiceHasTwoLinesAndOneLog() throws IOException {
        topic.add(1, "a");
        try (StreamBench bench = new StreamBench(files, mode -> WindowCount.twice(topic))) {
            bench.runToEnd(new Trigger.Once());
        }
        assertThat(content("/ckpt/offsets/0")).endsWith("}\n1\n1");
        topic.add(2, "a");
        try (StreamBench bench = passing()) {
            assertThatThrownBy(() -> bench.runToEnd(new Trigger.Once()))
                    .hasMessageContaining(
                            "There are [2] sources in the checkpoint offsets and now there are"
                                    + " [1]");
        }
    }

    @Test
    void oldLogEntriesArePurged() {
        FakeTopic many = new FakeTopic(1);
        for (int i = 0; i < 30; i++) {
            many.add(i, "k");
        }
        try (StreamBench bench = new StreamBench(files, mode -> WindowCount.counting(many))) {
            bench.settings.put("spark.sql.streaming.minBatchesToRetain", "10");
            bench.settings.put("spark.sql.streaming.stateStore.minDeltasForSnapshot", "3");
            bench.runToEnd(new Trigger.AvailableNow());
        }
        List<String> offsets = new ArrayList<>(files.paths());
        offsets.removeIf(path -> !path.startsWith("/ckpt/offsets/"));
        assertThat(offsets).hasSize(22);
        assertThat(offsets).contains("/ckpt/offsets/20", "/ckpt/offsets/.20.crc");
        assertThat(files.paths().stream().filter(path -> path.contains("/state/millrace/")).count())
                .isLessThan(30);
    }

    @Test
    void aCheckpointOfAnotherQueryIsRefused() {
        topic.add(1, "a");
        run(new Trigger.Once());
        topic.add(2, "a");
        try (StreamBench bench = passing()) {
            assertThatThrownBy(() -> bench.runToEnd(new Trigger.Once()))
                    .hasMessageContaining(
                            "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA");
        }
    }

    @Test
    void twoRunsOnOneCheckpointDoNotOverwriteEachOther() {
        topic.add(1, "a");
        try (StreamBench bench = passing()) {
            bench.runToEnd(new Trigger.Once());
        }
        topic.add(2, "b");
        try (StreamBench bench = passing()) {
            // A process that knows no locks ends batch 1 while this one is still in it.
            StreamingQuery query =
                    bench.streams.start(
                            StreamBench.definition(
                                    "",
                                    new Trigger.Once(),
                                    null,
                                    (schema, batches, id) ->
                                            files.damage(
                                                    "/ckpt/commits/1",
                                                    "v1\n{}".getBytes(StandardCharsets.UTF_8))));
            assertThatThrownBy(() -> query.awaitTermination(null))
                    .hasMessageContaining("CONCURRENT_STREAM_LOG_UPDATE");
        }
    }

    @Test
    void aCheckpointIsOpenToOneEngineAtATime() throws Exception {
        topic.add(1, "a");
        try (StreamBench first = passing();
                StreamBench second = passing()) {
            StreamingQuery running = first.start(StreamBench.backToBack());
            running.processAllAvailable();
            assertThatThrownBy(() -> second.start(StreamBench.backToBack()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(running.id().toString())
                    .hasMessageContaining("already active in another process")
                    .hasMessageContaining("/ckpt/.millrace.lock");
            assertThat(second.streams.active()).isEmpty();
            running.processAllAvailable();
            running.stop();
            second.start(StreamBench.backToBack()).stop();
        }
    }

    @Test
    void aRunThatTookALockAndDiedKeepsNobodyOut() {
        topic.add(1, "a");
        files.crashAtStep(files.steps() + 12);
        try (StreamBench bench = passing()) {
            assertThatThrownBy(() -> bench.runToEnd(new Trigger.Once())).isNotNull();
        }
        assertThat(files.isLocked("/ckpt/.millrace.lock")).isFalse();
        try (StreamBench bench =
                new StreamBench(files.afterCrash(), mode -> WindowCount.passing(topic))) {
            bench.runToEnd(new Trigger.Once());
        }
    }

    private void run(Trigger trigger) {
        try (StreamBench bench = new StreamBench(files, mode -> WindowCount.counting(topic))) {
            bench.runToEnd(trigger);
        }
    }

    private StreamBench passing() {
        return new StreamBench(files, mode -> WindowCount.passing(topic));
    }

    private List<String> rows() {
        return FakeTable.rows(files, "/out");
    }

    private String content(String path) throws IOException {
        return new String(files.readAll(path), StandardCharsets.UTF_8);
    }
}

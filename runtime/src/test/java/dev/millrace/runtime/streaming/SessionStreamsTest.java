// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.plan.analysis.Catalog.Entry;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.runtime.simulation.FakeTable;
import dev.millrace.runtime.simulation.FakeTopic;
import dev.millrace.runtime.simulation.SimulatedFiles;
import dev.millrace.runtime.simulation.WindowCount;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.error.MillraceException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class SessionStreamsTest {
    private final FakeTopic topic = new FakeTopic(1000);
    private final SimulatedFiles files = new SimulatedFiles();
    private final StreamBench bench = new StreamBench(files, mode -> WindowCount.passing(topic));

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aRunningQueryTakesNewRowsUntilItIsStopped() throws Exception {
        StreamingQuery query = bench.start(StreamBench.backToBack());
        topic.add(1, "a");
        query.processAllAvailable();
        topic.add(2, "b");
        query.processAllAvailable();
        assertThat(FakeTable.rows(files, "/out")).containsExactly("[1000000, a]", "[2000000, b]");
        assertThat(query.isActive()).isTrue();
        assertThat(query.status().message()).isEqualTo("Waiting for data to arrive");
        assertThat(bench.streams.active()).containsExactly(query);
        query.stop();
        assertThat(query.isActive()).isFalse();
        assertThat(query.status()).isEqualTo(new StreamingQuery.Status("Stopped", false, false));
        assertThat(query.failure()).isNull();
        assertThat(bench.streams.query(query.id())).isNull();
        assertThat(bench.streams.run(query.id(), query.runId())).isSameAs(query);
        assertThat(bench.streams.active()).isEmpty();
    }

    @Test
    void triggersAreAlignedToTheEpoch() throws Exception {
        bench.nowMillis.set(1_000_300);
        topic.add(1, "a");
        StreamingQuery query = bench.start(new Trigger.ProcessingTime(Duration.ofSeconds(1)));
        while (query.recentProgress().isEmpty()) {
            Thread.onSpinWait();
        }
        topic.add(2, "b");
        bench.nowMillis.set(1_000_999);
        assertThat(query.recentProgress()).hasSize(1);
        bench.nowMillis.set(1_001_000);
        while (query.recentProgress().size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(query.lastProgress()).contains("\"timestamp\":\"1970-01-01T00:16:41.000Z\"");
        query.stop();
    }

    @Test
    void progressIsReportedInBothForms() {
        List<StreamListener.Event> events = new CopyOnWriteArrayList<>();
        topic.add(1, "a");
        topic.add(2, "b");
        try (StreamBench counting =
                new StreamBench(new SimulatedFiles(), mode -> WindowCount.counting(topic))) {
            counting.streams.addListener(events::add);
            counting.runToEnd(new Trigger.Once());
        }
        assertThat(events).hasSize(3);
        assertThat(events.get(0).json(String::valueOf))
                .isEqualTo(
                        "{\"id\":\"00000000-0000-4001-8000-000000000002\",\"runId\":"
                                + "\"00000000-0000-4003-8000-000000000004\",\"name\":null,"
                                + "\"timestamp\":\"1970-01-01T00:16:40.000Z\",\"jobTags\":[]}");
        assertThat(events.get(1).json(String::valueOf))
                .startsWith(
                        "{\"progress\":{\"id\":\"00000000-0000-4001-8000-000000000002\",\"runId\":"
                            + "\"00000000-0000-4003-8000-000000000004\",\"name\":null,"
                            + "\"timestamp\":\"1970-01-01T00:16:40.000Z\",\"batchId\":0,\"batchDuration\":0,"
                            + "\"numInputRows\":2,\"inputRowsPerSecond\":0.0,"
                            + "\"processedRowsPerSecond\":2000.0,\"durationMs\":{\"addBatch\":0,"
                            + "\"commitOffsets\":0,\"getBatch\":0,\"latestOffset\":0,\"queryPlanning\":0,"
                            + "\"triggerExecution\":0,\"walCommit\":0},"
                            + "\"eventTime\":{\"avg\":\"1970-01-01T00:00:01.500Z\","
                            + "\"max\":\"1970-01-01T00:00:02.000Z\",\"min\":\"1970-01-01T00:00:01.000Z\","
                            + "\"watermark\":\"1970-01-01T00:00:00.000Z\"},"
                            + "\"stateOperators\":[{\"operatorName\":\"stateStoreSave\",\"numRowsTotal\":2,"
                            + "\"numRowsUpdated\":2,")
                .endsWith(
                        "\"sources\":[{\"description\":\"FakeTopic[rows]\",\"startOffset\":null,"
                            + "\"endOffset\":2,\"latestOffset\":null,\"numInputRows\":2,"
                            + "\"inputRowsPerSecond\":0.0,\"processedRowsPerSecond\":2000.0}],"
                            + "\"sink\":{\"description\":\"FakeTable[/out]\",\"numOutputRows\":-1}}}");
        assertThat(events.get(2).json(String::valueOf))
                .endsWith("\"exception\":null,\"errorClassOnException\":null}");
    }

    @Test
    void lastProgressHasNoTotalsAndOffsetsAsText() throws Exception {
        topic.add(1, "a");
        StreamingQuery query = bench.start(new Trigger.Once());
        query.awaitTermination(null);
        assertThat(query.lastProgress())
                .contains("\"startOffset\":null,\"endOffset\":\"1\",\"latestOffset\":null")
                .contains("\"metrics\":{}")
                .contains("\"observedMetrics\":{}")
                .contains("\"batchDuration\":0,\"durationMs\"")
                .contains("\"eventTime\":{}");
    }

    @Test
    void idleTriggersAreReportedOnceInAnIntervalAfterTheFirst() throws Exception {
        List<StreamListener.Event> events = new CopyOnWriteArrayList<>();
        bench.streams.addListener(events::add);
        StreamingQuery query = bench.start(StreamBench.backToBack());
        query.processAllAvailable();
        query.processAllAvailable();
        assertThat(events).hasSize(1);
        assertThat(query.recentProgress()).hasSize(1);
        bench.nowMillis.addAndGet(10_000);
        while (events.size() < 2) {
            Thread.onSpinWait();
        }
        query.processAllAvailable();
        assertThat(events).hasSize(2);
        assertThat(events.get(1)).isInstanceOf(StreamListener.Event.Idle.class);
        query.stop();
    }

    @Test
    void aFailureOfTheUsersFunctionEndsTheQuery() throws Exception {
        topic.add(1, "a");
        IllegalStateException mine = new IllegalStateException("my error");
        StreamingQuery query =
                bench.streams.start(
                        StreamBench.definition(
                                "",
                                StreamBench.backToBack(),
                                "failing",
                                (schema, batches, id) -> {
                                    throw mine;
                                }));
        assertThatThrownBy(() -> query.awaitTermination(null))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> {
                            assertThat(e.condition()).isEqualTo("STREAM_FAILED");
                            assertThat(e.getCause()).isSameAs(mine);
                            assertThat(e.fullText())
                                    .isEqualTo(
                                            "[STREAM_FAILED] Query [id = "
                                                    + query.id()
                                                    + ", runId = "
                                                    + query.runId()
                                                    + "] terminated with exception:"
                                                    + " [FOREACH_BATCH_USER_FUNCTION_ERROR] An"
                                                    + " error occurred in the user provided"
                                                    + " function in foreach batch sink. Reason: my"
                                                    + " error SQLSTATE: 39000 SQLSTATE: XXKST");
                            assertThat(e.parameters().get("queryDebugString"))
                                    .contains("Identifier: failing [id = ")
                                    .contains("Current Available Offsets: {FakeTopic[rows]: 1}");
                        });
        assertThat(files.paths()).contains("/ckpt/offsets/0").doesNotContain("/ckpt/commits/0");
        assertThatThrownBy(() -> bench.streams.awaitAnyTermination(null))
                .isInstanceOf(MillraceException.class);
        bench.streams.resetTerminated();
        assertThat(bench.streams.awaitAnyTermination(Duration.ZERO)).isFalse();
    }

    @Test
    void stopInterruptsTheUsersFunctionAndTheBatchRunsAgain() throws Exception {
        topic.add(1, "a");
        CountDownLatch inside = new CountDownLatch(1);
        StreamingQuery query =
                bench.streams.start(
                        StreamBench.definition(
                                "",
                                StreamBench.backToBack(),
                                null,
                                (schema, batches, id) -> {
                                    inside.countDown();
                                    new CountDownLatch(1).await();
                                }));
        inside.await();
        query.stop();
        assertThat(query.failure()).isNull();
        List<Long> seen = new ArrayList<>();
        bench.streams
                .start(
                        StreamBench.definition(
                                "",
                                new Trigger.Once(),
                                null,
                                (schema, batches, id) -> {
                                    seen.add(id);
                                    for (ColumnBatch batch : batches) {
                                        seen.add((long) batch.rowCount());
                                    }
                                }))
                .awaitTermination(null);
        assertThat(seen).containsExactly(0L, 1L);
    }

    @Test
    void theEndOfTheEngineWaitsForTheRunningBatch() throws Exception {
        topic.add(1, "a");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        StreamingQuery query =
                bench.streams.start(
                        StreamBench.definition(
                                "",
                                StreamBench.backToBack(),
                                null,
                                (schema, batches, id) -> {
                                    inside.countDown();
                                    goOn.await();
                                }));
        inside.await();
        Thread closing = Thread.ofVirtual().start(bench.runs::finishAll);
        goOn.countDown();
        closing.join();
        assertThat(query.isActive()).isFalse();
        assertThat(query.failure()).isNull();
        assertThat(files.paths()).contains("/ckpt/commits/0");
    }

    @Test
    void theMemorySinkIsAViewThatGrows() throws Exception {
        topic.add(1, "a");
        StreamStart start =
                new StreamStart(
                        StreamBench.INPUT,
                        "memory",
                        null,
                        null,
                        null,
                        OutputMode.APPEND,
                        StreamBench.backToBack(),
                        "mem",
                        List.of(),
                        Map.of());
        StreamingQuery query = bench.streams.start(start);
        query.processAllAvailable();
        topic.add(2, "b");
        query.processAllAvailable();
        assertThat(bench.catalog().entry(List.of("MEM"), Map.of()))
                .isInstanceOfSatisfying(
                        Entry.Stored.class,
                        stored -> {
                            List<String> keys = new ArrayList<>();
                            var scan =
                                    stored.table().scan(new ScanRequest(List.of("key"), List.of()));
                            try (BatchReader reader = scan.splits().getFirst().open()) {
                                for (ColumnBatch batch = reader.next();
                                        batch != null;
                                        batch = reader.next()) {
                                    for (int row = 0; row < batch.rowCount(); row++) {
                                        keys.add(
                                                String.valueOf(
                                                        BoxedValues.read(
                                                                batch.column(0),
                                                                FakeTopic.SCHEMA.field(1).type(),
                                                                row)));
                                    }
                                }
                            }
                            assertThat(keys).containsExactly("a", "b");
                        });
        assertThat(files.paths()).anyMatch(path -> path.contains("/temporary-"));
        query.stop();
        assertThat(files.paths()).noneMatch(path -> path.contains("/temporary-"));
        assertThatThrownBy(
                        () ->
                                bench.streams.start(
                                        StreamBench.definition(
                                                "memory", new Trigger.Once(), null, null)))
                .hasMessage("queryName must be specified for memory sink.");
    }

    @Test
    void theConsoleSinkPrintsEveryBatch() throws Exception {
        topic.add(1, "a");
        bench.streams
                .start(StreamBench.definition("console", new Trigger.Once(), null, null))
                .awaitTermination(null);
        assertThat(bench.console.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        -------------------------------------------
                        Batch: 0
                        -------------------------------------------
                        +-------------------+---+
                        |               time|key|
                        +-------------------+---+
                        |1970-01-01 00:00:01|  a|
                        +-------------------+---+

                        """);
    }

    @Test
    void namesAndCheckpointsAreUsedByOneRunAtATime() throws Exception {
        StreamingQuery first =
                bench.streams.start(
                        StreamBench.definition("fake", StreamBench.backToBack(), "one", null));
        assertThatThrownBy(
                        () ->
                                bench.streams.start(
                                        StreamBench.definition(
                                                "fake", StreamBench.backToBack(), "one", null)))
                .hasMessageContaining("Cannot start query with name one");
        StreamingQuery second =
                bench.streams.start(
                        StreamBench.definition("fake", StreamBench.backToBack(), "two", null));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.runId()).isNotEqualTo(first.runId());
        assertThat(first.isActive()).isFalse();
        second.stop();
    }

    @Test
    void aSinkThatGoesOnNeedsACheckpoint() {
        StreamStart start =
                new StreamStart(
                        StreamBench.INPUT,
                        "fake",
                        null,
                        "/out",
                        null,
                        OutputMode.APPEND,
                        new Trigger.Once(),
                        null,
                        List.of(),
                        Map.of());
        assertThatThrownBy(() -> bench.streams.start(start))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("_LEGACY_ERROR_TEMP_1298"));
        bench.settings.put("spark.sql.streaming.checkpointLocation", "/all");
        bench.streams.start(start);
        assertThat(files.paths()).anyMatch(path -> path.matches("/all/[-0-9a-f]{36}/metadata"));
    }
}

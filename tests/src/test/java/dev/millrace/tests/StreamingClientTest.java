// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests;

import static dev.millrace.tests.Failures.assertQueryFails;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Streams of an unmodified Java client: sinks, triggers, the handle of a query, listeners,
/// failures, restarts.
@Timeout(120)
final class StreamingClientTest {
    /// What functions of these tests have seen: they run in this process.
    private static final Map<String, List<String>> SEEN = new ConcurrentHashMap<>();

    private final Path scratch;

    private MillraceServer server;
    private SparkSession spark;
    private Path in;

    StreamingClientTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
        in = scratch.resolve("in");
        SensorFiles.write(in, 0, 3);
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    @Test
    void theMemorySinkIsATableOfItsName() throws Exception {
        StreamingQuery query =
                stream().writeStream().format("memory").queryName("readings").start();
        query.processAllAvailable();
        assertThat(spark.table("readings").count()).isEqualTo(9);
        SensorFiles.write(in, 3, 4);
        query.processAllAvailable();
        assertThat(spark.sql("SELECT max(value) FROM readings").first().getInt(0)).isEqualTo(11);
        query.stop();
        assertThat(spark.table("readings").count()).isEqualTo(12);
    }

    @Test
    void theConsoleSinkPrintsBatchesByteForByte() throws Exception {
        SensorFiles.write(in, 3, List.of());
        stream()
                .filter("value < 4")
                .select("sensor", "value")
                .writeStream()
                .format("console")
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        assertThat(server.consoleText())
                .startsWith(
                        """
                        -------------------------------------------
                        Batch: 0
                        -------------------------------------------
                        +------+-----+
                        |sensor|value|
                        +------+-----+
                        |  even|    0|
                        |   odd|    1|
                        |  even|    2|
                        +------+-----+

                        -------------------------------------------
                        Batch: 1
                        -------------------------------------------
                        +------+-----+
                        |sensor|value|
                        +------+-----+
                        |   odd|    3|
                        +------+-----+

                        -------------------------------------------
                        Batch: 2
                        -------------------------------------------
                        +------+-----+
                        |sensor|value|
                        +------+-----+
                        +------+-----+

                        """);
    }

    @Test
    void theNoopSinkReadsEverything() throws Exception {
        StreamingQuery query =
                stream().writeStream().format("noop").trigger(Trigger.AvailableNow()).start();
        query.awaitTermination();
        assertThat(rows(query)).isEqualTo(9);
    }

    @Test
    void fileSinksWriteWhatTheyRead() throws Exception {
        for (String format : List.of("parquet", "json", "csv")) {
            Path out = scratch.resolve(format);
            stream()
                    .writeStream()
                    .format(format)
                    .option("checkpointLocation", out + ".checkpoint")
                    .trigger(Trigger.AvailableNow())
                    .start(out.toString())
                    .awaitTermination();
            assertThat(
                            spark.read()
                                    .schema(SensorFiles.SCHEMA)
                                    .format(format)
                                    .load(out.toString())
                                    .select("sensor", "value")
                                    .collectAsList())
                    .as(format)
                    .hasSize(9)
                    .contains(RowFactory.create("even", 0), RowFactory.create("odd", 7));
            assertThat(out.resolve("_spark_metadata/2")).exists();
        }
    }

    @Test
    void foreachBatchGetsEveryBatchOnceWithItsNumber() throws Exception {
        SEEN.put("batches", new ArrayList<>());
        stream()
                .writeStream()
                .foreachBatch(
                        (VoidFunction2<Dataset<Row>, Long>)
                                (batch, id) ->
                                        SEEN.get("batches")
                                                .add(
                                                        id
                                                                + ": "
                                                                + batch.agg(sum("value"))
                                                                        .first()
                                                                        .getLong(0)))
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        assertThat(SEEN.get("batches")).containsExactly("0: 3", "1: 12", "2: 21");
    }

    @Test
    void onceTakesEverythingInOneBatch() throws Exception {
        @SuppressWarnings("deprecation") // Programs still use it.
        Trigger once = Trigger.Once();
        StreamingQuery query = stream().writeStream().format("noop").trigger(once).start();
        query.awaitTermination();
        assertThat(batches(query)).hasSize(1);
        assertThat(rows(query)).isEqualTo(9);
    }

    @Test
    void completeModeGivesAllGroupsAndUpdateModeTheChangedOnes() throws Exception {
        for (String mode : List.of("complete", "update")) {
            StreamingQuery query =
                    stream()
                            .groupBy("sensor")
                            .agg(sum("value").as("total"))
                            .writeStream()
                            .format("memory")
                            .queryName(mode)
                            .outputMode(mode)
                            .start();
            query.processAllAvailable();
            query.stop();
        }
        assertThat(spark.table("complete").collectAsList())
                .containsExactlyInAnyOrder(
                        RowFactory.create("even", 20L), RowFactory.create("odd", 16L));
        assertThat(spark.table("update").collectAsList())
                .hasSize(6)
                .contains(RowFactory.create("even", 2L), RowFactory.create("even", 20L));
    }

    @Test
    void theHandleTellsWhatTheQueryDoes() throws Exception {
        StreamingQuery query =
                windows()
                        .writeStream()
                        .format("memory")
                        .queryName("handle")
                        .option("checkpointLocation", scratch.resolve("checkpoint").toString())
                        .start();
        query.processAllAvailable();
        assertThat(query.name()).isEqualTo("handle");
        assertThat(query.isActive()).isTrue();
        assertThat(query.exception().isDefined()).isFalse();
        assertThat(query.awaitTermination(10)).isFalse();
        assertThat(query.status().message()).isNotBlank();
        assertThat(spark.streams().active()).hasSize(1);
        assertThat(spark.streams().get(query.id()).runId()).isEqualTo(query.runId());
        StreamingQueryProgress first = batches(query).getFirst();
        assertThat(first.id()).isEqualTo(query.id());
        assertThat(first.batchId()).isZero();
        assertThat(first.numInputRows()).isEqualTo(3);
        assertThat(first.eventTime()).containsEntry("max", "2024-01-01T10:02:00.000Z");
        assertThat(first.stateOperators()).hasSize(1);
        assertThat(first.stateOperators()[0].numRowsTotal()).isEqualTo(2);
        assertThat(first.sources()[0].description()).startsWith("FileStreamSource[file:");
        assertThat(first.sources()[0].endOffset()).isEqualTo("{\"logOffset\":0}");
        assertThat(first.sink().description()).isEqualTo("MemorySink");
        assertThat(first.durationMs())
                .containsKeys("addBatch", "walCommit", "commitOffsets", "triggerExecution");
        query.stop();
        assertThat(query.isActive()).isFalse();
        assertThat(query.status().message()).isEqualTo("Stopped");
        assertThat(query.awaitTermination(10)).isTrue();
        assertThat(spark.streams().active()).isEmpty();
    }

    @Test
    void aRestartGoesOnAfterTheLastBatchUnderTheSameId() throws Exception {
        StreamingQuery first = copyOnce();
        SensorFiles.write(in, 3, 5);
        StreamingQuery second = copyOnce();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.runId()).isNotEqualTo(first.runId());
        assertThat(batches(second))
                .extracting(StreamingQueryProgress::batchId)
                .containsExactly(3L, 4L);
        assertThat(spark.read().parquet(scratch.resolve("out").toString()).count()).isEqualTo(15);
        assertThat(batches(copyOnce())).isEmpty();
    }

    @Test
    void anotherServerGoesOnWithTheStateOfTheFirst() throws Exception {
        runWindows();
        SensorFiles.write(in, 3, 12);
        stop();
        server = new MillraceServer();
        spark = server.client();
        runWindows();
        List<Row> found =
                spark.read()
                        .parquet(scratch.resolve("windows").toString())
                        .orderBy("start")
                        .select("total")
                        .collectAsList();
        assertThat(found)
                .startsWith(RowFactory.create(1L), RowFactory.create(5L), RowFactory.create(9L))
                .hasSizeGreaterThan(14)
                .doesNotHaveDuplicates();
    }

    @Test
    void aFunctionThatThrowsFailsTheQueryWithItsException() throws Exception {
        UDF1<Integer, Integer> broken =
                value -> {
                    throw new IllegalStateException("no luck with " + value);
                };
        StreamingQuery query =
                stream()
                        .select(udf(broken, DataTypes.IntegerType).apply(col("value")).as("v"))
                        .writeStream()
                        .format("noop")
                        .start();
        assertQueryFails(query)
                .isInstanceOf(StreamingQueryException.class)
                .hasMessageContaining("no luck with 0");
    }

    @Test
    void aBatchFunctionThatThrowsFailsTheQueryWithItsException() throws Exception {
        StreamingQuery query =
                stream()
                        .writeStream()
                        .foreachBatch(
                                (VoidFunction2<Dataset<Row>, Long>)
                                        (batch, id) -> {
                                            throw new IllegalStateException("batch " + id);
                                        })
                        .start();
        assertQueryFails(query)
                .isInstanceOf(StreamingQueryException.class)
                .hasMessageContaining("batch 0");
        assertThatThrownBy(query::processAllAvailable).hasMessageContaining("batch 0");
    }

    @Test
    void twoQueriesRunAtTheSameTimeAndOneMayFail() throws Exception {
        StreamingQuery good = stream().writeStream().format("memory").queryName("good").start();
        StreamingQuery bad =
                stream()
                        .selectExpr("CAST(sensor AS INT)")
                        .writeStream()
                        .format("memory")
                        .queryName("bad")
                        .start();
        assertQueryFails(bad).hasMessageContaining("CAST_INVALID_INPUT");
        good.processAllAvailable();
        assertThat(spark.table("good").count()).isEqualTo(9);
        assertThatThrownBy(() -> spark.streams().awaitAnyTermination(10_000))
                .isInstanceOf(StreamingQueryException.class);
        spark.streams().resetTerminated();
        assertThat(good.isActive()).isTrue();
        good.stop();
    }

    @Test
    void aNameCanBeUsedByOneActiveQueryOnly() throws Exception {
        StreamingQuery first = stream().writeStream().format("memory").queryName("twin").start();
        assertThatThrownBy(() -> stream().writeStream().format("noop").queryName("twin").start())
                .hasMessageContaining("twin");
        first.stop();
        StreamingQuery second = stream().writeStream().format("noop").queryName("twin").start();
        second.stop();
    }

    @Test
    void aListenerHearsOfStartProgressAndEnd() throws Exception {
        ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
        CountDownLatch ended = new CountDownLatch(1);
        StreamingQueryListener listener =
                new StreamingQueryListener() {
                    @Override
                    public void onQueryStarted(QueryStartedEvent event) {
                        events.add("started " + event.name());
                    }

                    @Override
                    public void onQueryProgress(QueryProgressEvent event) {
                        events.add("batch " + event.progress().batchId());
                    }

                    @Override
                    public void onQueryTerminated(QueryTerminatedEvent event) {
                        events.add("ended");
                        ended.countDown();
                    }
                };
        spark.streams().addListener(listener);
        stream()
                .writeStream()
                .format("noop")
                .queryName("heard")
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(events)
                .startsWith("started heard")
                .contains("batch 0", "batch 1", "batch 2")
                .endsWith("ended");
        spark.streams().removeListener(listener);
    }

    private Dataset<Row> stream() {
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(in.toString());
    }

    private Dataset<Row> windows() {
        return stream()
                .withWatermark("at", "1 minute")
                .groupBy(window(col("at"), "2 minutes"))
                .agg(sum("value").as("total"))
                .select(col("window.start").as("start"), col("total"));
    }

    private void runWindows() throws Exception {
        windows()
                .writeStream()
                .format("parquet")
                .option("checkpointLocation", scratch.resolve("windows.checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start(scratch.resolve("windows").toString())
                .awaitTermination();
    }

    private StreamingQuery copyOnce() throws Exception {
        Path out = scratch.resolve("out");
        Files.createDirectories(in);
        StreamingQuery query =
                stream()
                        .writeStream()
                        .format("parquet")
                        .option("checkpointLocation", scratch.resolve("checkpoint").toString())
                        .trigger(Trigger.AvailableNow())
                        .start(out.toString());
        query.awaitTermination();
        return query;
    }

    private static List<StreamingQueryProgress> batches(StreamingQuery query) {
        return List.of(query.recentProgress()).stream()
                .filter(batch -> batch.durationMs().containsKey("addBatch"))
                .toList();
    }

    private static long rows(StreamingQuery query) {
        return batches(query).stream().mapToLong(StreamingQueryProgress::numInputRows).sum();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.state;

import static dev.millrace.tests.Failures.assertQueryFails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;
import dev.millrace.tests.simulator.SimulatedClock;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.QueryInfo;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.streaming.ValueState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `transformWithState` through restarts and by the clock.
@Timeout(120)
@SuppressWarnings("NullAway.Init") // Variables of processors are set by `init`.
final class TransformWithStateTest {
    private static final String PROVIDER = "spark.sql.streaming.stateStore.providerClass";
    private static final String ROCKSDB =
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";

    private final Path scratch;
    private MillraceServer server;
    private SparkSession spark;

    TransformWithStateTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
        spark.conf().set(PROVIDER, ROCKSDB);
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    private void restart() throws IOException {
        stop();
        start();
    }

    abstract static class OfReadings extends StatefulProcessor<String, Row, String> {
        private static final long serialVersionUID = 1L;

        static Iterator<String> one(String row) {
            return CollectionConverters.asScala(List.of(row).iterator());
        }
    }

    /// Counts; three minutes after a reading it says so, by event time.
    static final class Counter extends OfReadings {
        private static final long serialVersionUID = 1L;
        private static final long MINUTE = 60_000;
        private transient ValueState<Long> count;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            count = getHandle().getValueState("count", Encoders.LONG(), TTLConfig.NONE());
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            long n = count.exists() ? count.get() : 0;
            while (rows.hasNext()) {
                long at = rows.next().getTimestamp(1).getTime();
                getHandle().registerTimer(at + 3 * MINUTE);
                n++;
            }
            count.update(n);
            return one(key + " " + n);
        }

        @Override
        public Iterator<String> handleExpiredTimer(
                String key, TimerValues times, ExpiredTimerInfo timer) {
            return one(key + " at " + timer.getExpiryTimeInMs() / MINUTE % 60 + " " + count.get());
        }
    }

    /// Says what it has kept, for an hour, and keeps the newest value when there is none.
    static final class Forgetful extends OfReadings {
        private static final long serialVersionUID = 1L;
        private transient ValueState<Integer> kept;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            TTLConfig hour = new TTLConfig(Duration.ofHours(1));
            kept = getHandle().getValueState("kept", Encoders.INT(), hour);
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            String before = key + " " + (kept.exists() ? kept.get() : "nothing");
            while (rows.hasNext()) {
                int value = rows.next().getInt(2);
                if (!kept.exists()) {
                    kept.update(value);
                }
            }
            return one(before);
        }
    }

    /// Fails with the first row, and notes in a file that it was closed.
    static final class Failing extends OfReadings {
        private static final long serialVersionUID = 1L;
        private final String note;

        Failing(Path note) {
            this.note = note.toString();
        }

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {}

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            throw new IllegalStateException("no more");
        }

        @Override
        public void close() {
            try {
                Files.writeString(Path.of(note), "closed");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Rings once, in a batch after the one that it was wound up in.
    static final class Alarm extends OfReadings {
        private static final long serialVersionUID = 1L;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {}

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            getHandle().registerTimer(times.getCurrentProcessingTimeInMs() + 1);
            return one(key + " is wound up");
        }

        @Override
        public Iterator<String> handleExpiredTimer(
                String key, TimerValues times, ExpiredTimerInfo timer) {
            return one(key + " rings");
        }
    }

    /// Keeps what it is told to under the name `kept`.
    static final class Keeper<T> extends OfReadings {
        private static final long serialVersionUID = 1L;
        private final Encoder<T> encoder;
        private final T value;
        private transient ValueState<T> kept;

        Keeper(Encoder<T> encoder, T value) {
            this.encoder = encoder;
            this.value = value;
        }

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            kept = getHandle().getValueState("kept", encoder, TTLConfig.NONE());
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            T before = kept.get();
            kept.update(value);
            QueryInfo query = getHandle().getQueryInfo();
            return one(key + " " + before + " in " + query.getBatchId());
        }
    }

    private StreamingQuery run(String name, OfReadings processor, TimeMode time, Trigger trigger)
            throws Exception {
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(scratch.resolve("in").toString())
                .withWatermark("at", "1 minute")
                .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
                .transformWithState(processor, time, OutputMode.Append(), Encoders.STRING())
                .writeStream()
                .format("text")
                .option("checkpointLocation", scratch.resolve(name + ".checkpoint").toString())
                .trigger(trigger)
                .start(scratch.resolve(name).toString());
    }

    private void runToTheEnd(String name, OfReadings processor) throws Exception {
        run(name, processor, TimeMode.EventTime(), Trigger.AvailableNow()).awaitTermination();
    }

    private List<String> rows(String name) {
        return spark.read().textFile(scratch.resolve(name).toString()).collectAsList().stream()
                .sorted()
                .toList();
    }

    @Test
    void aProcessorIsClosedWhenItsBatchFails() throws Exception {
        SensorFiles.write(scratch.resolve("in"), 0, 1);
        Path note = scratch.resolve("note");
        StreamingQuery query =
                run("out", new Failing(note), TimeMode.None(), Trigger.AvailableNow());
        assertQueryFails(query).hasMessageContaining("no more");
        assertThat(note).content().isEqualTo("closed");
    }

    @Test
    void aValueIsForgottenWhenItsTimeIsOverByTheClockOfTheEngine() throws Exception {
        stop();
        SimulatedClock clock = new SimulatedClock(1_704_103_200_000L);
        server = new MillraceServer(MillraceServer.Settings.local().withClock(clock));
        spark = server.client();
        spark.conf().set(PROVIDER, ROCKSDB);
        spark.conf().set("spark.sql.streaming.noDataMicroBatches.enabled", "false");
        Files.createDirectories(scratch.resolve("in"));
        StreamingQuery query =
                run("out", new Forgetful(), TimeMode.ProcessingTime(), Trigger.ProcessingTime(0));
        try {
            assertThat(rowsAfter(query, 0, "a", "b")).containsExactly("a nothing", "b nothing");
            clock.advance(3_599_999);
            assertThat(rowsAfter(query, 1, "a", "b")).containsExactly("a 0", "b 0");
            clock.advance(1);
            assertThat(rowsAfter(query, 2, "a")).containsExactly("a nothing");
            assertThat(query.lastProgress().stateOperators()[0].numRowsTotal()).isEqualTo(1);
            assertThat(rowsAfter(query, 3, "a", "b")).containsExactly("a 2", "b nothing");
        } finally {
            query.stop();
        }
    }

    /// What is new after a file with a reading of each of some sensors.
    private List<String> rowsAfter(StreamingQuery query, int file, String... sensors)
            throws Exception {
        List<String> before = query.lastProgress() == null ? List.of() : rows("out");
        List<String> lines = new ArrayList<>();
        for (String sensor : sensors) {
            lines.add(SensorFiles.line(sensor, "2024-01-01 10:00:00", file));
        }
        SensorFiles.write(scratch.resolve("in"), file, lines);
        query.processAllAvailable();
        List<String> after = new ArrayList<>(rows("out"));
        before.forEach(after::remove);
        return after;
    }

    @Test
    void valuesAndTimersGoOnAfterARestart() throws Exception {
        for (int file = 0; file < 12; file++) {
            SensorFiles.write(scratch.resolve("in"), file, file + 1);
            runToTheEnd("one", new Counter());
            restart();
            runToTheEnd("many", new Counter());
        }
        List<String> rows = rows("many");
        assertThat(rows).isEqualTo(rows("one"));
        assertThat(rows).contains("even 18", "odd 18", "odd at 4 3", "odd at 34 18");
        assertThat(rows.stream().filter(row -> row.contains("at")).distinct()).hasSize(32);
    }

    @Test
    void aTimerByTheClockFiresWithoutNewRows() throws Exception {
        SensorFiles.write(scratch.resolve("in"), 0, 1);
        StreamingQuery query =
                run("alarm", new Alarm(), TimeMode.ProcessingTime(), Trigger.ProcessingTime(0));
        while (query.lastProgress() == null || query.lastProgress().batchId() < 3) {
            assertThat(query.awaitTermination(10)).isFalse();
        }
        query.stop();
        assertThat(rows("alarm"))
                .containsExactly("even is wound up", "even rings", "odd is wound up", "odd rings");
    }

    @Test
    void aProcessorSeesWhatItKeptAndInWhichBatchItIs() throws Exception {
        SensorFiles.write(scratch.resolve("in"), 0, 2);
        runToTheEnd("kept", new Keeper<>(Encoders.STRING(), "text"));
        assertThat(rows("kept"))
                .containsExactly(
                        "even null in 0", "even text in 1", "odd null in 0", "odd text in 1");
    }

    @Test
    void aVariableOfAnotherTypeIsRefusedAfterARestart() throws Exception {
        SensorFiles.write(scratch.resolve("in"), 0, 1);
        runToTheEnd("kept", new Keeper<>(Encoders.STRING(), "text"));
        SensorFiles.write(scratch.resolve("in"), 1, 2);
        restart();
        assertQueryFails(
                        run(
                                "kept",
                                new Keeper<>(Encoders.LONG(), 1L),
                                TimeMode.EventTime(),
                                Trigger.AvailableNow()))
                .hasMessageContaining("STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE");
    }

    @Test
    void otherTimersAreRefusedAfterARestart() throws Exception {
        SensorFiles.write(scratch.resolve("in"), 0, 1);
        runToTheEnd("kept", new Counter());
        SensorFiles.write(scratch.resolve("in"), 1, 2);
        assertQueryFails(
                        run(
                                "kept",
                                new Counter(),
                                TimeMode.ProcessingTime(),
                                Trigger.ProcessingTime(0)))
                .hasMessageContaining("STATE_STORE_INVALID_CONFIG_AFTER_RESTART");
    }

    @Test
    void theDefaultStateStoreIsRefused() throws Exception {
        SensorFiles.write(scratch.resolve("in"), 0, 1);
        spark.conf().unset(PROVIDER);
        assertQueryFails(run("kept", new Counter(), TimeMode.EventTime(), Trigger.AvailableNow()))
                .hasMessageContaining("STORE_BACKEND_NOT_SUPPORTED_FOR_TWS");
    }
}

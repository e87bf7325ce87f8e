// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.ListState;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.Trigger;

import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

import java.nio.file.Path;
import java.util.List;

/// One query: `transformWithState` with a list and timers by event time over RocksDB, text files.
record TimersScenario() implements CrashScenario {
    private static final String PROVIDER = "spark.sql.streaming.stateStore.providerClass";
    private static final String ROCKSDB =
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";

    /// The third file comes with the watermark of the second: all timers of the first day fire
    /// then, those of the next in the batch without rows that follows. That of `c` is still
    /// waiting.
    private static final List<String> EXPECTED =
            List.of(
                    "a 2024-01-01T10:11:00Z [1, 3, 4, 7]",
                    "a 2024-01-01T10:21:00Z [1, 3, 4, 7]",
                    "a 2024-01-01T10:41:00Z [1, 3, 4, 7]",
                    "a 2024-01-02T10:13:00Z [1, 3, 4, 7]",
                    "b 2024-01-01T10:12:00Z [2, 5, 6]",
                    "b 2024-01-01T10:22:00Z [2, 5, 6]",
                    "b 2024-01-02T10:12:00Z [2, 5, 6]");

    /// Gives out the readings of a sensor when ten minutes have passed since one of them.
    @SuppressWarnings("NullAway.Init") // Variables are set by `init`.
    static final class Quiet extends StatefulProcessor<String, Row, String> {
        private static final long serialVersionUID = 1L;
        private static final long TEN_MINUTES = 600_000;
        private transient ListState<Integer> values;

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            values = getHandle().getListState("values", Encoders.INT(), TTLConfig.NONE());
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            while (rows.hasNext()) {
                Row row = rows.next();
                values.appendValue(row.<Integer>getAs("value"));
                long at = row.<java.sql.Timestamp>getAs("at").getTime();
                getHandle().registerTimer(at + TEN_MINUTES);
            }
            return CollectionConverters.asScala(List.<String>of().iterator());
        }

        @Override
        public Iterator<String> handleExpiredTimer(
                String key, TimerValues times, ExpiredTimerInfo timer) {
            String row =
                    key
                            + " "
                            + java.time.Instant.ofEpochMilli(timer.getExpiryTimeInMs())
                            + " "
                            + CollectionConverters.asJava(values.get().toList());
            return CollectionConverters.asScala(List.of(row).iterator());
        }
    }

    @Override
    public void prepare(Path directory) throws Exception {
        SmallInput.write(directory.resolve("in"));
    }

    @Override
    public void run(SparkSession spark, Path directory) throws Exception {
        spark.conf().set(PROVIDER, ROCKSDB);
        spark.readStream()
                .schema(SmallInput.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(directory.resolve("in").toString())
                .withWatermark("at", "10 minutes")
                .groupByKey(
                        (MapFunction<Row, String>) row -> row.getAs("sensor"), Encoders.STRING())
                .transformWithState(
                        new Quiet(), TimeMode.EventTime(), OutputMode.Append(), Encoders.STRING())
                .writeStream()
                .format("text")
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start(directory.resolve("out").toString())
                .awaitTermination();
    }

    @Override
    public List<String> differences(SparkSession spark, Path directory) {
        List<String> found =
                spark.read().textFile(directory.resolve("out").toString()).collectAsList().stream()
                        .sorted()
                        .toList();
        return found.equals(EXPECTED)
                ? List.of()
                : List.of("timers: expected " + EXPECTED + "\n  found " + found);
    }
}

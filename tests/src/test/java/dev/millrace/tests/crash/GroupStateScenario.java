// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.Trigger;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.Collections;
import java.util.List;

/// One query: `flatMapGroupsWithState` with timeouts by event time, text files.
record GroupStateScenario() implements CrashScenario {
    /// The timeouts of the first day are due with the third file, which moves that of `a`; those of
    /// the next day in the batch without rows that follows. That of `c` is still waiting.
    private static final List<String> EXPECTED = List.of("a 15", "b 13");

    @Override
    public void prepare(Path directory) throws Exception {
        SmallInput.write(directory.resolve("in"));
    }

    /// Gives out the sum of a sensor when it has been quiet for ten minutes.
    private static FlatMapGroupsWithStateFunction<String, Row, Long, String> sums() {
        return (key, rows, state) -> {
            long sum = state.exists() ? state.get() : 0;
            if (state.hasTimedOut()) {
                state.remove();
                return Collections.singletonList(key + " " + sum).iterator();
            }
            long latest = state.getCurrentWatermarkMs();
            while (rows.hasNext()) {
                Row row = rows.next();
                sum += row.<Integer>getAs("value");
                latest = Math.max(latest, row.<Timestamp>getAs("at").getTime());
            }
            state.update(sum);
            state.setTimeoutTimestamp(latest, "10 minutes");
            return Collections.emptyIterator();
        };
    }

    @Override
    public void run(SparkSession spark, Path directory) throws Exception {
        spark.readStream()
                .schema(SmallInput.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(directory.resolve("in").toString())
                .withWatermark("at", "10 minutes")
                .groupByKey(
                        (MapFunction<Row, String>) row -> row.getAs("sensor"), Encoders.STRING())
                .flatMapGroupsWithState(
                        sums(),
                        OutputMode.Append(),
                        Encoders.LONG(),
                        Encoders.STRING(),
                        GroupStateTimeout.EventTimeTimeout())
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
                : List.of("groups: expected " + EXPECTED + "\n  found " + found);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/// `flatMapGroupsWithState` with timeouts by the clock.
@Timeout(60)
final class GroupTimeoutTest {
    private final Path scratch;

    GroupTimeoutTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    /// Says that it times out, in a batch after that of its rows.
    private static FlatMapGroupsWithStateFunction<String, Row, Long, String> alarm() {
        return (key, rows, state) -> {
            if (state.hasTimedOut()) {
                long n = state.get();
                state.remove();
                return Collections.singletonList(key + " timed out after " + n).iterator();
            }
            long n = 0;
            for (; rows.hasNext(); rows.next()) {
                n++;
            }
            state.update(n);
            state.setTimeoutDuration(1);
            return Collections.emptyIterator();
        };
    }

    private StreamingQuery start(SparkSession spark) throws Exception {
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .json(scratch.resolve("in").toString())
                .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
                .flatMapGroupsWithState(
                        alarm(),
                        OutputMode.Append(),
                        Encoders.LONG(),
                        Encoders.STRING(),
                        GroupStateTimeout.ProcessingTimeTimeout())
                .writeStream()
                .format("text")
                .option("checkpointLocation", scratch.resolve("checkpoint").toString())
                .start(scratch.resolve("out").toString());
    }

    private List<String> rows(SparkSession spark) {
        return spark.read().textFile(scratch.resolve("out").toString()).collectAsList().stream()
                .sorted()
                .toList();
    }

    @Test
    void aGroupTimesOutWithoutNewRowsAndOnlyOnce() throws Exception {
        SensorFiles.write(scratch.resolve("in"), 0, 1);
        for (int life = 1; life <= 2; life++) {
            try (MillraceServer server = new MillraceServer();
                    SparkSession spark = server.client()) {
                StreamingQuery query = start(spark);
                while (query.lastProgress() == null || query.lastProgress().batchId() < 3 * life) {
                    assertThat(query.awaitTermination(10)).isFalse();
                }
                query.stop();
                assertThat(rows(spark))
                        .containsExactly("even timed out after 2", "odd timed out after 1");
            }
        }
    }
}

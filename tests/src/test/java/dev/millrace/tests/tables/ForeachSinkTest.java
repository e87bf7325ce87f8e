// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.tables;

import static dev.millrace.tests.Failures.assertQueryFails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import scala.Tuple2;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// `writeStream.foreach` with writers of this class, which run in this process.
@Timeout(60)
final class ForeachSinkTest {
    private static final Map<String, Queue<String>> HEARD = new ConcurrentHashMap<>();

    private final Path scratch;

    private MillraceServer server;
    private SparkSession spark;
    private String test;

    ForeachSinkTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start(TestInfo info) throws IOException {
        server = new MillraceServer();
        spark = server.client();
        test = info.getDisplayName();
        spark.sql("SELECT * FROM VALUES (1, 'a'), (2, NULL) AS t(x, y)")
                .write()
                .format("memory")
                .option("name", "events")
                .save();
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    /// Says what happens to it, and fails where it is told to.
    static final class Teller extends ForeachWriter<Row> {
        private static final long serialVersionUID = 1L;

        private final String test;
        private final String behaviour;
        private int opened;

        Teller(String test, String behaviour) {
            this.test = test;
            this.behaviour = behaviour;
        }

        private void say(String what) {
            HEARD.computeIfAbsent(test, t -> new ConcurrentLinkedQueue<>()).add(what);
            if (what.startsWith(behaviour)) {
                throw new IllegalStateException(behaviour + " fails");
            }
        }

        @Override
        public boolean open(long partition, long epoch) {
            opened++;
            say("open " + partition + " " + epoch + " for the " + opened + ". time");
            return !behaviour.equals("skip");
        }

        @Override
        public void process(Row row) {
            say("process " + row);
        }

        @Override
        public void close(@Nullable Throwable failure) {
            say("close " + failure);
        }
    }

    @Test
    void everyPartitionIsOpenedProcessedAndClosed() throws Exception {
        StreamingQuery query = foreach("plain").start();
        query.awaitTermination();
        assertThat(heard())
                .containsExactly(
                        "open 0 0 for the 1. time",
                        "process [1,a]",
                        "process [2,null]",
                        "close null");
        assertThat(query.lastProgress().sink().numOutputRows()).isEqualTo(2);
        assertThat(query.lastProgress().sink().description())
                .startsWith("ForeachWriterTable(" + Teller.class.getName());
    }

    /// Hears pairs.
    static final class Listener extends ForeachWriter<Tuple2<String, Integer>> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean open(long partition, long epoch) {
            return true;
        }

        @Override
        public void process(Tuple2<String, Integer> pair) {
            HEARD.computeIfAbsent("typed", t -> new ConcurrentLinkedQueue<>())
                    .add(pair._1() + " is " + pair._2());
        }

        @Override
        public void close(@Nullable Throwable failure) {}
    }

    @Test
    void aTypedDatasetGivesItsObjects() throws Exception {
        spark.readStream()
                .format("memory")
                .option("name", "events")
                .load()
                .select("y", "x")
                .as(Encoders.tuple(Encoders.STRING(), Encoders.INT()))
                .writeStream()
                .foreach(new Listener())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        assertThat(HEARD.getOrDefault("typed", new ConcurrentLinkedQueue<>()))
                .containsExactly("a is 1", "null is 2");
    }

    @Test
    void everyBatchGetsAWriterOfItsOwn() throws Exception {
        spark.sql("SELECT 3 AS x, 'c' AS y")
                .write()
                .format("memory")
                .option("name", "events")
                .mode("append")
                .save();
        foreach("plain").start().awaitTermination();
        assertThat(heard())
                .containsExactly(
                        "open 0 0 for the 1. time",
                        "process [1,a]",
                        "process [2,null]",
                        "close null",
                        "open 0 1 for the 1. time",
                        "process [3,c]",
                        "close null");
    }

    @Test
    void rowsAreSkippedWhenOpenSaysSo() throws Exception {
        StreamingQuery query = foreach("skip").start();
        query.awaitTermination();
        assertThat(heard()).containsExactly("open 0 0 for the 1. time", "close null");
        assertThat(query.lastProgress().sink().numOutputRows()).isEqualTo(2);
    }

    @Test
    void aFailureOfProcessIsToldToCloseAndEndsTheQuery() throws Exception {
        assertQueryFails(foreach("process").start())
                .hasMessageContaining(
                        "[FOREACH_USER_FUNCTION_ERROR] An error occurred in the user provided"
                                + " function in foreach sink. Reason: process fails SQLSTATE:"
                                + " 39000")
                .cause()
                .hasMessage("java.lang.IllegalStateException: process fails");
        assertThat(heard())
                .containsExactly(
                        "open 0 0 for the 1. time",
                        "process [1,a]",
                        "close java.lang.IllegalStateException: process fails");
    }

    @Test
    void failuresOfOpenAndCloseEndTheQuery() throws Exception {
        assertQueryFails(foreach("open").start())
                .hasMessageContaining("java.lang.IllegalStateException: open fails");
        assertThat(heard()).containsExactly("open 0 0 for the 1. time");
        HEARD.remove(test);
        assertQueryFails(foreach("close").start())
                .hasMessageContaining("java.lang.IllegalStateException: close fails");
        assertThat(heard())
                .containsExactly(
                        "open 0 0 for the 1. time",
                        "process [1,a]",
                        "process [2,null]",
                        "close null");
    }

    @Test
    void aRestartRunsTheFailedBatchAgainUnderItsNumber() throws Exception {
        String checkpoint = scratch.resolve("checkpoint").toString();
        assertQueryFails(foreach("process").option("checkpointLocation", checkpoint).start());
        HEARD.remove(test);
        foreach("plain").option("checkpointLocation", checkpoint).start().awaitTermination();
        assertThat(heard()).first().isEqualTo("open 0 0 for the 1. time");
        assertThat(heard()).hasSize(4);
    }

    private DataStreamWriter<Row> foreach(String behaviour) {
        return spark.readStream()
                .format("memory")
                .option("name", "events")
                .option("maxBatchesPerTrigger", 1)
                .load()
                .writeStream()
                .trigger(Trigger.AvailableNow())
                .foreach(new Teller(test, behaviour));
    }

    private List<String> heard() {
        return List.copyOf(HEARD.getOrDefault(test, new ConcurrentLinkedQueue<>()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Listeners of clients whose connection breaks, or who go without a word.
@Timeout(120)
final class ListenerClientTest {
    private final Path in;
    private MillraceServer server;

    ListenerClientTest(@TempDir Path scratch) {
        this.in = scratch.resolve("in");
    }

    @BeforeEach
    void start() throws IOException {
        SensorFiles.write(in, 0, 5);
        server = new MillraceServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aListenerHearsEachEventOnceOverANetworkThatBreaks() throws Exception {
        CutStreams network = new CutStreams(2, 4);
        Heard heard = new Heard();
        try (SparkSession spark =
                org.apache.spark.sql.connect.SparkSession.builder()
                        .interceptor(network)
                        .remote(server.remote())
                        .create()) {
            spark.streams().addListener(heard);
            start(spark, Trigger.AvailableNow()).awaitTermination();
            assertThat(heard.until("ended"))
                    .containsExactly(
                            "started", "batch 0", "batch 1", "batch 2", "batch 3", "batch 4",
                            "ended");
            assertThat(network.cuts()).isPositive();
        }
    }

    @Test
    void aClientThatGoesDisturbsNeitherItsQueryNorTheListenersOfOthers() throws Exception {
        Heard gone = new Heard();
        Heard staying = new Heard();
        try (SparkSession second = server.client()) {
            StreamingQuery query;
            try (SparkSession first = server.client()) {
                first.streams().addListener(gone);
                query = second.streams().get(start(first, Trigger.ProcessingTime(0)).id());
                query.processAllAvailable();
                gone.until("batch 4");
            }
            second.streams().addListener(staying);
            assertThat(second.streams().active()).hasSize(1);
            SensorFiles.write(in, 5, 6);
            query.processAllAvailable();
            staying.until("batch 5");
            query.stop();
            assertThat(staying.until("ended")).last().isEqualTo("ended");
            assertThat(gone.events).isEmpty();
        }
    }

    private StreamingQuery start(SparkSession spark, Trigger trigger) throws Exception {
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(in.toString())
                .writeStream()
                .format("noop")
                .trigger(trigger)
                .start();
    }

    private static final class Heard extends StreamingQueryListener {
        private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        public void onQueryStarted(QueryStartedEvent event) {
            events.add("started");
        }

        @Override
        public void onQueryProgress(QueryProgressEvent event) {
            if (event.progress().durationMs().containsKey("addBatch")) {
                events.add("batch " + event.progress().batchId());
            }
        }

        @Override
        public void onQueryTerminated(QueryTerminatedEvent event) {
            events.add("ended");
        }

        /// All events up to one, which is waited for.
        List<String> until(String last) throws InterruptedException {
            List<String> all = new ArrayList<>();
            while (all.isEmpty() || !all.getLast().equals(last)) {
                String event = events.poll(30, TimeUnit.SECONDS);
                assertThat(event).as("after %s", all).isNotNull();
                all.add(String.valueOf(event));
            }
            return all;
        }
    }
}

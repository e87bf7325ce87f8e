// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.connect.queries.RunningQueries;
import dev.millrace.connect.service.Lifetimes;
import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Queries whose clients have gone: they run on, and others can list, watch and stop them.
@Timeout(60)
final class LeftQueriesTest {
    private static final LinkedBlockingQueue<String> SEEN = new LinkedBlockingQueue<>();

    private final Path scratch;
    private final Path in;
    private @Nullable MillraceServer server;

    LeftQueriesTest(@TempDir Path scratch) throws IOException {
        this.scratch = scratch;
        this.in = scratch.resolve("in");
        SensorFiles.write(in, 0, 2);
    }

    @AfterEach
    void stop() {
        SEEN.clear();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aQueryRunsOnAndAnotherClientListsWatchesAndStopsIt() throws Exception {
        MillraceServer running = serve(null, Duration.ofHours(1));
        UUID id;
        try (SparkSession first = running.client()) {
            id = start(first, "left").id();
        }
        try (SparkSession second = running.client()) {
            LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
            second.streams().addListener(listener(heard));
            assertThat(listed(second)).containsExactly(id);
            StreamingQuery query = second.streams().active()[0];
            assertThat(query.name()).isEqualTo("left");
            assertThat(query.isActive()).isTrue();
            query.processAllAvailable();
            SensorFiles.write(in, 2, 3);
            query.processAllAvailable();
            assertThat(query.lastProgress().batchId()).isEqualTo(2);
            awaitHeard(heard, "batch 2");
            query.stop();
            awaitHeard(heard, "ended " + id);
            assertThat(query.isActive()).isFalse();
            assertThat(query.status().message()).isEqualTo("Stopped");
            assertThat(listed(second)).isEmpty();
        }
    }

    @Test
    void theFunctionOfAQueryThatWasLeftStillReachesItsSession() throws Exception {
        MillraceServer running = serve(null, Duration.ofHours(1));
        try (SparkSession first = running.client()) {
            first.range(7).createOrReplaceTempView("seven");
            stream(first)
                    .writeStream()
                    .foreachBatch(
                            (VoidFunction2<Dataset<Row>, Long>)
                                    (batch, number) ->
                                            SEEN.add(
                                                    number
                                                            + ": "
                                                            + batch.count()
                                                            + " and "
                                                            + batch.sparkSession()
                                                                    .table("seven")
                                                                    .count()))
                    .start()
                    .processAllAvailable();
        }
        SEEN.clear();
        SensorFiles.write(in, 2, 3);
        assertThat(SEEN.poll(20, TimeUnit.SECONDS)).isEqualTo("2: 3 and 7");
    }

    @Test
    void withoutKeepingAQueryEndsWithItsClientAsInSpark() throws Exception {
        MillraceServer running = serve(Duration.ZERO, Duration.ofHours(1));
        try (SparkSession second = running.client()) {
            try (SparkSession first = running.client()) {
                start(first, "short");
            }
            assertThat(listed(second)).isEmpty();
        }
    }

    @Test
    void aQueryIsKeptForAsLongAsTheServerSays() throws Exception {
        MillraceServer running = serve(Duration.ofMillis(300), Duration.ofHours(1));
        try (SparkSession second = running.client()) {
            StreamingQuery query;
            try (SparkSession first = running.client()) {
                query = second.streams().get(start(first, "for a while").id());
            }
            assertThat(query.awaitTermination(20_000)).isTrue();
            assertThat(query.exception().isDefined()).isFalse();
        }
    }

    @Test
    void aClientThatIsSilentForTooLongHasGone() throws Exception {
        MillraceServer running = serve(null, Duration.ofSeconds(4));
        try (SparkSession silent = running.client();
                SparkSession second = running.client()) {
            UUID id = start(silent, "silent").id();
            assertThat(listed(second)).isEmpty();
            while (listed(second).isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(listed(second)).containsExactly(id);
            assertThatThrownBy(() -> silent.range(1).count())
                    .hasMessageContaining("INVALID_HANDLE.SESSION_CLOSED");
        }
    }

    @Test
    void queriesAreSeenByTheirUserAlone() throws Exception {
        MillraceServer running = serve(null, Duration.ofHours(1));
        UUID id;
        try (SparkSession first = running.client()) {
            id = start(first, "mine").id();
        }
        String other = running.remote() + "/;user_id=somebody";
        try (SparkSession stranger = SparkSession.builder().remote(other).create()) {
            assertThat(listed(stranger)).isEmpty();
            assertThat(stranger.streams().get(id)).isNull();
        }
    }

    @Test
    void aSettingSaysHowFarASessionSees() throws Exception {
        MillraceServer running = serve(null, Duration.ofHours(1));
        try (SparkSession first = running.client();
                SparkSession second = running.client()) {
            UUID id = start(first, "there").id();
            assertThat(listed(second)).isEmpty();
            assertThat(second.streams().get(id).name()).isEqualTo("there");
            second.conf().set("millrace.streaming.active", "user");
            assertThat(listed(second)).containsExactly(id);
            first.close();
            second.conf().set("millrace.streaming.active", "session");
            assertThat(listed(second)).isEmpty();
            second.conf().set("millrace.streaming.active", "orphans");
            assertThat(listed(second)).containsExactly(id);
            assertThatThrownBy(() -> second.conf().set("millrace.streaming.active", "all"))
                    .hasMessageContaining("session, orphans, user");
        }
    }

    @Test
    void theOperatorListsAndStopsQueries() throws Exception {
        MillraceServer running = serve(null, Duration.ofHours(1));
        try (SparkSession first = running.client();
                RunningQueries operator = RunningQueries.of(running.remote(), null, null)) {
            assertThat(operator.table()).isEqualTo("No streaming query is running.");
            StreamingQuery query = start(first, "long");
            query.processAllAvailable();
            assertThat(operator.table().lines())
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith(query.id() + "  long  1 ")
                    // An idle query waits, and looks for new files now and then.
                    .matches(".*  (Waiting for data to arrive|Getting offsets from \\S+)");
            List<String> stopped = new ArrayList<>();
            assertThat(operator.stop(List.of("long", "other"), stopped::add))
                    .containsExactly("other");
            assertThat(stopped).containsExactly("stopped " + query.id());
            assertThat(query.isActive()).isFalse();
        }
    }

    private MillraceServer serve(@Nullable Duration queries, Duration session) throws IOException {
        MillraceServer started =
                new MillraceServer(
                        MillraceServer.Settings.local()
                                .withLifetimes(new Lifetimes(session, queries)));
        server = started;
        return started;
    }

    private Dataset<Row> stream(SparkSession spark) {
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(in.toString());
    }

    private StreamingQuery start(SparkSession spark, String name) throws Exception {
        return stream(spark)
                .writeStream()
                .format("noop")
                .queryName(name)
                .option("checkpointLocation", scratch.resolve("checkpoint").toString())
                .start();
    }

    private static List<UUID> listed(SparkSession spark) {
        return List.of(spark.streams().active()).stream().map(StreamingQuery::id).toList();
    }

    private static void awaitHeard(LinkedBlockingQueue<String> heard, String wanted)
            throws InterruptedException {
        String event = heard.poll(20, TimeUnit.SECONDS);
        while (event != null && !event.equals(wanted)) {
            event = heard.poll(20, TimeUnit.SECONDS);
        }
        assertThat(event).isEqualTo(wanted);
    }

    private static StreamingQueryListener listener(LinkedBlockingQueue<String> heard) {
        return new StreamingQueryListener() {
            @Override
            public void onQueryStarted(QueryStartedEvent event) {
                heard.add("started");
            }

            @Override
            public void onQueryProgress(QueryProgressEvent event) {
                heard.add("batch " + event.progress().batchId());
            }

            @Override
            public void onQueryTerminated(QueryTerminatedEvent event) {
                heard.add("ended " + event.id());
            }
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.queries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connect.service.Lifetimes;
import dev.millrace.tests.MillraceServer;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connect.client.SparkConnectClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import scala.jdk.javaapi.CollectionConverters;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A query that is interrupted ends soon, whatever it is doing, and leaves no memory and no file;
/// other queries do not wait for it.
@Timeout(120)
final class InterruptTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private MillraceServer server;
    private SparkSession spark;

    @BeforeEach
    void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        server.close();
        threads.shutdownNow();
    }

    /// Starts a query that would take days; its failure is the result.
    private CompletableFuture<Throwable> endless(String query, String tag) {
        return CompletableFuture.supplyAsync(
                () -> {
                    spark.addTag(tag);
                    try {
                        return new AssertionError("rows: " + spark.sql(query).collectAsList());
                    } catch (Exception failure) {
                        return failure;
                    } finally {
                        spark.removeTag(tag);
                    }
                },
                threads);
    }

    private static String condition(Throwable failure) {
        return failure instanceof SparkThrowable spark
                ? spark.getCondition()
                : String.valueOf(failure);
    }

    /// Interrupts until the query has ended. One call may come when its statement was understood
    /// and its rows not yet asked for.
    private void interrupt(String tag, CompletableFuture<Throwable> running) throws Exception {
        List<String> ids = new ArrayList<>();
        while (!running.isDone()) {
            ids.addAll(CollectionConverters.asJava(spark.interruptTag(tag)));
            Thread.yield();
        }
        assertThat(condition(running.get())).isEqualTo("OPERATION_CANCELED");
        assertThat(ids).isNotEmpty();
    }

    private void leavesNothing() throws InterruptedException {
        while (server.memory().usedBytes() != 0 || server.spills().openFiles() != 0) {
            Thread.yield();
        }
        assertThat(spark.range(3).count()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT xxhash64(id) FROM range(1000000000000) ORDER BY 1",
                "SELECT xxhash64(id) AS h, count(*) FROM range(1000000000000) GROUP BY 1",
                "SELECT count(*) FROM range(1000000000000) a JOIN range(1000000000000) b"
                        + " ON xxhash64(a.id) = xxhash64(b.id)",
                "SELECT sum(r) FROM (SELECT row_number() OVER (PARTITION BY id % 7 ORDER BY"
                        + " xxhash64(id)) AS r FROM range(1000000000000))"
            })
    void aQueryThatHoldsRowsGivesThemBack(String query) throws Exception {
        spark.conf().set("millrace.query.memory", "64m");
        CompletableFuture<Throwable> running = endless(query, "t");
        while (server.memory().usedBytes() < 1 << 20) {
            assertThat(running).isNotDone();
            Thread.yield();
        }
        interrupt("t", running);
        leavesNothing();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM range(1000000000000) WHERE xxhash64(id) = 7",
                "SELECT count(*) FROM range(1000000) a JOIN range(1000000) b ON a.id + b.id < 0",
                "SELECT count(*) FROM range(1000000) a CROSS JOIN range(1000000) b",
                "SELECT count(*) FROM range(1000000) o WHERE NOT EXISTS"
                        + " (SELECT 1 FROM range(1000000) i WHERE i.id + o.id < 0)",
                "SELECT count(c) FROM (SELECT explode(sequence(1, 10000)) AS c FROM"
                        + " range(1000000000))",
                "SELECT max(id) FROM (SELECT id FROM range(1000000000000) UNION ALL SELECT id FROM"
                        + " range(1000000000000))",
                "SELECT count(DISTINCT id % 1000000) FROM range(1000000000000)",
                "SELECT id FROM range(1000000000000) WHERE id < 0 LIMIT 1"
            })
    void aQueryThatOnlyWorksStops(String query) throws Exception {
        CompletableFuture<Throwable> running = endless(query, "t");
        interrupt("t", running);
        leavesNothing();
    }

    @Test
    void oneQueryIsInterruptedByItsTagAndTheOthersGoOn() throws Exception {
        CompletableFuture<Throwable> first =
                endless("SELECT max(id) FROM range(35184372088832)", "first");
        CompletableFuture<Throwable> second =
                endless("SELECT min(id) FROM range(35184372088832)", "second");
        assertThat(spark.interruptOperation(UUID.randomUUID().toString()).isEmpty()).isTrue();
        interrupt("second", second);
        assertThat(first).isNotDone();
        interrupt("first", first);
        assertThat(spark.interruptAll().isEmpty()).isTrue();
    }

    @Test
    void aClientThatVanishesLeavesNoWorkBehind() throws Exception {
        try (MillraceServer impatient =
                new MillraceServer(
                        MillraceServer.Settings.local()
                                .withLifetimes(new Lifetimes(Duration.ofMillis(200), null)))) {
            SparkSession gone = impatient.client();
            CompletableFuture.runAsync(
                    () ->
                            gone.sql(
                                            "SELECT xxhash64(id) AS h, count(*) FROM"
                                                    + " range(1000000000000) GROUP BY 1")
                                    .collectAsList(),
                    threads);
            while (impatient.memory().usedBytes() < 1 << 20) {
                Thread.yield();
            }
            client(gone).channel().shutdownNow();
            while (impatient.memory().usedBytes() != 0 || impatient.spills().openFiles() != 0) {
                Thread.yield();
            }
        }
    }

    private static SparkConnectClient client(SparkSession session) {
        return ((org.apache.spark.sql.connect.SparkSession) session).client();
    }

    @Test
    void smallQueriesDoNotWaitForALargeOne() throws Exception {
        List<CompletableFuture<Throwable>> large = new ArrayList<>();
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            large.add(
                    endless(
                            "SELECT max(xxhash64(id)) FROM range(0, 35184372088832, 1, 8)",
                            "large"));
        }
        try (SparkSession other = server.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(other.range(1000L * i).selectExpr("count(*)").first().getLong(0))
                        .isEqualTo(1000L * i);
            }
        }
        assertThat(large).noneMatch(CompletableFuture::isDone);
        CompletableFuture<Void> all =
                CompletableFuture.allOf(large.toArray(new CompletableFuture<?>[0]));
        while (!all.isDone()) {
            spark.interruptAll();
        }
        for (CompletableFuture<Throwable> query : large) {
            assertThat(condition(query.get())).isEqualTo("OPERATION_CANCELED");
        }
    }
}

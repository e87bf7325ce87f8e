// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Damaged statements are answered, or refused by a condition of Spark's that names the cause; none
/// holds the server for long, and it answers afterwards.
///
/// `millrace.fuzz` says how many, `millrace.seed` which.
final class FuzzedStatementsTest {
    private static final int IN_EVERY_BUILD = 1500;

    /// After this a statement is interrupted, and must then end within the same time.
    private static final int LIMIT_SECONDS = Integer.getInteger("millrace.fuzz.seconds", 20);

    private static final int MOST_REPORTED = 200;

    private final Path scratch;

    FuzzedStatementsTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void damagedStatementsNameTheirCauseAndTheServerGoesOn() throws Exception {
        int count = Integer.getInteger("millrace.fuzz", IN_EVERY_BUILD);
        long seed = Long.getLong("millrace.seed", 42);
        StatementDamage damage = new StatementDamage(SqlCorpus.statements(), seed);
        List<String> wrong = new ArrayList<>();
        try (MillraceServer server = server();
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            SparkSession spark = client(server);
            for (int i = 0; i < count && wrong.size() < MOST_REPORTED; i++) {
                String statement = damage.statement(i);
                String objection = objection(spark, thread, statement);
                if (objection != null) {
                    wrong.add(seed + "/" + i + ": " + statement + "\n    => " + objection);
                }
                if (i % 500 == 499) {
                    assertThat(answerTo(spark, "SELECT 1")).isEqualTo(1);
                    spark.close();
                    spark = client(server);
                }
            }
            assertThat(answerTo(spark, "SELECT 1")).isEqualTo(1);
            spark.close();
        }
        assertThat(wrong).isEmpty();
    }

    private MillraceServer server() throws IOException {
        return new MillraceServer(
                MillraceServer.Settings.over(new FencedStore(scratch))
                        .withConfiguration(
                                java.util.Map.of(
                                        "spark.sql.warehouse.dir",
                                        scratch.resolve("warehouse").toString())));
    }

    private static SparkSession client(MillraceServer server) throws IOException {
        SparkSession spark = server.client();
        for (String view : SqlCorpus.views()) {
            spark.sql(view);
        }
        return spark;
    }

    private static int answerTo(SparkSession spark, String query) {
        return spark.sql(query).collectAsList().getFirst().getInt(0);
    }

    private static @Nullable String objection(
            SparkSession spark, ExecutorService thread, String statement)
            throws InterruptedException {
        Future<List<Row>> answer =
                thread.submit(() -> spark.sql(statement).limit(20).collectAsList());
        try {
            return failure(answer);
        } catch (TimeoutException slow) {
            spark.interruptAll();
        }
        try {
            return failure(answer);
        } catch (TimeoutException stuck) {
            return "cannot be interrupted";
        }
    }

    private static @Nullable String failure(Future<List<Row>> answer)
            throws InterruptedException, TimeoutException {
        try {
            answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return Verdict.objection(Objects.requireNonNull(e.getCause()));
        }
    }
}

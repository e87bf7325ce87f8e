// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Queries whose rows do not fit into the memory they may have.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpillTest {
    private static final String LIMIT = "millrace.query.memory";
    private static final String LITTLE = "200k";

    private MillraceServer server;
    private SparkSession spark;

    @BeforeAll
    void start() throws Exception {
        server = new MillraceServer();
        spark = server.client();
        spark.sql(
                """
                CREATE TEMPORARY VIEW facts AS
                SELECT id, pmod(xxhash64(id), 8000) AS k, CAST(id AS DECIMAL(20, 2)) AS amount,
                       CASE WHEN id % 7 <> 0 THEN concat('name-', id % 5000) END AS name,
                       array(id, id % 3) AS list, named_struct('a', id % 11, 'b', 'x') AS s
                FROM range(0, 24000, 1, 4)\
                """);
        spark.sql(
                """
                CREATE TEMPORARY VIEW others AS
                SELECT CASE WHEN id % 10 = 0 THEN NULL ELSE pmod(xxhash64(id), 10000) END AS k,
                       id AS n, repeat('z', CAST(id % 20 AS INT)) AS text
                FROM range(0, 12000, 1, 3)\
                """);
    }

    @AfterAll
    void stop() throws Exception {
        spark.close();
        server.close();
    }

    /// The same rows with and without room, and nothing left behind.
    private void isTheSame(String query, boolean isOrdered) {
        List<Row> expected = spark.sql(query).collectAsList();
        long spilled = server.memory().spilledBytes();
        spark.conf().set(LIMIT, LITTLE);
        try {
            List<Row> rows = spark.sql(query).collectAsList();
            assertThat(server.memory().spilledBytes()).isGreaterThan(spilled + 100_000);
            if (isOrdered) {
                assertThat(rows).isEqualTo(expected);
            } else {
                assertThat(texts(rows)).isEqualTo(texts(expected));
            }
        } finally {
            spark.conf().unset(LIMIT);
        }
        assertThat(server.spills().openFiles()).isZero();
        assertThat(server.memory().usedBytes()).isZero();
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream().map(Row::toString).sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT k, count(*), sum(id), avg(amount), min(name), max(s) FROM facts GROUP BY k",
                "SELECT id, name, list, s, count(name) FROM facts GROUP BY id, name, list, s",
                "SELECT k % 100 AS g, count(DISTINCT name), sort_array(collect_set(id % 500))"
                        + " FROM facts GROUP BY k % 100",
                "SELECT DISTINCT name, k FROM facts",
            })
    void aggregatesMoreGroupsThanFit(String query) {
        isTheSame(query, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JOIN",
                "LEFT JOIN",
                "RIGHT JOIN",
                "FULL JOIN",
                "LEFT SEMI JOIN",
                "LEFT ANTI JOIN"
            })
    void joinsMoreRowsThanFit(String join) {
        isTheSame("SELECT * FROM facts f " + join + " others o ON f.k = o.k", false);
        isTheSame("SELECT * FROM facts f " + join + " others o ON f.k <=> o.k AND n > id", false);
    }

    @Test
    void joinsOneKeyThatDoesNotFitByItself() {
        isTheSame(
                "SELECT f.id, o.n FROM facts f JOIN (SELECT n, 5 * (n % 2) AS one, text FROM"
                        + " others) o ON f.id = o.one",
                false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM facts ORDER BY name DESC NULLS LAST, id",
                "SELECT * FROM facts ORDER BY amount, id",
                // Equal rows stay in the order of the input.
                "SELECT * FROM facts ORDER BY s.a"
            })
    void sortsMoreRowsThanFit(String query) {
        isTheSame(query, true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, row_number() OVER (PARTITION BY k ORDER BY id), sum(amount) OVER"
                        + " (PARTITION BY k ORDER BY id) FROM facts",
                "SELECT id, rank() OVER (PARTITION BY s.a ORDER BY name, id) FROM facts",
                "SELECT id, lag(name) OVER (ORDER BY id DESC) FROM facts",
                "SELECT id, rank() OVER (PARTITION BY k ORDER BY name), sum(amount) OVER"
                        + " (PARTITION BY k, s.a ORDER BY id DESC) FROM facts",
            })
    void computesWindowsOverMoreRowsThanFit(String query) {
        isTheSame(query, false);
    }

    @Test
    void leavesNothingBehindWhenAQueryFails() {
        spark.conf().set(LIMIT, LITTLE);
        try {
            assertThatThrownBy(
                            () ->
                                    spark.sql("SELECT *, 1 DIV (id - 23000) FROM facts ORDER BY k")
                                            .collectAsList())
                    .hasMessageContaining("DIVIDE_BY_ZERO");
        } finally {
            spark.conf().unset(LIMIT);
        }
        assertThat(server.spills().openFiles()).isZero();
        assertThat(server.memory().usedBytes()).isZero();
    }

    @Test
    void leavesNothingBehindWhenAQueryIsInterrupted() throws Exception {
        try (MillraceServer other = new MillraceServer();
                SparkSession client = other.client()) {
            client.conf().set(LIMIT, LITTLE);
            CompletableFuture<Void> query =
                    CompletableFuture.runAsync(
                            () ->
                                    client.sql(
                                                    "SELECT xxhash64(id) FROM range(1000000000)"
                                                            + " ORDER BY 1")
                                            .collectAsList());
            assertThat(other.spills().awaitFirstWrite()).isTrue();
            client.interruptAll();
            assertThatThrownBy(query::join).hasMessageContaining("OPERATION_CANCELED");
            assertThat(other.spills().openFiles()).isZero();
            assertThat(other.memory().usedBytes()).isZero();
        }
    }

    @Test
    void refusesASizeThatIsNone() {
        spark.conf().set(LIMIT, "plenty");
        try {
            assertThatThrownBy(() -> spark.sql("SELECT 1").collectAsList())
                    .hasMessageContaining("millrace.query.memory");
        } finally {
            spark.conf().unset(LIMIT);
        }
    }
}

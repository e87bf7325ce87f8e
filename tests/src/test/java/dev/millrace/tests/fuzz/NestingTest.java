// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.fuzz;

import static dev.millrace.tests.Failures.assertFails;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Deep, long and huge statements and plans: the right answer, or that they are too complex.
@Timeout(120)
final class NestingTest {
    private static MillraceServer server;
    private static SparkSession spark;

    @BeforeAll
    static void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
    }

    @AfterAll
    static void stop() throws IOException {
        spark.close();
        server.close();
    }

    @AfterEach
    void theServerGoesOn() {
        assertThat(answer("SELECT 1")).isEqualTo(1);
    }

    private static Object answer(String query) {
        return spark.sql(query).collectAsList().getFirst().get(0);
    }

    private static String nested(String before, String inner, String after, int levels) {
        return before.repeat(levels) + inner + after.repeat(levels);
    }

    @Test
    void expressionsAThousandDeepAreAnswered() {
        String id = " FROM range(3, 4)";
        assertThat(answer("SELECT " + nested("(", "1", ")", 1000))).isEqualTo(1);
        assertThat(answer("SELECT 1" + "+1".repeat(1000))).isEqualTo(1001);
        assertThat(answer("SELECT id" + "+1".repeat(1000) + id)).isEqualTo(1003L);
        assertThat(answer("SELECT " + nested("abs(", "id", ")", 1000) + id)).isEqualTo(3L);
        assertThat(answer("SELECT " + nested("CAST(", "id", " AS BIGINT)", 1000) + id))
                .isEqualTo(3L);
        assertThat(answer("SELECT " + nested("CASE WHEN id > 0 THEN ", "id", " END", 300) + id))
                .isEqualTo(3L);
        assertThat(answer("SELECT " + "NOT ".repeat(1000) + "true")).isEqualTo(true);
        assertThat(answer("SELECT count(*)" + id + " WHERE id = 0" + " OR id = 3".repeat(1000)))
                .isEqualTo(1L);
        assertThat(answer("SELECT length('a'" + " || 'b'".repeat(1000) + ")")).isEqualTo(1001);
    }

    @Test
    void nestedQueriesAreAnswered() {
        assertThat(answer(nested("SELECT * FROM (", "SELECT 1", ")", 200))).isEqualTo(1);
        assertThat(answer(nested("SELECT (", "SELECT 1", ")", 50))).isEqualTo(1);
        assertThat(spark.sql("SELECT 1" + " UNION ALL SELECT 1".repeat(500)).count())
                .isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT %s1%s", "SELECT * FROM %sSELECT 1%s"})
    void whatIsNestedWithoutEndIsTooComplex(String form) {
        String query = form.formatted("(".repeat(50_000), ")".repeat(50_000));
        assertFails("FAILED_TO_PARSE_TOO_COMPLEX", () -> spark.sql(query).collect())
                .hasMessageContaining("too complex to parse");
    }

    @Test
    void aChainWithoutEndIsTooComplex() {
        assertFails(
                "FAILED_TO_PARSE_TOO_COMPLEX",
                () -> spark.sql("SELECT 1" + "+1".repeat(50_000)).collect());
        assertFails(
                "FAILED_TO_PARSE_TOO_COMPLEX",
                () -> spark.range(1).selectExpr(nested("abs(", "id", ")", 50_000)).collect());
    }

    @Test
    void longListsAreAnswered() {
        String numbers =
                IntStream.range(0, 100_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(","));
        assertThat(
                        answer(
                                "SELECT count(*) FROM range(99990, 100010) WHERE id IN ("
                                        + numbers
                                        + ")"))
                .isEqualTo(10L);
        assertThat(answer("SELECT length('" + "x".repeat(5_000_000) + "')")).isEqualTo(5_000_000);
    }

    @Test
    void fiveHundredTransformationsAreAnswered() {
        Dataset<Row> frame = spark.range(3).toDF();
        for (int i = 0; i < 125; i++) {
            frame =
                    frame.withColumn("x", col("id").plus(i))
                            .filter(col("x").geq(0))
                            .select(col("id"))
                            .union(spark.range(1).toDF());
        }
        assertThat(frame.count()).isEqualTo(128);
        Dataset<Row> wide = spark.range(1).toDF();
        for (int i = 0; i < 500; i++) {
            wide = wide.withColumn("c" + i % 7, col("id").plus(i));
        }
        assertThat(wide.collectAsList().getFirst().getAs("c" + 499 % 7).toString())
                .isEqualTo("499");
    }

    @Test
    void deepColumnsAreAnswered() {
        Column sum = col("id");
        Column magnitude = col("id");
        Column choice = lit(0);
        for (int i = 0; i < 300; i++) {
            sum = sum.plus(1);
            magnitude = abs(magnitude);
            choice = when(col("id").equalTo(i), i).otherwise(choice);
        }
        List<Row> rows = spark.range(7, 8).select(sum, magnitude, choice).collectAsList();
        assertThat(rows.getFirst().toSeq().mkString(",")).isEqualTo("307,7,7");
    }
}

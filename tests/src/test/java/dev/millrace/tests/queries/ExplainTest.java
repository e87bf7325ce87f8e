// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.queries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What `EXPLAIN` and `Dataset.explain` show of a plan, before and after it ran.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExplainTest {
    private static final String QUERY =
            "SELECT k, count(*) AS n FROM (SELECT id % 10 AS k FROM range(1000) WHERE id < 500)"
                    + " GROUP BY k";

    private MillraceServer server;
    private SparkSession spark;

    @BeforeAll
    void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
    }

    @AfterAll
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    private String explained(String statement) {
        return spark.sql(statement).collectAsList().getFirst().getString(0);
    }

    private String measured(String statement) {
        spark.conf().set("millrace.explain.run", "true");
        try {
            return explained(statement);
        } finally {
            spark.conf().unset("millrace.explain.run");
        }
    }

    private static String printed(Dataset<Row> frame, String mode) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            scala.Console.withOut(
                    out,
                    () -> {
                        frame.explain(mode);
                        return null;
                    });
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theSimpleModeShowsThePhysicalPlan() {
        assertThat(explained("EXPLAIN " + QUERY))
                .startsWith("== Physical Plan ==\n")
                .containsSubsequence("HashAggregate", "\n", "Filter", "\n", "Range (0, 1000")
                .doesNotContain("Logical", "estimated");
    }

    @Test
    void theExtendedModeShowsTheLogicalPlansToo() {
        assertThat(explained("EXPLAIN EXTENDED " + QUERY))
                .containsSubsequence(
                        "== Analyzed Logical Plan ==",
                        "== Optimized Logical Plan ==",
                        "== Physical Plan ==");
    }

    @Test
    void theCostModeEstimatesRows() {
        assertThat(explained("EXPLAIN COST " + QUERY))
                .containsSubsequence("== Optimized Logical Plan ==", "== Physical Plan ==")
                .containsPattern("Range .*\\(estimated rows: 1000\\)")
                .containsPattern("Filter .*\\(estimated rows: 250\\)")
                .containsPattern("HashAggregate .*\\(estimated rows: 25\\)");
    }

    @Test
    void theCodegenModeSaysThatThereIsNone() {
        assertThat(explained("EXPLAIN CODEGEN " + QUERY)).contains("No code is generated");
    }

    @Test
    void theFormattedModeNumbersTheNodes() {
        assertThat(explained("EXPLAIN FORMATTED " + QUERY))
                .containsSubsequence(
                        "  HashAggregate (2)",
                        "(1) Project",
                        "Output: [k, n]",
                        "(2) HashAggregate",
                        "Output: [k, count(1)]",
                        "Estimated rows: 25");
    }

    @Test
    void aQueryThatRanShowsItsRowsAndTimes() {
        assertThat(measured("EXPLAIN " + QUERY))
                .containsPattern("HashAggregate .*actual rows: 10, time: [0-9.]+ ms")
                .containsPattern("Filter .*actual rows: 500, time: [0-9.]+ ms")
                .containsPattern("Range .*actual rows: 1000, time: [0-9.]+ ms");
        assertThat(measured("EXPLAIN FORMATTED " + QUERY))
                .containsPattern("\\(2\\) HashAggregate.*\n.*\n.*\nActual rows: 10\nTime: ");
    }

    @Test
    void rowsThatNobodyAsksForAreNotCounted() {
        assertThat(measured("EXPLAIN SELECT id FROM range(100000000) LIMIT 3"))
                .containsPattern("Limit .*actual rows: 3")
                .doesNotContainPattern("Range .*actual rows: 100000000");
    }

    @Test
    void bothSidesOfAJoinAreMeasured() {
        assertThat(
                        measured(
                                "EXPLAIN SELECT * FROM range(100) a JOIN range(50, 200) b ON"
                                        + " a.id = b.id"))
                .containsPattern("HashJoin .*actual rows: 50")
                .containsPattern("Range \\(0, 100.*actual rows: 100")
                .containsPattern("Range \\(50, 200.*actual rows: 150");
    }

    @Test
    void datasetsAreExplainedInEveryMode() {
        Dataset<Row> frame = spark.sql(QUERY);
        for (String mode : new String[] {"simple", "extended", "codegen", "cost", "formatted"}) {
            assertThat(printed(frame, mode)).as(mode).contains("== Physical Plan ==", "HashAggre");
        }
    }

    @Test
    void aScanShowsWhatItReadOfItsFiles(@TempDir Path scratch) {
        String path = scratch.resolve("t").toString();
        spark.range(1000).selectExpr("id", "id * 2 AS b").write().parquet(path);
        assertThat(measured("EXPLAIN SELECT b FROM parquet.`" + path + "` WHERE id < 0"))
                .containsPattern("TableScan .*actual rows: 0.*row groups read: 0")
                .containsPattern("row groups skipped: [1-9]");
        assertThat(measured("EXPLAIN SELECT b FROM parquet.`" + path + "`"))
                .containsPattern("column chunks read: [1-9][0-9]*, column chunks skipped: [1-9]")
                .containsPattern("row groups skipped: 0");
    }

    @Test
    void stripesOfOrcFilesAreSkipped(@TempDir Path scratch) {
        String path = scratch.resolve("t").toString();
        for (int part = 0; part < 4; part++) {
            spark.range(1000L * part, 1000L * (part + 1))
                    .selectExpr(
                            "id",
                            "CAST(date_from_unix_date(CAST(id AS INT)) AS DATE) AS day",
                            "IF(id < 3000, NULL, id) AS late")
                    .coalesce(1)
                    .write()
                    .mode("append")
                    .orc(path);
        }
        String rows = "SELECT count(*) FROM orc.`" + path + "` WHERE ";
        for (String condition :
                new String[] {
                    "id = 2345",
                    "id BETWEEN 2100 AND 2200",
                    "id IN (1, 2)",
                    "id < 500",
                    "day = DATE'1970-01-10'",
                    "late IS NOT NULL",
                    "late = 3500"
                }) {
            assertThat(measured("EXPLAIN " + rows + condition))
                    .as(condition)
                    .containsPattern("stripes read: 1, stripes skipped: 3");
            String opaque = condition.replaceFirst("^(id|late)", "($1 + 0)");
            assertThat(spark.sql(rows + condition).first())
                    .isEqualTo(spark.sql(rows + opaque).first());
        }
        assertThat(measured("EXPLAIN " + rows + "late IS NULL"))
                .containsPattern("stripes read: 3, stripes skipped: 1");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Batch queries of an unmodified Java client.
final class ClientQueryTest {
    /// How often the counting function below was called; it runs in this process.
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static MillraceServer server;
    private static SparkSession spark;

    @BeforeAll
    static void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
    }

    @AfterAll
    static void stop() {
        spark.stop();
        server.close();
    }

    @Test
    void theServerAnswersAsSpark42() {
        assertThat(spark.version()).isEqualTo("4.2.0");
    }

    @Test
    void aRangeIsCollected() {
        assertThat(spark.range(5).collectAsList()).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void sqlTextAndDataFrameCallsGiveTheSameRows() {
        spark.range(10).createOrReplaceTempView("numbers");
        List<Row> sql =
                spark.sql(
                                "SELECT id % 3 AS k, sum(id) AS s FROM numbers GROUP BY id % 3"
                                        + " ORDER BY k")
                        .collectAsList();
        List<Row> calls =
                spark.range(10)
                        .groupBy(col("id").mod(3).as("k"))
                        .agg(sum("id").as("s"))
                        .orderBy("k")
                        .collectAsList();
        assertThat(sql).isEqualTo(calls).containsExactly(row(0L, 18L), row(1L, 12L), row(2L, 15L));
    }

    @Test
    void localRowsTravelBothWays() {
        StructType schema =
                new StructType()
                        .add("name", DataTypes.StringType)
                        .add("amount", DataTypes.DoubleType)
                        .add("day", DataTypes.DateType);
        List<Row> rows =
                List.of(
                        RowFactory.create("a", 1.5, java.sql.Date.valueOf("2024-02-29")),
                        RowFactory.create(null, null, null));
        assertThat(spark.createDataFrame(rows, schema).collectAsList()).isEqualTo(rows);
    }

    @Test
    void showPrintsWhatSparkPrints() {
        Dataset<Row> frame = spark.range(2).select(col("id"), lit("x").as("text"));
        assertThat(shown(frame))
                .isEqualTo(
                        """
                        +---+----+
                        | id|text|
                        +---+----+
                        |  0|   x|
                        |  1|   x|
                        +---+----+
                        """);
    }

    private static String shown(Dataset<Row> frame) {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        scala.Console.withOut(
                bytes,
                () -> {
                    frame.show();
                    return null;
                });
        return bytes.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void javaFunctionsOfThisProcessRun() {
        UDF1<Long, String> stars = n -> "*".repeat(Math.toIntExact(n));
        assertThat(
                        spark.range(3)
                                .select(udf(stars, DataTypes.StringType).apply(col("id")))
                                .collectAsList())
                .containsExactly(row(""), row("*"), row("**"));
        spark.udf().register("stars", stars, DataTypes.StringType);
        assertThat(spark.sql("SELECT stars(4L) AS s").collectAsList()).containsExactly(row("****"));
    }

    @Test
    void anUnknownColumnIsNamedWithItsNeighbours() {
        assertThatThrownBy(() -> spark.range(1).select("idd").collect())
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("[UNRESOLVED_COLUMN.WITH_SUGGESTION]")
                .hasMessageContaining("`idd`")
                .hasMessageContaining("`id`");
    }

    @Test
    void theCatalogKnowsTheSessionsViews() {
        spark.range(1).createOrReplaceTempView("known");
        assertThat(spark.catalog().currentDatabase()).isEqualTo("default");
        assertThat(spark.catalog().tableExists("known")).isTrue();
        assertThat(spark.catalog().listTables().collectAsList())
                .anyMatch(table -> table.name().equals("known") && table.isTemporary());
        assertThat(spark.catalog().dropTempView("known")).isTrue();
        assertThat(spark.catalog().dropTempView("known")).isFalse();
        assertThat(spark.catalog().tableExists("known")).isFalse();
    }

    @Test
    void aPersistedFrameIsComputedOnce() {
        UDF1<Long, Long> counted = n -> n + CALLS.incrementAndGet();
        Dataset<Row> frame =
                spark.range(3).select(udf(counted, DataTypes.LongType).apply(col("id"))).persist();
        List<Row> first = frame.collectAsList();
        assertThat(frame.collectAsList()).isEqualTo(first);
        assertThat(CALLS).hasValue(3);
        assertThat(frame.storageLevel().useMemory()).isTrue();
        frame.unpersist();
        assertThat(frame.storageLevel().useMemory()).isFalse();
    }

    @Test
    void aMissingPathIsNamed() {
        assertThatThrownBy(() -> spark.read().parquet("/no/such/place").collect())
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("[PATH_NOT_FOUND]")
                .hasMessageContaining("/no/such/place");
    }

    @Test
    void aLongChainOfCallsIsAnswered() {
        Dataset<Row> frame = spark.range(3).toDF();
        for (int i = 0; i < 300; i++) {
            frame = frame.filter(col("id").geq(0));
        }
        assertThat(frame.count()).isEqualTo(3);
    }

    private static Row row(Object... values) {
        return RowFactory.create(values);
    }
}

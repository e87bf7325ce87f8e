// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.joins;

import static dev.millrace.tests.SensorFiles.line;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// Streams joined with tables that change while the query runs, and joins that change while the
/// query does not run.
@Timeout(120)
final class JoinClientTest {
    private final Path scratch;
    private MillraceServer server;
    private SparkSession spark;

    JoinClientTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws Exception {
        server = new MillraceServer();
        spark = server.client();
    }

    @AfterEach
    void stop() throws Exception {
        spark.close();
        server.close();
    }

    private Dataset<Row> stream(String name) {
        assertThat(scratch.resolve(name).toFile().mkdirs()).isTrue();
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(scratch.resolve(name).toString());
    }

    private String table() {
        return scratch.resolve("table").toString();
    }

    private void names(String mode, String... rows) {
        spark.sql("SELECT * FROM VALUES " + String.join(", ", rows) + " AS t(sensor, name)")
                .write()
                .mode(mode)
                .parquet(table());
    }

    private List<String> answers() {
        return spark.table("answers").collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private void arrive(int file, String... lines) throws Exception {
        SensorFiles.write(scratch.resolve("in"), file, List.of(lines));
    }

    @Test
    void eachBatchReadsTheTableAsItIsThen() throws Exception {
        names("overwrite", "('a', 'one')");
        Dataset<Row> joined =
                stream("in")
                        .join(broadcast(spark.read().parquet(table())), "sensor")
                        .select("sensor", "value", "name");
        StreamingQuery query = joined.writeStream().format("memory").queryName("answers").start();
        try {
            arrive(0, line("a", "2024-01-01 10:00:00", 1), line("b", "2024-01-01 10:00:00", 2));
            query.processAllAvailable();
            assertThat(answers()).containsExactly("[a,1,one]");

            names("append", "('b', 'two')");
            arrive(1, line("b", "2024-01-01 10:00:00", 3));
            query.processAllAvailable();
            assertThat(answers()).containsExactly("[a,1,one]", "[b,3,two]");

            names("overwrite", "('a', 'other')");
            arrive(2, line("a", "2024-01-01 10:00:00", 4), line("b", "2024-01-01 10:00:00", 5));
            query.processAllAvailable();
            assertThat(answers()).containsExactly("[a,1,one]", "[a,4,other]", "[b,3,two]");
        } finally {
            query.stop();
        }
    }

    @Test
    void theKindsOfJoinsWithATableThatSparkAllows() throws Exception {
        names("overwrite", "('a', 'one')", "('z', 'none')");
        Dataset<Row> in = stream("in");
        Dataset<Row> table = spark.read().parquet(table()).toDF("k", "name");
        arrive(0, line("a", "2024-01-01 10:00:00", 1), line("b", "2024-01-01 10:00:00", 2));
        assertThat(joined(in.join(table, expr("sensor = k"), "left_outer")))
                .containsExactly("[a,1,one]", "[b,2,null]");
        assertThat(joined(table.join(in, expr("sensor = k"), "right_outer")))
                .containsExactly("[a,1,one]", "[b,2,null]");
        assertThat(joined(in.join(table, expr("sensor = k"), "left_semi")))
                .containsExactly("[a,1]");
        assertThat(joined(in.join(table, expr("sensor = k"), "left_anti")))
                .containsExactly("[b,2]");
        assertThat(joined(table.join(in, expr("sensor <> k"), "inner")))
                .containsExactly("[a,1,none]", "[b,2,none]", "[b,2,one]");
    }

    private List<String> joined(Dataset<Row> rows) throws Exception {
        boolean hasName = List.of(rows.columns()).contains("name");
        Dataset<Row> columns =
                hasName ? rows.select("sensor", "value", "name") : rows.select("sensor", "value");
        columns.writeStream()
                .format("memory")
                .queryName("answers")
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        return answers();
    }

    @Test
    void aJoinOfOtherColumnsIsRefusedOnTheStateOfTheFirst() throws Exception {
        Dataset<Row> left = stream("in").withColumnRenamed("sensor", "k");
        Dataset<Row> right = stream("other").toDF("rk", "rt", "b");
        arrive(0, line("a", "2024-01-01 10:00:00", 1));
        run(left.join(right, expr("k = rk")).select("k", "value", "b"));
        assertThatThrownBy(() -> run(left.join(right, expr("k = rk")).select("k", "rt", "b")))
                .hasMessageContaining("does not match existing state value schema");
        assertThatThrownBy(
                        () ->
                                run(
                                        left.join(right, expr("k = rk AND value = b"))
                                                .select("k", "value", "b")))
                .hasMessageContaining("does not match existing state key schema");
    }

    private void run(Dataset<Row> rows) throws Exception {
        rows.select(col("*"))
                .writeStream()
                .format("noop")
                .option("checkpointLocation", scratch.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
    }
}

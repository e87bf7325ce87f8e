// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.tables;

import static dev.millrace.tests.Failures.assertFails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalog.Column;
import org.apache.spark.sql.catalog.Table;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Tables that survive a restart, as a client sees them.
@Timeout(60)
final class CatalogTableTest {
    private final Path scratch;

    private MillraceServer server;
    private SparkSession spark;

    CatalogTableTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws IOException {
        server =
                new MillraceServer(
                        MillraceServer.Settings.local()
                                .withConfiguration(
                                        Map.of(
                                                "spark.sql.warehouse.dir",
                                                scratch.resolve("warehouse").toString())));
        spark = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    @Test
    void tablesSurviveARestart() throws IOException {
        spark.sql(
                "CREATE TABLE t (a INT COMMENT 'the a', b ARRAY<STRUCT<x: DECIMAL(5,2), y:"
                        + " MAP<STRING, DATE>>>, p STRING) USING json PARTITIONED BY (p) COMMENT"
                        + " 'all'");
        spark.sql("INSERT INTO t VALUES (1, array(struct(1.5, map('k', DATE'2024-01-01'))), 'x')");
        String before = spark.table("t").schema().json();
        stop();
        start();
        assertThat(spark.table("t").schema().json()).isEqualTo(before);
        assertThat(rows("t")).containsExactly("[1,ArraySeq([1.50,Map(k -> 2024-01-01)]),x]");
        spark.sql("INSERT INTO t VALUES (2, NULL, 'y')");
        assertThat(spark.table("t").count()).isEqualTo(2);
        assertThat(spark.sql("DESCRIBE t").collectAsList())
                .extracting(Row::toString)
                .startsWith("[a,int,the a]");
    }

    @Test
    void aDamagedDefinitionIsNamed() throws IOException {
        spark.sql("CREATE TABLE t (a INT) USING parquet");
        Path file = scratch.resolve("warehouse/.millrace/tables/t");
        Files.writeString(file, Files.readString(file).replace("parquet", "parkett"));
        assertThatThrownBy(() -> spark.table("t").count())
                .hasMessageContaining("/.millrace/tables/t cannot be read: its checksum is wrong");
    }

    @Test
    void everyFormatAndEveryWayOfWritingWorks() throws Exception {
        for (String format : List.of("parquet", "json", "csv")) {
            spark.sql("DROP TABLE IF EXISTS f");
            query("SELECT 1 AS a, 'x' AS b").write().format(format).saveAsTable("f");
            query("SELECT 'y' AS b, 2L AS a")
                    .write()
                    .format(format)
                    .mode("append")
                    .saveAsTable("f");
            query("SELECT 3 AS q, 'z' AS r").write().insertInto("f");
            query("SELECT 'w' AS b, 4 AS a").writeTo("f").append();
            spark.sql("INSERT INTO f BY NAME SELECT 'v' AS b, 5 AS a");
            assertThat(rows("f")).containsExactly("[1,x]", "[2,y]", "[3,z]", "[4,w]", "[5,v]");
            query("SELECT 9 AS a, 'o' AS b").write().mode("overwrite").insertInto("f");
            assertThat(rows("f")).containsExactly("[9,o]");
        }
    }

    @Test
    void aTableMayBeReplacedByWhatIsReadFromIt() throws Exception {
        query("SELECT * FROM VALUES (1, 'x'), (2, 'y') AS t(a, b)").write().saveAsTable("t");
        spark.table("t")
                .filter("a > 1")
                .withColumn("c", functions.lit(3L))
                .write()
                .mode("overwrite")
                .saveAsTable("t");
        assertThat(rows("t")).containsExactly("[2,y,3]");
        spark.sql("INSERT OVERWRITE t SELECT a + 1, b, c FROM t");
        assertThat(rows("t")).containsExactly("[3,y,3]");
        spark.table("t").select("b").writeTo("t").using("json").createOrReplace();
        assertThat(rows("t")).containsExactly("[y]");
        assertThat(spark.sql("DESCRIBE EXTENDED t").filter("col_name = 'Provider'").first())
                .extracting(Row::toString)
                .isEqualTo("[Provider,json,]");
        query("SELECT 1 AS k").writeTo("t").replace();
        assertThat(rows("t")).containsExactly("[1]");
        assertFails("TABLE_OR_VIEW_NOT_FOUND", () -> query("SELECT 1").writeTo("u").replace());
    }

    @Test
    void partitionsAreWrittenAndReplacedOneByOne() throws Exception {
        query("SELECT * FROM VALUES (1, 'x'), (2, 'y') AS t(a, p)")
                .write()
                .partitionBy("p")
                .saveAsTable("t");
        assertThat(Files.isDirectory(scratch.resolve("warehouse/t/p=x"))).isTrue();
        spark.sql("INSERT OVERWRITE t PARTITION (p = 'x') SELECT 10");
        spark.sql("INSERT INTO t PARTITION (p = 'z') SELECT 30");
        assertThat(rows("t")).containsExactly("[10,x]", "[2,y]", "[30,z]");
        query("SELECT 20 AS a, 'y' AS p").writeTo("t").overwritePartitions();
        assertThat(rows("t")).containsExactly("[10,x]", "[20,y]", "[30,z]");
        assertThatThrownBy(
                        () ->
                                spark.sql(
                                        "INSERT OVERWRITE t PARTITION (p = 'x') SELECT 1 WHERE"
                                                + " false"))
                .hasMessageContaining("INSERT OVERWRITE … PARTITION (…) of no rows");
        query("SELECT 7 AS a, 'q' AS p").writeTo("t").overwrite(functions.lit(true));
        assertThat(rows("t")).containsExactly("[7,q]");
        spark.sql("TRUNCATE TABLE t");
        assertThat(spark.table("t").count()).isZero();
        assertThat(spark.table("t").columns()).containsExactly("a", "p");
    }

    @Test
    void partitionsAreDirectoriesOfTheirTable() throws Exception {
        spark.sql("CREATE TABLE t (a INT, p STRING) USING json PARTITIONED BY (p)");
        spark.sql("ALTER TABLE t ADD PARTITION (p = 'x/y')");
        assertThat(Files.isDirectory(scratch.resolve("warehouse/t/p=x%2Fy"))).isTrue();
        Files.createDirectories(scratch.resolve("warehouse/t/p=z"));
        assertThat(spark.sql("SHOW PARTITIONS t").collectAsList())
                .extracting(Row::toString)
                .containsExactly("[p=x%2Fy]", "[p=z]");
        spark.sql("ALTER TABLE t DROP PARTITION (p = 'z')");
        assertThat(scratch.resolve("warehouse/t/p=z")).doesNotExist();
    }

    @Test
    void partitionsOfAnExternalTableStayWhereTheyAre() {
        String path = scratch.resolve("outside").toString();
        query("SELECT 1 AS a, 'x' AS p")
                .write()
                .partitionBy("p")
                .option("path", path)
                .saveAsTable("e");
        assertThatThrownBy(() -> spark.sql("ALTER TABLE e DROP PARTITION (p = 'x')"))
                .hasMessageContaining("ALTER TABLE DROP PARTITION of an external table");
        assertThatThrownBy(
                        () ->
                                spark.sql(
                                        "ALTER TABLE e PARTITION (p = 'x') RENAME TO PARTITION (p ="
                                                + " 'y')"))
                .hasMessageContaining("ALTER TABLE RENAME PARTITION of an external table");
        assertThat(rows("e")).containsExactly("[1,x]");
    }

    @Test
    void whatAnAnalysisFindsIsShownUntilRowsCome() {
        spark.sql("CREATE TABLE t (a INT, p STRING) USING json PARTITIONED BY (p)");
        spark.sql("INSERT INTO t VALUES (1, 'x'), (2, 'x'), (3, 'y')");
        assertThat(detail("t", "Statistics")).isEmpty();
        spark.sql("ANALYZE TABLE t COMPUTE STATISTICS NOSCAN");
        assertThat(detail("t", "Statistics")).containsExactly("24 bytes");
        spark.sql("ANALYZE TABLE t COMPUTE STATISTICS");
        spark.sql("ANALYZE TABLE t COMPUTE STATISTICS NOSCAN");
        spark.sql("ANALYZE TABLE t PARTITION (p) COMPUTE STATISTICS");
        assertThat(detail("t", "Statistics")).containsExactly("24 bytes, 3 rows");
        spark.sql("ALTER TABLE t RENAME TO u");
        assertThat(detail("u", "Statistics")).containsExactly("24 bytes, 3 rows");
        spark.sql("INSERT INTO u VALUES (4, 'x')");
        assertThat(detail("u", "Statistics")).isEmpty();
        String partition = "u PARTITION (p = 'x')";
        assertThat(detail(partition, "Partition Statistics")).containsExactly("16 bytes, 2 rows");
        spark.sql("ALTER TABLE u DROP PARTITION (p = 'x')");
        spark.sql("ALTER TABLE u ADD PARTITION (p = 'x')");
        assertThat(detail(partition, "Partition Statistics")).isEmpty();
    }

    private List<String> detail(String table, String name) {
        return spark.sql("DESCRIBE EXTENDED " + table).collectAsList().stream()
                .filter(row -> row.getString(0).equals(name))
                .map(row -> row.getString(1))
                .toList();
    }

    @Test
    void droppingLeavesTheFilesOfAnExternalTable() {
        String path = scratch.resolve("outside").toString();
        query("SELECT 1 AS a").write().option("path", path).saveAsTable("e");
        query("SELECT 1 AS a").write().saveAsTable("m");
        spark.sql("DROP TABLE e");
        spark.sql("DROP TABLE m");
        assertThat(spark.read().parquet(path).count()).isEqualTo(1);
        assertThat(Files.exists(scratch.resolve("warehouse/m"))).isFalse();
        spark.sql("CREATE TABLE e USING parquet LOCATION '" + path + "'");
        spark.sql("INSERT INTO e VALUES (2)");
        assertThat(rows("e")).containsExactly("[1]", "[2]");
    }

    @Test
    void aManagedTableNeedsAPlaceOfItsOwn() throws IOException {
        Files.createDirectories(scratch.resolve("warehouse/t/old"));
        assertFails(
                "LOCATION_ALREADY_EXISTS", () -> spark.sql("CREATE TABLE t (a INT) USING json"));
        assertFails(
                "LOCATION_ALREADY_EXISTS", () -> query("SELECT 1 AS a").write().saveAsTable("t"));
    }

    @Test
    void aFailedCreationLeavesNothing() {
        assertFails(
                "CAST_INVALID_INPUT",
                () ->
                        query("SELECT CAST(id || 'x' AS INT) AS a FROM range(3)")
                                .write()
                                .saveAsTable("t"));
        assertThat(spark.catalog().tableExists("t")).isFalse();
        query("SELECT 1 AS a").write().saveAsTable("t");
        assertThat(rows("t")).containsExactly("[1]");
    }

    @Test
    void aStreamWritesATableAndAnotherReadsIt() throws Exception {
        write("SELECT 1 AS x, 'a' AS y");
        StreamingQuery first = toTable("t");
        assertThat(first.lastProgress().sink().description())
                .isEqualTo("FileSink[file:" + scratch.resolve("warehouse/t") + "]");
        assertThat(rows("t")).containsExactly("[1,a]");
        StreamingQuery copy =
                spark.readStream()
                        .table("t")
                        .writeStream()
                        .format("memory")
                        .queryName("copy")
                        .start();
        copy.processAllAvailable();
        write("SELECT 2 AS x, 'b' AS y");
        toTable("t");
        copy.processAllAvailable();
        assertThat(rows("copy")).containsExactly("[1,a]", "[2,b]");
        assertThat(copy.lastProgress().sources()[0].description())
                .isEqualTo("FileStreamSource[file:" + scratch.resolve("warehouse/t") + "]");
        assertThatThrownBy(() -> spark.sql("INSERT INTO t VALUES (3, 'c')"))
                .hasMessageContaining("_spark_metadata log says which files belong to it");
    }

    @Test
    void insertsOfBatchesReachAStreamOnTheTable() throws Exception {
        spark.sql("CREATE TABLE t (x INT, p STRING) USING parquet PARTITIONED BY (p)");
        StreamingQuery copy =
                spark.readStream()
                        .table("t")
                        .writeStream()
                        .format("memory")
                        .queryName("copy")
                        .start();
        copy.processAllAvailable();
        spark.sql("INSERT INTO t VALUES (1, 'a')");
        copy.processAllAvailable();
        spark.sql("INSERT INTO t PARTITION (p = 'b') VALUES (2)");
        copy.processAllAvailable();
        assertThat(rows("copy")).containsExactly("[1,a]", "[2,b]");
    }

    private StreamingQuery toTable(String table) throws Exception {
        StreamingQuery query =
                spark.readStream()
                        .format("memory")
                        .option("name", "events")
                        .load()
                        .writeStream()
                        .option("checkpointLocation", scratch.resolve("checkpoint").toString())
                        .trigger(Trigger.AvailableNow())
                        .toTable(table);
        query.awaitTermination();
        return query;
    }

    private void write(String query) {
        query(query).write().format("memory").option("name", "events").mode("append").save();
    }

    @Test
    void memoryTablesAreTablesOfTheCatalogToo() {
        spark.sql("CREATE TABLE events (a INT, b STRING) USING memory");
        spark.sql("INSERT INTO events VALUES (1, 'x')");
        query("SELECT 2 AS q, 'y' AS r").write().insertInto("events");
        query("SELECT 'z' AS b, 3 AS a").write().mode("append").saveAsTable("events");
        assertThat(rows("events")).containsExactly("[1,x]", "[2,y]", "[3,z]");
        assertFails(
                "TABLE_OR_VIEW_ALREADY_EXISTS",
                () -> query("SELECT 1 AS a").write().saveAsTable("events"));
        assertThat(spark.catalog().tableExists("events")).isTrue();
        spark.sql("DROP TABLE events");
        assertThat(spark.catalog().tableExists("events")).isFalse();
    }

    @Test
    void theCatalogApiSeesTables() throws Exception {
        spark.sql(
                "CREATE TABLE t (a INT COMMENT 'the a', p STRING) USING json PARTITIONED BY (p)"
                        + " COMMENT 'hello'");
        query("SELECT 1 AS x").createTempView("v");
        Table table = spark.catalog().getTable("default.t");
        assertThat(table.description()).isEqualTo("hello");
        assertThat(table.tableType()).isEqualTo("MANAGED");
        assertThat(spark.catalog().getTable("v").isTemporary()).isTrue();
        assertThat(spark.catalog().listTables().collectAsList())
                .extracting(Table::name)
                .containsExactly("t", "v");
        assertThat(spark.catalog().listTables("default", "t*|x").count()).isEqualTo(1);
        List<Column> columns = spark.catalog().listColumns("t").collectAsList();
        assertThat(columns).extracting(Column::name).containsExactly("a", "p");
        assertThat(columns).extracting(Column::isPartition).containsExactly(false, true);
        assertThat(columns.getFirst().description()).isEqualTo("the a");
        assertThat(spark.catalog().tableExists("spark_catalog.default.T")).isTrue();
        assertThat(spark.catalog().tableExists("nodb.t")).isFalse();
        assertThat(spark.catalog().getDatabase("default").locationUri())
                .isEqualTo("file:" + scratch.resolve("warehouse"));
        spark.catalog().refreshTable("t");
        assertFails("TABLE_OR_VIEW_NOT_FOUND", () -> spark.catalog().getTable("nope"));
        assertFails("TABLE_OR_VIEW_NOT_FOUND", () -> spark.catalog().refreshTable("nope"));
        spark.catalog().createTable("c", "json", table("a INT"), Map.of());
        spark.catalog().dropTable("c", false, false);
        assertThat(spark.catalog().tableExists("c")).isFalse();
    }

    private static org.apache.spark.sql.types.StructType table(String ddl) {
        return org.apache.spark.sql.types.StructType.fromDDL(ddl);
    }

    private Dataset<Row> query(String text) {
        return spark.sql(text);
    }

    private List<String> rows(String table) {
        return spark.table(table).collectAsList().stream().map(Row::toString).sorted().toList();
    }
}

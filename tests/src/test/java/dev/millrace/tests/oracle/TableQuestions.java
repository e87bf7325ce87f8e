// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.Trigger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Questions about tables: what is written, what is refused, what the catalog says of them. Each
/// drops the tables that it makes.
final class TableQuestions {
    private TableQuestions() {}

    static List<Question> all() {
        return Stream.of(inserts(), definitions(), frames(), streams())
                .flatMap(List::stream)
                .toList();
    }

    /// Statements in turn; each answers with its rows or its failure.
    static Question script(String name, String... statements) {
        return new Question(
                "table: " + name,
                (spark, directory) -> {
                    StringBuilder text = new StringBuilder();
                    try {
                        for (String statement : statements) {
                            String sql = statement.replace("$DIR", directory.toString());
                            text.append("> ").append(statement).append('\n');
                            text.append(answer(() -> Transcript.bag(spark.sql(sql)))).append('\n');
                        }
                    } finally {
                        dropAll(spark);
                    }
                    return text.toString();
                });
    }

    private interface Step {
        String run() throws Exception;
    }

    private static String answer(Step step) {
        try {
            return step.run();
        } catch (Exception failure) {
            return Transcript.failure(failure);
        }
    }

    private static void dropAll(SparkSession spark) {
        for (Row row : spark.sql("SHOW TABLES").collectAsList()) {
            spark.sql("DROP TABLE IF EXISTS " + row.getString(1));
        }
    }

    private static List<Question> inserts() {
        return List.of(
                script(
                        "values by position",
                        "CREATE TABLE t (a INT, b STRING) USING parquet",
                        "INSERT INTO t VALUES (1, 'x'), (2, NULL)",
                        "INSERT INTO TABLE t SELECT 3L, 5",
                        "INSERT INTO t SELECT 1.7, true",
                        "INSERT INTO t VALUES (1)",
                        "INSERT INTO t VALUES (1, 'x', 3)",
                        "INSERT INTO t VALUES ('x', 'y')",
                        "INSERT INTO t SELECT true, 'q'",
                        "INSERT INTO t SELECT current_date(), 'q'",
                        "INSERT INTO t SELECT array(1), 'q'",
                        "INSERT INTO t SELECT 3000000000L, 'q'",
                        "INSERT INTO t SELECT CAST(id + 2147483646L AS BIGINT), 'q' FROM range(3)",
                        "SELECT default.t.a, spark_catalog.default.t.b, t.a FROM t"),
                script(
                        "lists of columns and names",
                        "CREATE TABLE t (a INT, b STRING, c DATE) USING json",
                        "INSERT INTO t (b, a) VALUES ('z', 9)",
                        "INSERT INTO t (B) VALUES ('only b')",
                        "INSERT INTO t (b, d) VALUES ('z', 9)",
                        "INSERT INTO t (b, b) VALUES ('z', 9)",
                        "INSERT INTO t (a, b) VALUES (1)",
                        "INSERT INTO t BY NAME SELECT 'n' AS b, 7 AS a",
                        "INSERT INTO t BY NAME SELECT 'n' AS b",
                        "INSERT INTO t BY NAME SELECT 'n' AS b, 7 AS x",
                        "INSERT INTO t BY NAME SELECT 'n' AS b, 7 AS a, 8 AS c, 9 AS d",
                        "INSERT INTO t BY NAME SELECT TIMESTAMP'2024-01-01 10:00:00' AS c",
                        "INSERT INTO t BY NAME SELECT '2024-01-01' AS c",
                        "SELECT * FROM t"),
                script(
                        "partitions",
                        "CREATE TABLE t (a INT, d DATE, b STRING) USING parquet PARTITIONED BY (d)",
                        "INSERT INTO t VALUES (1, 'x', DATE'2024-01-01')",
                        "INSERT INTO t PARTITION (d = '2024-01-03') VALUES (3, 'z')",
                        "INSERT INTO t PARTITION (d) VALUES (4, 'w', DATE'2024-01-04')",
                        "INSERT INTO t PARTITION (d = '2024-01-05') (b, a) VALUES ('q', 5)",
                        "INSERT INTO t PARTITION (x = 1) VALUES (4, 'w')",
                        "INSERT INTO t PARTITION (a = 1) VALUES ('w', DATE'2024-01-01')",
                        "INSERT INTO t PARTITION (d) VALUES (4, 'w', '2024-01-04')",
                        "SELECT * FROM t",
                        "INSERT OVERWRITE t PARTITION (d = '2024-01-03') SELECT 33, 'zz'",
                        "SELECT * FROM t",
                        "INSERT OVERWRITE TABLE t PARTITION (d) SELECT 7, 'y', DATE'2024-02-01'",
                        "SELECT * FROM t",
                        "SET spark.sql.sources.partitionOverwriteMode=dynamic",
                        "INSERT OVERWRITE t VALUES (8, 'y', DATE'2024-02-02')",
                        "SELECT * FROM t"),
                script(
                        "types that are stored as others",
                        "CREATE TABLE t (i TINYINT, f FLOAT, d DECIMAL(5,2), s STRING, ts"
                                + " TIMESTAMP, a ARRAY<INT>, m STRUCT<x: BIGINT>) USING parquet",
                        "INSERT INTO t SELECT 1L, 2.5D, 3.456, DATE'2024-01-01', DATE'2024-01-02',"
                                + " array(1L), named_struct('x', 5)",
                        "INSERT INTO t SELECT 300, 2.5D, 3.456, 's', NULL, NULL, NULL",
                        "INSERT INTO t SELECT 3, 2.5D, 34567.8, 's', NULL, NULL, NULL",
                        "INSERT INTO t SELECT 3, 2.5D, 3, 's', '2024-01-01', NULL, NULL",
                        "INSERT INTO t SELECT 3, 2.5D, 3, array(1), NULL, NULL, NULL",
                        "INSERT INTO t SELECT 3, 2.5D, 3, 's', NULL, array('x'), NULL",
                        "SELECT * FROM t"));
    }

    private static List<Question> definitions() {
        return List.of(
                script(
                        "create, describe, show, drop",
                        "CREATE TABLE t (a INT COMMENT 'the a', B STRING, d DATE) USING parquet"
                                + " PARTITIONED BY (D) COMMENT 'mine'",
                        "CREATE TABLE T (a INT) USING parquet",
                        "CREATE TABLE IF NOT EXISTS t (a INT) USING json",
                        "DESCRIBE t",
                        "DESC TABLE default.t",
                        "SHOW COLUMNS IN t",
                        "CREATE TEMPORARY VIEW v AS SELECT 1 AS a",
                        "SHOW TABLES",
                        "SHOW TABLES LIKE 'x*|T'",
                        "SHOW TABLES IN nosuch",
                        "SHOW VIEWS",
                        "SHOW DATABASES",
                        "INSERT INTO v VALUES (1)",
                        "DROP VIEW t",
                        "DROP TABLE v",
                        "DROP VIEW v",
                        "REFRESH TABLE t",
                        "REFRESH TABLE nosuch",
                        "TRUNCATE TABLE t",
                        "SELECT * FROM t",
                        "DROP TABLE t",
                        "DROP TABLE t",
                        "DROP TABLE IF EXISTS t",
                        "SELECT * FROM t",
                        "INSERT INTO t VALUES (1)",
                        "DESCRIBE t"),
                script(
                        "insert into views",
                        "CREATE TABLE t (a INT) USING parquet",
                        "CREATE TEMPORARY VIEW v AS SELECT * FROM t",
                        "CREATE GLOBAL TEMPORARY VIEW insert_g AS SELECT * FROM t",
                        "INSERT INTO V SELECT 1",
                        "INSERT OVERWRITE v SELECT 1",
                        "INSERT INTO global_temp.insert_g SELECT 1",
                        "INSERT INTO v PARTITION (a = 1) SELECT 1",
                        "DROP VIEW global_temp.insert_g"),
                script(
                        "refused definitions",
                        "CREATE TABLE t (a INT, A STRING) USING json",
                        "CREATE TABLE t (a INT) USING json PARTITIONED BY (b)",
                        "CREATE TABLE t (a INT) USING json PARTITIONED BY (a)",
                        "CREATE TABLE t AS SELECT 1 AS a, 2 AS a",
                        "CREATE EXTERNAL TABLE t (a INT) USING parquet",
                        "CREATE TABLE a.b.t (a INT) USING parquet",
                        "CREATE TABLE nodb.t (a INT) USING parquet",
                        "CREATE TABLE `a-b` (a INT) USING parquet",
                        "CREATE TABLE t USING parquet LOCATION '$DIR/nothing'",
                        "USE nosuch",
                        "USE default"),
                script(
                        "create as select",
                        "CREATE TABLE t USING csv OPTIONS (header 'true', sep = '|') LOCATION"
                                + " '$DIR/t' AS SELECT 1 AS a, 'b|c' AS b",
                        "SELECT * FROM t",
                        "CREATE TABLE t USING json AS SELECT 1 AS a",
                        "CREATE TABLE IF NOT EXISTS t USING json AS SELECT 2 AS a",
                        "DROP TABLE t",
                        "CREATE TABLE t USING csv OPTIONS (header 'true', sep = '|') LOCATION"
                                + " '$DIR/t'",
                        "INSERT INTO t VALUES ('2', 'c')",
                        "SELECT * FROM t",
                        "CREATE TABLE u USING json LOCATION '$DIR/t' AS SELECT 1 AS a"));
    }

    private static List<Question> frames() {
        return List.of(
                steps("saveAsTable", TableQuestions::saveAsTable),
                steps("insertInto", TableQuestions::insertInto),
                steps("the catalog", TableQuestions::catalog));
    }

    private interface Steps {
        List<Step> of(SparkSession spark, Path directory);
    }

    private static Question steps(String name, Steps steps) {
        return new Question(
                "table: " + name,
                (spark, directory) -> {
                    StringBuilder text = new StringBuilder();
                    int number = 0;
                    try {
                        for (Step step : steps.of(spark, directory)) {
                            text.append("> ").append(++number).append('\n');
                            text.append(answer(step)).append('\n');
                        }
                    } finally {
                        dropAll(spark);
                    }
                    return text.toString();
                });
    }

    private static Step save(SparkSession spark, String query, String mode, String... partitions) {
        return () -> {
            spark.sql(query).write().mode(mode).partitionBy(partitions).saveAsTable("t");
            return Transcript.bag(spark.table("t"));
        };
    }

    private static List<Step> saveAsTable(SparkSession spark, Path directory) {
        return List.of(
                save(spark, "SELECT 1 AS a, 'x' AS b", "error"),
                save(spark, "SELECT 1 AS a, 'x' AS b", "error"),
                save(spark, "SELECT 5 AS z", "ignore"),
                save(spark, "SELECT 'y' AS b, 2 AS a", "append"),
                save(spark, "SELECT 'y' AS b", "append"),
                save(spark, "SELECT 1 AS a, 'y' AS c", "append"),
                save(spark, "SELECT 5L AS a, 'y' AS B", "append"),
                save(spark, "SELECT 'q' AS a, 'y' AS b", "append"),
                save(spark, "SELECT 5000000000L AS a, 'y' AS b", "append"),
                save(spark, "SELECT 1 AS a, 2 AS a", "append"),
                save(spark, "SELECT 1 AS a, 'y' AS b", "append", "b"),
                () -> {
                    spark.sql("SELECT 1 AS a, 'y' AS b")
                            .write()
                            .format("json")
                            .mode("append")
                            .saveAsTable("t");
                    return "written";
                },
                save(spark, "SELECT 1L AS k, 'y' AS b, 2.0 AS c", "overwrite", "b"),
                save(spark, "SELECT 'z' AS b, 3.0 AS c, 2L AS k", "append", "b"),
                save(spark, "SELECT 'z' AS b, 3.0 AS c, 2L AS k", "append"),
                save(spark, "SELECT 1 AS a", "overwrite", "q"),
                save(spark, "SELECT 1 AS a, 2 AS A", "overwrite"));
    }

    private static List<Step> insertInto(SparkSession spark, Path directory) {
        spark.sql("CREATE TABLE t (a INT, c INT, b STRING) USING parquet PARTITIONED BY (b)");
        return List.of(
                insert(spark, "SELECT 7 AS b, 8 AS a, 'z' AS c", "append"),
                insert(spark, "SELECT 7 AS a, 8 AS c", "append"),
                insert(spark, "SELECT 7 AS a, 8 AS c, 'w' AS b", "error"),
                insert(spark, "SELECT 70 AS a, 80 AS c, 'z' AS b", "overwrite"),
                () -> {
                    spark.sql("SELECT 1").write().partitionBy("b").insertInto("t");
                    return "written";
                },
                () -> {
                    spark.sql("SELECT 1 AS a").write().insertInto("nosuch");
                    return "written";
                },
                () -> {
                    spark.sql("SELECT 1 AS a").createOrReplaceTempView("v");
                    spark.sql("SELECT 1 AS a").write().insertInto("v");
                    return "written";
                });
    }

    private static Step insert(SparkSession spark, String query, String mode) {
        return () -> {
            spark.sql(query).write().mode(mode).insertInto("t");
            return Transcript.bag(spark.table("t"));
        };
    }

    @SuppressWarnings("deprecation") // Programs still call tableExists with a database.
    private static List<Step> catalog(SparkSession spark, Path directory) {
        spark.sql(
                "CREATE TABLE t (a INT COMMENT 'the a', d DATE) USING json PARTITIONED BY (d)"
                        + " COMMENT 'mine'");
        spark.sql("CREATE TABLE e (a INT) USING json LOCATION '" + directory + "/e'");
        spark.sql("CREATE TEMPORARY VIEW v AS SELECT 1 AS x");
        spark.sql("CREATE OR REPLACE GLOBAL TEMPORARY VIEW g AS SELECT 1 AS x");
        List<Step> steps = new ArrayList<>();
        steps.add(() -> lines(spark.catalog().listTables()));
        steps.add(() -> lines(spark.catalog().listTables("global_temp")));
        steps.add(() -> lines(spark.catalog().listTables("default", "t*")));
        steps.add(() -> lines(spark.catalog().listTables("nosuch")));
        for (String name : List.of("t", "default.t", "e", "v", "nosuch", "nodb.t")) {
            steps.add(() -> spark.catalog().getTable(name).toString());
            steps.add(() -> lines(spark.catalog().listColumns(name)));
            steps.add(() -> name + " " + spark.catalog().tableExists(name));
        }
        steps.add(() -> "" + spark.catalog().tableExists("a.b.c"));
        steps.add(() -> "" + spark.catalog().tableExists("default", "T"));
        steps.add(() -> "" + spark.catalog().tableExists("global_temp.g"));
        steps.add(() -> spark.catalog().listTables().schema().treeString());
        steps.add(() -> spark.catalog().listColumns("t").schema().treeString());
        steps.add(
                () ->
                        spark.catalog().databaseExists("default")
                                + " "
                                + spark.catalog().databaseExists("x"));
        steps.add(
                () ->
                        spark.catalog().dropTempView("v")
                                + " "
                                + spark.catalog().dropTempView("v")
                                + " "
                                + spark.catalog().dropTempView("t"));
        steps.add(
                () ->
                        spark.catalog().dropGlobalTempView("g")
                                + " "
                                + spark.catalog().dropGlobalTempView("g"));
        return steps;
    }

    private static String lines(Dataset<?> frame) {
        return String.join("\n", frame.collectAsList().stream().map(Object::toString).toList());
    }

    private static List<Question> streams() {
        return List.of(
                steps("toTable", TableQuestions::toTable),
                steps("readStream.table", TableQuestions::streamOfTable));
    }

    private static List<Step> toTable(SparkSession spark, Path directory) {
        return List.of(
                run(directory, "1", "t", writer(spark, directory)),
                () -> Transcript.bag(spark.table("t")),
                () -> Transcript.bag(spark.sql("DESCRIBE t")),
                run(directory, "2", "t", writer(spark, directory).format("json")),
                run(directory, "3", "u", writer(spark, directory).partitionBy("y").format("json")),
                () -> Transcript.bag(spark.table("u")),
                run(directory, "4", "w", writer(spark, directory).option("path", directory + "/w")),
                () -> Transcript.bag(spark.table("w")),
                () -> spark.catalog().getTable("w").toString(),
                run(directory, "5", "x", writer(spark, directory).outputMode("update")),
                () -> "x " + spark.catalog().tableExists("x"),
                run(directory, "6", "y", writer(spark, directory).format("console")),
                () -> {
                    spark.sql("SELECT 1 AS a").createOrReplaceTempView("v");
                    return run(directory, "7", "v", writer(spark, directory)).run();
                },
                run(directory, "8", "nodb.z", writer(spark, directory)),
                () -> {
                    writer(spark, directory).toTable("z");
                    return "started";
                });
    }

    private static DataStreamWriter<Row> writer(SparkSession spark, Path directory) {
        return stream(spark, directory).writeStream().trigger(Trigger.AvailableNow());
    }

    private static Dataset<Row> stream(SparkSession spark, Path directory) {
        try {
            Path in = Files.createDirectories(directory.resolve("in"));
            Files.writeString(in.resolve("a.json"), "{\"x\":1,\"y\":\"a\"}\n{\"x\":2}\n");
            return spark.readStream().schema("x INT, y STRING").json(in.toString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Step run(
            Path directory, String checkpoint, String table, DataStreamWriter<Row> writer) {
        return () -> {
            writer.option("checkpointLocation", directory.resolve("c" + checkpoint).toString())
                    .toTable(table)
                    .awaitTermination();
            return "ended";
        };
    }

    private static List<Step> streamOfTable(SparkSession spark, Path directory) {
        spark.sql("CREATE TABLE t (a INT, p STRING) USING parquet PARTITIONED BY (p)");
        spark.sql("INSERT INTO t VALUES (1, 'x'), (2, NULL)");
        return Arrays.asList(
                () -> {
                    spark.readStream()
                            .table("t")
                            .withColumn("k", lit(1))
                            .writeStream()
                            .format("memory")
                            .queryName("m")
                            .trigger(Trigger.AvailableNow())
                            .start()
                            .awaitTermination();
                    return Transcript.bag(spark.table("m"));
                },
                () -> spark.readStream().table("nosuch").schema().treeString(),
                () -> {
                    spark.sql("SELECT 1 AS a").createOrReplaceTempView("v");
                    return spark.readStream().table("v").schema().treeString();
                },
                () -> spark.readStream().table("m").schema().treeString(),
                () -> {
                    stream(spark, directory).createOrReplaceTempView("s");
                    return spark.readStream().table("s").schema().treeString()
                            + spark.table("s").isStreaming();
                });
    }
}

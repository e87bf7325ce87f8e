// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Questions in calls of the DataFrame interface: expressions, joins, `show`, files.
final class FrameQuestions {
    private FrameQuestions() {}

    static List<Question> all() {
        return Stream.of(calls(), joinsAndSets(), shown(), files(), moreFiles(), fileErrors())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Question> calls() {
        return List.of(
                onOrders(
                        "group and sort",
                        orders ->
                                orders.groupBy("country")
                                        .agg(count(lit(1)).as("n"), sum("amount"))
                                        .orderBy(col("n").desc(), col("country"))),
                onOrders("grouped count", orders -> orders.groupBy("country").count()),
                onOrders(
                        "with column and drop",
                        orders ->
                                orders.withColumn("twice", col("price").multiply(2))
                                        .drop("note", "at", "nothing")),
                onOrders(
                        "rename",
                        orders -> orders.withColumnRenamed("id", "number").select("number")),
                onOrders(
                        "when without otherwise",
                        orders ->
                                orders.select(
                                        when(col("id").gt(3), "late")
                                                .when(col("id").gt(1), "middle"))),
                onOrders(
                        "window function",
                        orders ->
                                orders.withColumn(
                                                "n",
                                                row_number()
                                                        .over(
                                                                Window.partitionBy("country")
                                                                        .orderBy(
                                                                                col("amount")
                                                                                        .desc(),
                                                                                col("id"))))
                                        .filter(col("n").equalTo(1))));
    }

    private static List<Question> joinsAndSets() {
        return List.of(
                onOrders(
                        "self join by name",
                        orders ->
                                orders.select("customer", "id")
                                        .join(orders.groupBy("customer").count(), "customer")),
                onOrders(
                        "union by name",
                        orders ->
                                orders.select("id", "country")
                                        .unionByName(orders.select("country", "id"))
                                        .distinct()),
                onOrders(
                        "windows of time",
                        orders ->
                                orders.groupBy(window(col("at"), "10 minutes"), col("country"))
                                        .agg(sum("price"))),
                onOrders(
                        "nested fields",
                        orders ->
                                orders.select(struct("id", "country").as("s"))
                                        .select("s.country", "s.*")),
                onOrders(
                        "explode an array",
                        orders ->
                                orders.selectExpr("id", "split(note, ' ') AS words")
                                        .select(col("id"), explode(col("words")))),
                onOrders(
                        "explode an array in withColumn",
                        orders ->
                                orders.selectExpr("id", "split(note, ' ') AS words")
                                        .withColumn("word", explode(col("words")))
                                        .withColumn("words", explode(col("words")))),
                onOrders(
                        "the row of a maximum",
                        orders ->
                                orders.groupBy("country")
                                        .agg(max(struct(col("price"), col("id"))).as("most"))
                                        .select("country", "most.*")),
                onOrders("try_cast", orders -> orders.select(col("note").try_cast("int").as("n"))),
                onOrders(
                        "drop duplicates",
                        orders -> orders.dropDuplicates("country").select("country")),
                onOrders("describe nothing", orders -> orders.filter("id < 0")),
                onOrders("unknown column", orders -> orders.select("idd")),
                onOrders(
                        "unknown column in filter",
                        orders -> orders.filter(col("contry").equalTo("VN"))),
                onOrders(
                        "wrong types",
                        orders -> orders.filter(col("at").plus(col("country")).gt(1))));
    }

    private static List<Question> shown() {
        return List.of(
                shown("show", 20, 20, false),
                shown("show three rows", 3, 20, false),
                shown("show whole cells", 20, 0, false),
                shown("show short cells", 2, 3, false),
                shown("show vertical", 2, 20, true),
                new Question(
                        "frame: show numbers",
                        (spark, directory) ->
                                Transcript.shown(
                                        spark.sql(
                                                "SELECT 1.0E-4D AS a, 1.50 AS b, CAST(NULL AS INT)"
                                                    + " AS c, array(1, 2) AS d, struct(1, 'z') AS"
                                                    + " e, TIMESTAMP '2024-01-01 10:00:00.5' AS f,"
                                                    + " X'41' AS g, true AS h"),
                                        20,
                                        20,
                                        false)));
    }

    private static List<Question> files() {
        return List.of(
                files(
                        "json with nulls and nested values",
                        List.of(
                                "{\"a\":1,\"b\":\"x\",\"c\":{\"d\":1.5},\"e\":[1,2]}",
                                "{\"a\":null,\"b\":\"ü\"}",
                                "",
                                "{\"b\":5,\"a\":7}"),
                        (spark, path) ->
                                spark.read()
                                        .schema(
                                                "a INT, b STRING, c STRUCT<d: DOUBLE>, e"
                                                        + " ARRAY<INT>")
                                        .json(path)),
                files(
                        "json inferred",
                        List.of("{\"a\":1,\"b\":\"x\"}", "{\"a\":2.5,\"c\":true}"),
                        (spark, path) -> spark.read().json(path)),
                files(
                        "json with corrupt records",
                        List.of("{\"a\":1}", "{\"a\":\"x\"}", "nonsense", "[1]", "{\"a\":2"),
                        (spark, path) ->
                                spark.read()
                                        .schema("a INT, _corrupt_record STRING")
                                        .json(path)
                                        .cache()),
                files(
                        "json failing fast",
                        List.of("{\"a\":1}", "nonsense"),
                        (spark, path) ->
                                spark.read()
                                        .schema("a INT")
                                        .option("mode", "FAILFAST")
                                        .json(path)));
    }

    private static List<Question> moreFiles() {
        return List.of(
                files(
                        "csv with header",
                        List.of("id,name,x", "1,\"a,b\",1.5", "2,,", "3,\" q \""),
                        (spark, path) ->
                                spark.read()
                                        .schema("id INT, name STRING, x DOUBLE")
                                        .option("header", true)
                                        .csv(path)),
                files(
                        "csv inferred",
                        List.of("1,2024-01-01,a", "2,2024-01-02,b"),
                        (spark, path) -> spark.read().option("inferSchema", true).csv(path)),
                roundTrip("parquet", "parquet"),
                roundTrip("json", "json"),
                new Question(
                        "frame: partitioned parquet",
                        (spark, directory) -> {
                            Dataset<Row> orders = orders(spark).select("id", "amount", "country");
                            String path = directory.resolve("table").toString();
                            orders.write().partitionBy("country").parquet(path);
                            return Transcript.bag(spark.read().parquet(path))
                                    + "\n"
                                    + names(directory.resolve("table"));
                        }),
                new Question(
                        "frame: dynamic overwrite",
                        (spark, directory) -> {
                            Dataset<Row> orders = orders(spark).select("id", "country");
                            String path = directory.resolve("table").toString();
                            orders.write().partitionBy("country").parquet(path);
                            orders.filter("country = 'VN' AND id = 1")
                                    .withColumn("id", col("id").plus(100))
                                    .write()
                                    .mode("overwrite")
                                    .option("partitionOverwriteMode", "dynamic")
                                    .partitionBy("country")
                                    .parquet(path);
                            return Transcript.bag(spark.read().parquet(path));
                        }));
    }

    private static List<Question> fileErrors() {
        return List.of(
                new Question(
                        "frame: missing path",
                        (spark, directory) ->
                                Transcript.bag(spark.read().parquet(directory + "/nothing"))),
                new Question(
                        "frame: unknown format",
                        (spark, directory) ->
                                Transcript.bag(
                                        spark.read().format("nosuch").load(directory.toString()))),
                new Question(
                        "frame: empty directory",
                        (spark, directory) ->
                                Transcript.bag(spark.read().parquet(directory.toString()))),
                new Question(
                        "frame: truncated parquet",
                        (spark, directory) -> {
                            Files.writeString(directory.resolve("a.parquet"), "PAR1 and no more");
                            return Transcript.bag(
                                    spark.read().schema("a INT").parquet(directory.toString()));
                        }),
                new Question(
                        "frame: parquet of another type",
                        (spark, directory) -> {
                            String path = directory.resolve("t").toString();
                            spark.sql("SELECT 'x' AS a").write().parquet(path);
                            return Transcript.bag(spark.read().schema("a INT").parquet(path));
                        }),
                new Question(
                        "frame: write to what exists",
                        (spark, directory) -> {
                            spark.range(1).write().parquet(directory.toString());
                            return "written";
                        }),
                new Question(
                        "frame: duplicate columns written",
                        (spark, directory) -> {
                            spark.sql("SELECT 1 AS a, 2 AS A")
                                    .write()
                                    .parquet(directory.resolve("t").toString());
                            return "written";
                        }));
    }

    private static Question onOrders(String name, Function<Dataset<Row>, Dataset<Row>> question) {
        return new Question(
                "frame: " + name,
                (spark, directory) -> Transcript.bag(question.apply(orders(spark))));
    }

    private static Question shown(String name, int rows, int truncate, boolean vertical) {
        return new Question(
                "frame: " + name,
                (spark, directory) ->
                        Transcript.shown(orders(spark).orderBy("id"), rows, truncate, vertical));
    }

    private interface Reading {
        Dataset<Row> of(SparkSession spark, String path);
    }

    private static Question files(String name, List<String> lines, Reading reading) {
        return new Question(
                "frame: " + name,
                (spark, directory) -> {
                    Path file = directory.resolve("file.txt");
                    Files.write(file, lines);
                    return Transcript.bag(reading.of(spark, file.toString()));
                });
    }

    private static Question roundTrip(String name, String format) {
        return new Question(
                "frame: write and read " + name,
                (spark, directory) -> {
                    String path = directory.resolve("table").toString();
                    orders(spark).write().format(format).save(path);
                    return Transcript.bag(spark.read().format(format).load(path));
                });
    }

    private static Dataset<Row> orders(SparkSession spark) {
        SampleViews.create(spark);
        return spark.table("orders");
    }

    /// The directories of a table and whether it says that it is complete.
    private static String names(Path table) throws IOException {
        try (Stream<Path> children = Files.list(table)) {
            return String.join(
                    "\n",
                    children.map(child -> child.getFileName().toString())
                            .filter(name -> !name.startsWith("."))
                            .sorted()
                            .toList());
        }
    }
}

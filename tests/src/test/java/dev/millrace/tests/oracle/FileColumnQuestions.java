// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.Trigger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Questions about the column `_metadata` of files.
final class FileColumnQuestions {
    private FileColumnQuestions() {}

    static List<Question> all() {
        return Stream.of(queries(), mistakes(), formats(), streams())
                .flatMap(List::stream)
                .toList();
    }

    /// A query over two JSON files, registered as the view `t`; `$IN` stands for their directory.
    private static Question query(String name, String sql) {
        return new Question(
                "file column: " + name,
                (spark, directory) -> {
                    files(directory);
                    json(spark, directory).createOrReplaceTempView("t");
                    return Transcript.bag(spark.sql(sql.replace("$IN", directory + "/in")));
                });
    }

    private static List<Question> queries() {
        return List.of(
                query("not among all", "SELECT * FROM json.`$IN`"),
                query("whole", "SELECT _metadata FROM json.`$IN`"),
                query("fields", "SELECT id, _metadata.file_name, _metadata.file_size FROM t"),
                query("all fields", "SELECT _metadata.* FROM json.`$IN`"),
                query("in a condition", "SELECT id FROM t WHERE _metadata.file_name = 'b.json'"),
                query("in an order", "SELECT id FROM t ORDER BY _metadata.file_path DESC, id"),
                query(
                        "as a group",
                        "SELECT _metadata.file_name AS f, count(*) FROM t GROUP BY"
                                + " _metadata.file_name"),
                query("under an alias", "SELECT x._metadata.file_name FROM json.`$IN` x"),
                query("of a view", "SELECT t._metadata.file_name FROM t"),
                query(
                        "of a subquery",
                        "SELECT _metadata.file_name FROM (SELECT id FROM json.`$IN`)"),
                query(
                        "of a named subquery",
                        "SELECT s._metadata.file_name FROM (SELECT id FROM json.`$IN`) s"),
                query(
                        "of a subquery that selects it",
                        "SELECT _metadata.file_name FROM (SELECT id, _metadata FROM json.`$IN`)"),
                query(
                        "of a common table",
                        "WITH c AS (SELECT * FROM json.`$IN`) SELECT _metadata.file_name FROM c"),
                query(
                        "of both sides",
                        "SELECT x.id, y._metadata.file_name FROM json.`$IN` x JOIN json.`$IN` y ON"
                                + " x.id = y.id"),
                query(
                        "block",
                        "SELECT _metadata.file_block_start, _metadata.file_block_length FROM t"),
                query("counted", "SELECT count(_metadata) FROM t"),
                query(
                        "of a grouped query",
                        "SELECT _metadata.file_name FROM (SELECT count(*) FROM json.`$IN`)"),
                query(
                        "of a union",
                        "SELECT _metadata.file_name FROM (SELECT * FROM json.`$IN` UNION ALL SELECT"
                                + " * FROM json.`$IN`)"),
                query("in any case", "SELECT _METADATA.FILE_NAME FROM t"),
                query(
                        "moment",
                        "SELECT _metadata.file_modification_time > TIMESTAMP'2020-01-01' FROM t"));
    }

    private static List<Question> mistakes() {
        return List.of(
                query("ambiguous", "SELECT _metadata FROM json.`$IN` x JOIN json.`$IN` y"),
                query("unknown field", "SELECT _metadata.file_age FROM t"),
                query("row index of JSON", "SELECT _metadata.row_index FROM t"),
                query("of a range", "SELECT _metadata FROM range(3)"),
                query("of values", "SELECT _metadata.file_name FROM VALUES (1)"));
    }

    private static List<Question> formats() {
        List<Question> questions = new ArrayList<>();
        for (String format : List.of("parquet", "csv", "text", "json", "orc", "avro")) {
            questions.add(
                    new Question(
                            "file column: of " + format,
                            (spark, directory) -> {
                                written(spark, directory, format);
                                Dataset<Row> frame =
                                        spark.read().format(format).load(directory + "/in");
                                String schema = frame.select("_metadata").schema().treeString();
                                return schema
                                        + Transcript.bag(
                                                frame.selectExpr(
                                                        "*",
                                                        "_metadata.file_path LIKE"
                                                                + " 'file:/%/in/%."
                                                                + format
                                                                + "'"));
                            }));
        }
        questions.add(
                new Question(
                        "file column: row index",
                        (spark, directory) -> {
                            spark.range(0, 20, 1, 1)
                                    .selectExpr("id", "id * 10 AS v")
                                    .write()
                                    .parquet(directory + "/in");
                            Dataset<Row> frame = spark.read().parquet(directory + "/in");
                            return Transcript.bag(
                                            frame.filter("v % 70 = 0")
                                                    .select("id", "_metadata.row_index"))
                                    + Transcript.bag(
                                            frame.filter("_metadata.row_index >= 17").select("id"))
                                    + Transcript.bag(frame.select("_metadata.row_index").limit(2));
                        }));
        questions.add(
                new Question(
                        "file column: partitions and one of its name",
                        (spark, directory) -> {
                            spark.range(4)
                                    .selectExpr("id", "id % 2 AS p")
                                    .coalesce(1)
                                    .write()
                                    .partitionBy("p")
                                    .json(directory + "/in");
                            return Transcript.bag(
                                    spark.read()
                                            .json(directory + "/in")
                                            .selectExpr("*", "_metadata.file_path LIKE '%/p=1/%'"));
                        }));
        questions.addAll(ofFrames());
        return questions;
    }

    private static List<Question> ofFrames() {
        List<Question> questions = new ArrayList<>();
        questions.add(
                new Question(
                        "file column: the data have one of that name",
                        (spark, directory) -> {
                            spark.range(2)
                                    .selectExpr("id", "'mine' AS _metadata")
                                    .coalesce(1)
                                    .write()
                                    .json(directory + "/in");
                            Dataset<Row> frame = spark.read().json(directory + "/in");
                            return Transcript.bag(frame.select("_metadata"))
                                    + Transcript.bag(
                                            frame.select(
                                                    frame.metadataColumn("_metadata")
                                                            .getField("file_block_start")));
                        }));
        questions.add(
                new Question(
                        "file column: asked of a frame",
                        (spark, directory) -> {
                            files(directory);
                            Dataset<Row> frame = json(spark, directory);
                            return Transcript.bag(
                                            frame.filter("id > 1")
                                                    .withColumn(
                                                            "f",
                                                            functions.col("_metadata.file_name")))
                                    + Transcript.bag(
                                            frame.select(
                                                    frame.col("_metadata").getField("file_name")))
                                    + Transcript.bag(frame.as("x").select("x._metadata.file_name"));
                        }));
        return questions;
    }

    private static List<Question> streams() {
        return List.of(
                new Question(
                        "file column: of a stream",
                        (spark, directory) -> {
                            files(directory);
                            spark.readStream()
                                    .schema("id INT")
                                    .json(directory + "/in")
                                    .selectExpr("id", "_metadata.file_name", "_metadata.file_size")
                                    .writeStream()
                                    .format("memory")
                                    .queryName("file_column")
                                    .trigger(Trigger.AvailableNow())
                                    .start()
                                    .awaitTermination();
                            return Transcript.bag(spark.table("file_column"));
                        }),
                new Question(
                        "file column: of a stream of rates",
                        (spark, directory) ->
                                spark.readStream()
                                        .format("rate")
                                        .load()
                                        .select("_metadata")
                                        .schema()
                                        .treeString()));
    }

    static Dataset<Row> json(SparkSession spark, Path directory) {
        return spark.read().schema("id INT").json(directory + "/in");
    }

    static void files(Path directory) throws IOException {
        Path in = Files.createDirectories(directory.resolve("in"));
        for (String name : List.of("a", "b")) {
            Path file = in.resolve(name + ".json");
            String more = name.equals("b") ? "{\"id\":3}\n" : "";
            Files.writeString(file, "{\"id\":1}\n{\"id\":2}\n" + more);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_123L));
        }
    }

    private static void written(SparkSession spark, Path directory, String format) {
        spark.range(3)
                .selectExpr("CAST(id AS STRING) AS value")
                .coalesce(1)
                .write()
                .format(format)
                .save(directory + "/in");
    }
}

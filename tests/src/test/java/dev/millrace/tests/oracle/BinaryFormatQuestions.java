// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Questions about Avro and ORC files: each writes, reads back, and answers with what it read.
final class BinaryFormatQuestions {
    private static final String VALUES =
            "SELECT id, CAST(id % 2 = 0 AS BOOLEAN) bo, CAST(id AS TINYINT) t, CAST(id AS SMALLINT)"
                + " s, CAST(id AS INT) i, CAST(id / 4 AS FLOAT) f, id / 8 d, CAST(id * 1.25 AS"
                + " DECIMAL(9,2)) d9, CAST(-id AS DECIMAL(38,10)) d38, CAST(id AS STRING) st,"
                + " CAST(CONCAT('x', id) AS BINARY) bi, DATE'1582-10-14' + CAST(id AS INT) da,"
                + " TIMESTAMP'1969-12-31 23:59:59.123456' + MAKE_DT_INTERVAL(id) ts,"
                + " TIMESTAMP_NTZ'1900-01-01 00:00:00.000001' + MAKE_DT_INTERVAL(id * 9000) tn FROM"
                + " range(4)";
    private static final String NESTED =
            "SELECT array(1, NULL, CAST(id AS INT)) a, map('k', id, 'n', NULL) m, named_struct('x',"
                    + " id, 'y', array(named_struct('z', CAST(id AS STRING)))) s, array(map('q',"
                    + " array(id))) am, IF(id = 1, NULL, array(id)) an, IF(id = 1, NULL,"
                    + " named_struct('p', 1, 'q', IF(id = 2, NULL, 'w'))) sn FROM range(3)";

    private BinaryFormatQuestions() {}

    static List<Question> all() {
        List<Question> questions = new ArrayList<>();
        for (String format : List.of("avro", "orc")) {
            questions.addAll(types(format));
            questions.addAll(sizes(format));
            questions.addAll(shapes(format));
            questions.addAll(places(format));
            questions.addAll(options(format));
            questions.addAll(damaged(format));
        }
        questions.addAll(AvroQuestions.all());
        questions.addAll(orc());
        return questions;
    }

    private static Question round(String format, String name, String sql) {
        return new Question(
                format + ": " + name,
                (spark, directory) -> {
                    spark.sql(sql).coalesce(1).write().format(format).save(directory + "/t");
                    return Transcript.bag(
                            readable(spark.read().format(format).load(directory + "/t")));
                });
    }

    /// Binary columns as text, and times as text too.
    private static Dataset<Row> readable(Dataset<Row> frame) {
        Dataset<Row> result = frame;
        for (StructField field : frame.schema().fields()) {
            if (field.dataType().equals(DataTypes.BinaryType)) {
                result = result.withColumn(field.name(), functions.hex(result.col(field.name())));
            } else if (field.dataType().equals(DataTypes.DateType)
                    || field.dataType().equals(DataTypes.TimestampType)) {
                // The client's own types have another calendar.
                result =
                        result.withColumn(
                                field.name() + "_text",
                                result.col(field.name()).cast(DataTypes.StringType));
            }
        }
        return result;
    }

    private static List<Question> types(String format) {
        return List.of(
                round(format, "values", VALUES),
                round(
                        format,
                        "nulls",
                        "SELECT CAST(NULL AS INT) i, CAST(NULL AS STRING) s, CAST(NULL AS"
                                + " ARRAY<INT>) a, CAST(NULL AS MAP<STRING, INT>) m, CAST(NULL AS"
                                + " STRUCT<x: INT>) st, CAST(NULL AS DECIMAL(20,3)) d, CAST(NULL AS"
                                + " TIMESTAMP) t, CAST(NULL AS BINARY) b FROM range(2)"),
                round(format, "nested", NESTED),
                round(format, "nothing", "SELECT 1 AS a, 'x' AS b WHERE false"),
                round(format, "no type", "SELECT NULL AS n, 1 AS a"),
                round(
                        format,
                        "intervals",
                        "SELECT INTERVAL '1' YEAR y, INTERVAL '1-2' YEAR TO MONTH ym, INTERVAL '3'"
                                + " DAY d, INTERVAL '1 02:03:04.5' DAY TO SECOND ds"),
                round(
                        format,
                        "extremes",
                        "SELECT * FROM VALUES (9223372036854775807L, -2147483648, CAST('NaN' AS"
                            + " DOUBLE), CAST('-Infinity' AS FLOAT), -0.0D, '', X'',"
                            + " CAST('-99999999999999999999999999999999999999' AS DECIMAL(38,0))),"
                            + " (-9223372036854775808L, 2147483647, 1e308D, CAST(1e-40 AS FLOAT),"
                            + " 4.9E-324D, '\u00e4\u20ac\ud83d\ude00', X'00ff',"
                            + " CAST('99999999999999999999999999999999999999' AS DECIMAL(38,0)))"),
                round(
                        format,
                        "old and far times",
                        "SELECT * FROM VALUES (DATE'0001-01-01', TIMESTAMP'0001-01-01 00:00:00',"
                                + " TIMESTAMP_NTZ'0001-01-01 00:00:00'), (DATE'9999-12-31',"
                                + " TIMESTAMP'9999-12-31 23:59:59.999999', TIMESTAMP_NTZ'9999-12-31"
                                + " 23:59:59.999999'), (DATE'1582-10-10', TIMESTAMP'1582-10-10"
                                + " 12:00:00.5', TIMESTAMP_NTZ'1582-10-10 12:00:00')"),
                round(format, "odd names", "SELECT 1 AS `a b`, 2 AS `c.d`, 3 AS `\u00e4`"));
    }

    private static List<Question> sizes(String format) {
        return List.of(
                new Question(
                        format + ": other zones",
                        (spark, directory) -> {
                            spark.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
                            spark.sql("SELECT TIMESTAMP'2024-02-29 03:04:05.678901' t")
                                    .write()
                                    .format(format)
                                    .save(directory + "/t");
                            spark.conf().set("spark.sql.session.timeZone", "America/New_York");
                            return Transcript.bag(
                                    spark.read()
                                            .format(format)
                                            .load(directory + "/t")
                                            .selectExpr("CAST(t AS STRING)"));
                        }),
                new Question(
                        format + ": many rows",
                        (spark, directory) -> {
                            spark.sql(
                                            "SELECT id, id % 7 m, CAST(id % 100 AS STRING) s, IF(id"
                                                + " % 3 = 0, NULL, id * id) q, repeat('ab', CAST(id"
                                                + " % 50 AS INT)) r, array(id, -id) a FROM range(0,"
                                                + " 30000, 1, 1)")
                                    .write()
                                    .format(format)
                                    .save(directory + "/t");
                            Dataset<Row> all = spark.read().format(format).load(directory + "/t");
                            return Transcript.bag(
                                            all.selectExpr(
                                                    "count(*)",
                                                    "sum(id)",
                                                    "sum(m)",
                                                    "sum(hash(s, q, r, a))",
                                                    "count(q)"))
                                    + Transcript.bag(all.where("id in (17, 29999)"));
                        }));
    }

    private static List<Question> shapes(String format) {
        List<Question> questions = new ArrayList<>();
        for (String schema :
                List.of(
                        "c STRING, A INT",
                        "b STRING",
                        "a LONG",
                        "a SHORT",
                        "a DOUBLE",
                        "a DECIMAL(20,2)",
                        "a STRING",
                        "a DATE",
                        "b INT",
                        "b BINARY",
                        "l INT",
                        "l TIMESTAMP",
                        "f DOUBLE",
                        "g FLOAT",
                        "d DECIMAL(10,3)",
                        "d DECIMAL(4,2)",
                        "t LONG",
                        "s STRUCT<y: STRING, x: INT>",
                        "s STRUCT<x: LONG, q: INT>",
                        "r ARRAY<LONG>",
                        "r ARRAY<STRING>")) {
            questions.add(
                    new Question(
                            format + ": read as " + schema,
                            (spark, directory) -> {
                                spark.sql(
                                                "SELECT 1 a, 'x' b, 5L l, CAST(0.5 AS FLOAT) f,"
                                                        + " 0.25D g, CAST(12.25 AS DECIMAL(5,2)) d,"
                                                        + " TIMESTAMP'2024-01-02 03:04:05' t,"
                                                        + " named_struct('x', 1, 'y', 'z') s,"
                                                        + " array(1, 2) r")
                                        .write()
                                        .format(format)
                                        .save(directory + "/t");
                                return Transcript.bag(
                                        readable(
                                                spark.read()
                                                        .schema(schema)
                                                        .format(format)
                                                        .load(directory + "/t")));
                            }));
        }
        return questions;
    }

    private static List<Question> places(String format) {
        List<Question> questions = new ArrayList<>();
        questions.add(
                new Question(
                        format + ": partitions",
                        (spark, directory) -> {
                            spark.sql("SELECT id, id % 2 p, CAST(id AS STRING) s FROM range(5)")
                                    .write()
                                    .partitionBy("p")
                                    .format(format)
                                    .save(directory + "/t");
                            Dataset<Row> all = spark.read().format(format).load(directory + "/t");
                            return Transcript.bag(all.where("p = 1").select("s", "p", "id"))
                                    + Transcript.bag(all.selectExpr("count(*)"));
                        }));
        questions.add(
                new Question(
                        format + ": files of several schemas",
                        (spark, directory) -> {
                            several(spark, directory, format);
                            return Transcript.bag(
                                    spark.read()
                                            .schema("a INT, b STRING, c DOUBLE")
                                            .format(format)
                                            .load(directory + "/t"));
                        }));
        questions.add(
                new Question(
                        format + ": stream",
                        (spark, directory) -> {
                            several(spark, directory, format);
                            spark.readStream()
                                    .schema("a INT, b STRING")
                                    .format(format)
                                    .load(directory + "/t")
                                    .writeStream()
                                    .format(format)
                                    .option("checkpointLocation", directory + "/c")
                                    .trigger(Trigger.AvailableNow())
                                    .start(directory + "/out")
                                    .awaitTermination();
                            return Transcript.bag(
                                    spark.read().format(format).load(directory + "/out"));
                        }));
        questions.add(
                new Question(
                        format + ": table",
                        (spark, directory) -> {
                            spark.sql(
                                    "CREATE TABLE binary_table (a INT, b STRING, p INT) USING "
                                            + format
                                            + " PARTITIONED BY (p)");
                            try {
                                spark.sql("INSERT INTO binary_table VALUES (1, 'x', 1)");
                                spark.sql("INSERT OVERWRITE binary_table VALUES (2, 'y', 2)");
                                return Transcript.bag(spark.table("binary_table"));
                            } finally {
                                spark.sql("DROP TABLE binary_table");
                            }
                        }));
        questions.add(
                new Question(
                        format + ": empty directory",
                        (spark, directory) -> {
                            Files.createDirectories(directory.resolve("t"));
                            return Transcript.bag(
                                    spark.read().format(format).load(directory + "/t"));
                        }));
        return questions;
    }

    private static void several(SparkSession spark, Path directory, String format) {
        spark.sql("SELECT 1 a, 'x' b").write().format(format).mode("append").save(directory + "/t");
        spark.sql("SELECT 2.5D c, 2 a")
                .write()
                .format(format)
                .mode("append")
                .save(directory + "/t");
    }

    private static List<Question> options(String format) {
        List<Question> questions = new ArrayList<>();
        for (String codec :
                List.of(
                        "none",
                        "uncompressed",
                        "snappy",
                        "SNAPPY",
                        "deflate",
                        "zlib",
                        "gzip",
                        "lz4",
                        "bzip2",
                        "xz",
                        "zstd",
                        "zstandard",
                        "wrong")) {
            questions.add(
                    new Question(
                            format + ": compressed with " + codec,
                            (spark, directory) -> {
                                spark.sql(
                                                "SELECT id, CAST(id % 10 AS STRING) s FROM"
                                                        + " range(0, 1000, 1, 1)")
                                        .write()
                                        .format(format)
                                        .option("compression", codec)
                                        .save(directory + "/t");
                                return endings(directory)
                                        + Transcript.bag(
                                                spark.read()
                                                        .format(format)
                                                        .load(directory + "/t")
                                                        .selectExpr("sum(id)", "sum(hash(s))"));
                            }));
        }
        for (List<String> option :
                List.of(
                        List.of("mergeSchema", "true"),
                        List.of("pathGlobFilter", "*.none"),
                        List.of("modifiedBefore", "2001-01-01T00:00:00"),
                        List.of("recursiveFileLookup", "true"),
                        List.of("mergeSchema", "maybe"),
                        List.of("nobodyKnows", "it"))) {
            questions.add(
                    new Question(
                            format + ": read with " + String.join(" ", option),
                            (spark, directory) -> {
                                several(spark, directory, format);
                                return Transcript.bag(
                                        spark.read()
                                                .option(option.get(0), option.get(1))
                                                .schema("a INT")
                                                .format(format)
                                                .load(directory + "/t"));
                            }));
        }
        questions.add(
                new Question(
                        format + ": rows per file",
                        (spark, directory) -> {
                            spark.range(0, 10, 1, 1)
                                    .write()
                                    .format(format)
                                    .option("maxRecordsPerFile", "4")
                                    .save(directory + "/t");
                            return endings(directory);
                        }));
        return questions;
    }

    /// The ends of the names of the data files.
    private static String endings(Path directory) throws java.io.IOException {
        try (var files = Files.list(directory.resolve("t"))) {
            return String.join(
                            " ",
                            files.map(f -> f.getFileName().toString())
                                    .filter(n -> n.startsWith("part-"))
                                    .map(n -> n.substring(n.indexOf(".")))
                                    .sorted()
                                    .toList())
                    + "\n";
        }
    }

    private static List<Question> damaged(String format) {
        List<Question> questions = new ArrayList<>();
        for (String damage : List.of("no file of it", "cut", "empty", "beside a good one")) {
            for (String ignore : List.of("false", "true")) {
                questions.add(
                        new Question(
                                format + ": damaged: " + damage + ", ignored " + ignore,
                                (spark, directory) -> {
                                    damage(spark, directory, format, damage);
                                    return Transcript.bag(
                                            spark.read()
                                                    .schema("id LONG")
                                                    .option("ignoreCorruptFiles", ignore)
                                                    .format(format)
                                                    .load(directory + "/t"));
                                }));
            }
        }
        questions.add(
                new Question(
                        format + ": damaged: schema of no file of it",
                        (spark, directory) -> {
                            damage(spark, directory, format, "no file of it");
                            return Transcript.bag(
                                    spark.read().format(format).load(directory + "/t"));
                        }));
        return questions;
    }

    static void damage(SparkSession spark, Path directory, String format, String damage)
            throws java.io.IOException {
        Path table = Files.createDirectories(directory.resolve("t"));
        Path bad = table.resolve("bad." + format);
        switch (damage) {
            case "no file of it" -> Files.writeString(bad, "this is text, and nothing else");
            case "empty" -> Files.createFile(bad);
            default -> {
                spark.range(0, 2000, 1, 1).write().format(format).save(directory + "/good");
                try (var files = Files.list(directory.resolve("good"))) {
                    Path good = files.filter(f -> f.toString().endsWith(format)).findFirst().get();
                    byte[] bytes = Files.readAllBytes(good);
                    Files.write(bad, java.util.Arrays.copyOf(bytes, bytes.length * 2 / 3));
                }
                if (!damage.equals("cut")) {
                    spark.range(3)
                            .coalesce(1)
                            .write()
                            .format(format)
                            .mode("append")
                            .save(directory + "/t");
                }
            }
        }
    }

    private static List<Question> orc() {
        return List.of(
                round("orc", "map of ints", "SELECT map(1, 2) m"),
                new Question(
                        "orc: merged schemas",
                        (spark, directory) -> {
                            several(spark, directory, "orc");
                            Dataset<Row> merged =
                                    spark.read()
                                            .option("mergeSchema", "true")
                                            .orc(directory + "/t");
                            return Transcript.bag(merged.selectExpr("a", "b", "c"));
                        }),
                new Question(
                        "orc: options of a read",
                        (spark, directory) -> {
                            several(spark, directory, "orc");
                            spark.conf().set("spark.sql.orc.mergeSchema", "true");
                            return Transcript.bag(
                                    spark.read().orc(directory + "/t").selectExpr("a", "b", "c"));
                        }),
                new Question(
                        "orc: codec of the session",
                        (spark, directory) -> {
                            spark.conf().set("spark.sql.orc.compression.codec", "lz4");
                            spark.range(3).coalesce(1).write().orc(directory + "/t");
                            return endings(directory)
                                    + Transcript.bag(spark.read().orc(directory + "/t"));
                        }),
                new Question(
                        "orc: conditions",
                        (spark, directory) -> {
                            spark.sql(
                                            "SELECT id, CAST(id AS STRING) s, DATE'2024-01-01' +"
                                                    + " CAST(id AS INT) d FROM range(0, 100, 1, 1)")
                                    .write()
                                    .orc(directory + "/t");
                            Dataset<Row> all = spark.read().orc(directory + "/t");
                            return Transcript.bag(all.where("id > 97"))
                                    + Transcript.bag(all.where("s = '5' OR id IS NULL"))
                                    + Transcript.bag(all.where("d < DATE'2024-01-02'"))
                                    + Transcript.bag(all.where("id > 1000"));
                        }));
    }
}

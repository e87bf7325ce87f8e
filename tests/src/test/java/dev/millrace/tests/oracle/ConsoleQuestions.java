// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;

import java.nio.file.Files;
import java.util.List;
import java.util.function.UnaryOperator;

/// Questions about the text that the console sink prints, to the last character.
final class ConsoleQuestions {
    private static final int FILES = 3;

    private ConsoleQuestions() {}

    static List<Question> all() {
        return List.of(
                printed("append", "append", rows -> rows, List.of()),
                printed("two rows", "append", rows -> rows, List.of("numRows", "2")),
                printed("no rows", "append", rows -> rows, List.of("numRows", "0")),
                printed("fewer than no rows", "append", rows -> rows, List.of("numRows", "-3")),
                printed("one row exactly", "append", one(), List.of("numRows", "1")),
                printed("long cells", "append", longCells(), List.of()),
                printed("long cells, whole", "append", longCells(), List.of("truncate", "false")),
                printed(
                        "long cells, whole, one row",
                        "append",
                        longCells(),
                        List.of("truncate", "False", "numRows", "1")),
                printed(
                        "no rows in a batch",
                        "append",
                        rows -> rows.filter("value > 4"),
                        List.of()),
                printed("no columns", "append", rows -> rows.select(), List.of()),
                printed("values of many types", "append", manyTypes(), List.of()),
                printed("complete", "complete", totals(), List.of()),
                printed("complete, one row", "complete", totals(), List.of("numRows", "1")),
                printed(
                        "complete, sorted",
                        "complete",
                        rows -> rows.groupBy("sensor").sum("value").orderBy("sensor"),
                        List.of()),
                printed("update", "update", one(), List.of()),
                printed(
                        "update of an aggregation",
                        "update",
                        rows -> rows.filter("value % 2 = 0").groupBy("sensor").sum("value"),
                        List.of()),
                printed(
                        "windows",
                        "append",
                        rows ->
                                rows.withWatermark("at", "1 minute")
                                        .selectExpr("window(at, '3 minutes') AS w", "value")
                                        .groupBy("w")
                                        .sum("value"),
                        List.of("truncate", "false")));
    }

    private static UnaryOperator<Dataset<Row>> one() {
        return rows -> rows.filter("value % 3 = 0");
    }

    private static UnaryOperator<Dataset<Row>> longCells() {
        return rows ->
                rows.selectExpr(
                        "value",
                        "repeat('long ', value) AS text",
                        "repeat('\u4e2d', 9 + value) AS wide",
                        "concat('a\\n\\tb', value) AS control");
    }

    private static UnaryOperator<Dataset<Row>> manyTypes() {
        return rows ->
                rows.selectExpr(
                        "at",
                        "IF(value > 1, value, NULL) AS number",
                        "value / 3 AS ratio",
                        "CAST(value AS DECIMAL(10, 3)) AS exact",
                        "CAST(at AS DATE) AS day",
                        "array(value, NULL) AS list",
                        "map(sensor, value) AS pairs",
                        "struct(sensor, value > 2 AS big) AS both",
                        "CAST(sensor AS BINARY) AS bytes");
    }

    private static UnaryOperator<Dataset<Row>> totals() {
        return rows -> rows.groupBy("sensor").count().orderBy("sensor");
    }

    private static Question printed(
            String name, String mode, UnaryOperator<Dataset<Row>> shape, List<String> options) {
        return new Question(
                "console: " + name,
                (spark, directory, console) -> {
                    spark.conf().set("spark.sql.shuffle.partitions", "1");
                    Dataset<Row> rows =
                            spark.readStream()
                                    .schema(SensorFiles.SCHEMA)
                                    .option("maxFilesPerTrigger", 1)
                                    .json(
                                            Files.createDirectories(directory.resolve("in"))
                                                    .toString());
                    DataStreamWriter<Row> writer =
                            shape.apply(rows).writeStream().format("console").outputMode(mode);
                    for (int i = 0; i < options.size(); i += 2) {
                        writer.option(options.get(i), options.get(i + 1));
                    }
                    int before = console.text().length();
                    StreamingQuery query = writer.start();
                    try {
                        for (int file = 0; file < FILES; file++) {
                            SensorFiles.write(directory.resolve("in"), file, file + 1);
                            query.processAllAvailable();
                        }
                    } finally {
                        query.stop();
                    }
                    return console.text().substring(before) + "(end)";
                });
    }
}

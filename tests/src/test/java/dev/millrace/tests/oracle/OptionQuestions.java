// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Questions about options of streams that nobody knows, that stand where they have no effect, or
/// that are given twice.
final class OptionQuestions {
    private OptionQuestions() {}

    static List<Question> all() {
        return Stream.of(sources(), sinks(), places(), console()).flatMap(List::stream).toList();
    }

    private static List<Question> sources() {
        List<Question> questions = new ArrayList<>();
        for (List<String> options :
                List.of(
                        List.of("json", "maxFilePerTrigger", "x"),
                        List.of("csv", "seperator", ";"),
                        List.of("text", "header", "maybe"),
                        List.of("parquet", "compression", "none"),
                        List.of("json", "header", "maybe"),
                        List.of("csv", "unescapedQuoteHandling", "STOP_AT_DELIMITER"),
                        List.of("csv", "inputBufferSize", "100"),
                        List.of("parquet", "int96RebaseMode", "CORRECTED"),
                        List.of("parquet", "datetimeRebaseMode", "corrected"))) {
            questions.add(
                    new Question(
                            "option: of a source: " + String.join(" ", options),
                            (spark, directory) -> {
                                String format = options.getFirst();
                                spark.range(2)
                                        .selectExpr("CAST(id AS STRING) AS value")
                                        .coalesce(1)
                                        .write()
                                        .format(format)
                                        .save(directory + "/in");
                                return read(
                                        spark.readStream()
                                                .format(format)
                                                .schema("value STRING")
                                                .option(options.get(1), options.get(2))
                                                .load(directory + "/in"),
                                        directory);
                            }));
        }
        for (List<String> options :
                List.of(
                        List.of("rate", "rowsPerMinute", "1"),
                        List.of("rate-micro-batch", "rowsPerBatch", "1", "rowsPerSecond", "x"),
                        List.of("socket", "host", "localhost", "port", "1", "timeout", "x"))) {
            questions.add(
                    new Question(
                            "option: of a source: " + String.join(" ", options),
                            (spark, directory) -> {
                                DataStreamReader reader =
                                        spark.readStream().format(options.getFirst());
                                for (int i = 1; i < options.size(); i += 2) {
                                    reader.option(options.get(i), options.get(i + 1));
                                }
                                return reader.load().schema().treeString();
                            }));
        }
        return questions;
    }

    private static List<Question> sinks() {
        List<Question> questions = new ArrayList<>();
        for (String format : List.of("json", "csv", "text", "parquet")) {
            questions.add(
                    written(
                            "nobody knows it: " + format,
                            writer -> writer.format(format).option("maxRecordPerFile", "x"),
                            format));
        }
        for (String format : List.of("memory", "noop", "console")) {
            questions.add(
                    new Question(
                            "option: of a sink: nobody knows it: " + format,
                            (spark, directory) ->
                                    finish(
                                            writer(spark, directory)
                                                    .format(format)
                                                    .queryName("answers")
                                                    .option("numRow", "x")
                                                    .start())));
        }
        questions.add(
                new Question(
                        "option: of a sink: nobody knows it: table",
                        (spark, directory) -> {
                            String end =
                                    finish(
                                            writer(spark, directory)
                                                    .option("maxRecordPerFile", "x")
                                                    .option("path", directory + "/table")
                                                    .option(
                                                            "checkpointLocation",
                                                            directory + "/checkpoint")
                                                    .toTable("option_table"));
                            return end + Transcript.bag(spark.table("option_table"));
                        }));
        return questions;
    }

    private static List<Question> places() {
        return List.of(
                new Question(
                        "option: queryName among the options",
                        (spark, directory) -> {
                            StreamingQuery query =
                                    writer(spark, directory)
                                            .format("memory")
                                            .option("queryName", "answers")
                                            .start();
                            return finish(query)
                                    + query.name()
                                    + "\n"
                                    + Transcript.bag(spark.table("answers"));
                        }),
                new Question(
                        "option: queryName among the options and as a call",
                        (spark, directory) -> {
                            StreamingQuery query =
                                    writer(spark, directory)
                                            .format("noop")
                                            .option("queryName", "one")
                                            .queryName("two")
                                            .start();
                            return finish(query) + query.name();
                        }),
                written(
                        "path among the options and as a call",
                        writer -> writer.format("json").option("path", "/nowhere"),
                        "json"),
                new Question(
                        "option: path of a source among the options",
                        (spark, directory) -> {
                            input(directory);
                            return read(
                                    spark.readStream()
                                            .schema(SensorFiles.SCHEMA)
                                            .format("json")
                                            .option("path", directory + "/in")
                                            .load(),
                                    directory);
                        }),
                new Question(
                        "option: path of a source among the options and as a call",
                        (spark, directory) -> {
                            input(directory);
                            return read(
                                    spark.readStream()
                                            .schema(SensorFiles.SCHEMA)
                                            .format("json")
                                            .option("path", directory + "/other")
                                            .load(directory + "/in"),
                                    directory);
                        }),
                new Question(
                        "option: base path of a streaming source",
                        (spark, directory) -> {
                            Path file = directory.resolve("in/day=1/part=2/f.json");
                            Files.createDirectories(file.getParent());
                            Files.writeString(file, "{\"value\":\"x\"}\n");
                            return read(
                                    spark.readStream()
                                            .schema("value STRING, day INT, part INT")
                                            .format("json")
                                            .option("basePath", directory + "/in")
                                            .load(directory + "/in/day=1"),
                                    directory);
                        }));
    }

    private static List<Question> console() {
        List<Question> questions = new ArrayList<>();
        for (List<String> option :
                List.of(
                        List.of("numRows", "x"),
                        List.of("numRows", "-1"),
                        List.of("numRows", "3000000000"),
                        List.of("truncate", "5"),
                        List.of("truncate", "FALSE"))) {
            questions.add(
                    new Question(
                            "option: of the console: " + String.join(" ", option),
                            (spark, directory) ->
                                    finish(
                                            writer(spark, directory)
                                                    .format("console")
                                                    .option(option.getFirst(), option.getLast())
                                                    .start())));
        }
        return questions;
    }

    private interface Writing {
        DataStreamWriter<Row> apply(DataStreamWriter<Row> writer);
    }

    private static Question written(String name, Writing writing, String format) {
        return new Question(
                "option: of a sink: " + name,
                (spark, directory) -> {
                    String end =
                            finish(
                                    writing.apply(writer(spark, directory))
                                            .option("checkpointLocation", directory + "/checkpoint")
                                            .start(directory + "/out"));
                    return end
                            + Transcript.bag(
                                    spark.read()
                                            .format(format)
                                            .schema("value STRING")
                                            .load(directory + "/out"));
                });
    }

    private static DataStreamWriter<Row> writer(SparkSession spark, Path directory)
            throws IOException {
        input(directory);
        return spark.readStream()
                .text(directory + "/in")
                .writeStream()
                .trigger(Trigger.AvailableNow());
    }

    private static void input(Path directory) throws IOException {
        Path file = directory.resolve("in/f.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"sensor\":\"a\"}\n");
    }

    private static String read(Dataset<Row> rows, Path directory) throws Exception {
        String end =
                finish(
                        rows.writeStream()
                                .format("parquet")
                                .option("checkpointLocation", directory + "/checkpoint")
                                .trigger(Trigger.AvailableNow())
                                .start(directory + "/out"));
        return end
                + Transcript.bag(
                        rows.sparkSession()
                                .read()
                                .schema(rows.schema())
                                .parquet(directory + "/out"));
    }

    private static String finish(StreamingQuery query) throws Exception {
        try {
            query.awaitTermination();
            return "batches " + query.recentProgress().length + "\n";
        } catch (StreamingQueryException failure) {
            return SteppedStream.cause(failure) + "\n";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Questions about what only Avro has: schemas that are given, names of records, endings.
final class AvroQuestions {
    /// How a schema begins.
    private static final String RECORD = "{\"type\":\"record\",\"name\":\"r\",\"fields\":[";

    private AvroQuestions() {}

    static List<Question> all() {
        List<Question> questions = new ArrayList<>();
        questions.addAll(readSchemas());
        questions.addAll(writtenSchemas());
        questions.addAll(names());
        questions.addAll(endings());
        return questions;
    }

    private static List<Question> readSchemas() {
        List<Question> questions = new ArrayList<>();
        for (List<String> read :
                List.of(
                        List.of("fewer", "{\"name\":\"b\",\"type\":\"string\"}"),
                        List.of(
                                "a default",
                                "{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"n\",\"type\":\"int\","
                                    + "\"default\":7}"),
                        List.of("wider", "{\"name\":\"a\",\"type\":[\"null\",\"double\"]}"),
                        List.of(
                                "an alias",
                                "{\"name\":\"z\",\"type\":[\"null\",\"int\"],\"aliases\":[\"a\"]}"),
                        List.of("no default", "{\"name\":\"n\",\"type\":\"int\"}"),
                        List.of(
                                "an enumeration",
                                "{\"name\":\"b\",\"type\":{\"type\":\"enum\",\"name\":\"e\","
                                        + "\"symbols\":[\"x\"]}}"),
                        List.of(
                                "a union",
                                "{\"name\":\"a\",\"type\":[\"null\",\"int\",\"string\"]}"),
                        List.of("no schema", "{"))) {
            questions.add(
                    new Question(
                            "avro: schema with " + read.getFirst(),
                            (spark, directory) -> {
                                spark.sql("SELECT 1 a, 'x' b")
                                        .write()
                                        .format("avro")
                                        .save(directory + "/t");
                                return Transcript.bag(
                                        spark.read()
                                                .option("avroSchema", RECORD + read.get(1) + "]}")
                                                .format("avro")
                                                .load(directory + "/t"));
                            }));
        }
        return questions;
    }

    private static List<Question> writtenSchemas() {
        List<Question> questions = new ArrayList<>();
        for (List<String> write :
                List.of(
                        List.of("not null", "{\"name\":\"a\",\"type\":\"int\"}"),
                        List.of("null first", "{\"name\":\"a\",\"type\":[\"null\",\"int\"]}"),
                        List.of("another type", "{\"name\":\"a\",\"type\":\"string\"}"),
                        List.of("another name", "{\"name\":\"z\",\"type\":\"int\"}"),
                        List.of(
                                "more",
                                "{\"name\":\"a\",\"type\":[\"null\",\"int\"]},{\"name\":\"z\","
                                        + "\"type\":\"int\"}"))) {
            questions.add(
                    new Question(
                            "avro: written with " + write.getFirst(),
                            (spark, directory) -> {
                                DataFrameWriter<Row> writer =
                                        spark.sql(
                                                        "SELECT IF(id = 1, NULL, CAST(id AS INT)) a"
                                                                + " FROM range(2)")
                                                .coalesce(1)
                                                .write()
                                                .option("avroSchema", RECORD + write.get(1) + "]}")
                                                .format("avro");
                                try {
                                    writer.save(directory + "/t");
                                } catch (Exception failure) {
                                    // Spark's text has the name of its temporary file.
                                    return Transcript.failure(failure).lines().findFirst().get();
                                }
                                return Transcript.bag(
                                        spark.read().format("avro").load(directory + "/t"));
                            }));
        }
        return questions;
    }

    private static List<Question> names() {
        List<Question> questions = new ArrayList<>();
        questions.add(
                new Question(
                        "avro: positions",
                        (spark, directory) -> {
                            spark.sql("SELECT 1 a, 'x' b")
                                    .write()
                                    .format("avro")
                                    .save(directory + "/t");
                            return Transcript.bag(
                                    spark.read()
                                            .schema("p INT, q STRING")
                                            .option("positionalFieldMatching", "true")
                                            .format("avro")
                                            .load(directory + "/t"));
                        }));
        questions.add(
                new Question(
                        "avro: names of records",
                        (spark, directory) -> {
                            spark.sql("SELECT named_struct('x', 1, 'd', 1.5BD) a, 2.5BD d")
                                    .write()
                                    .option("recordName", "Rec")
                                    .option("recordNamespace", "a.b")
                                    .format("avro")
                                    .save(directory + "/t");
                            try (var files = Files.list(directory.resolve("t"))) {
                                Path file =
                                        files.filter(f -> f.toString().endsWith(".avro"))
                                                .findFirst()
                                                .get();
                                String text =
                                        Files.readString(
                                                file, java.nio.charset.StandardCharsets.ISO_8859_1);
                                int start = text.indexOf("{\"type\"");
                                return text.substring(start, text.indexOf("}]}", start));
                            }
                        }));
        return questions;
    }

    private static List<Question> endings() {
        List<Question> questions = new ArrayList<>();
        for (String ignore : List.of("true", "false")) {
            questions.add(
                    new Question(
                            "avro: another ending, ignored " + ignore,
                            (spark, directory) -> {
                                BinaryFormatQuestions.damage(
                                        spark, directory, "avro", "beside a good one");
                                Files.move(
                                        directory.resolve("t/bad.avro"),
                                        directory.resolve("t/bad.txt"));
                                return Transcript.bag(
                                        spark.read()
                                                .option("ignoreExtension", ignore)
                                                .format("avro")
                                                .load(directory + "/t"));
                            }));
        }
        return questions;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.Trigger;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Questions about files of plain text.
final class TextQuestions {
    private TextQuestions() {}

    static List<Question> all() {
        return Stream.of(reads(), readRefusals(), writes(), writeRefusals())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Question> reads() {
        return List.of(
                read("lines", "one\n\ntwo\r\nthree\rfour", List.of()),
                read("a line end at the end", "one\n", List.of()),
                read("an empty file", "", List.of()),
                read("a byte order mark", "\uFEFFone\ntwo", List.of()),
                read("another separator", "one|two||three|", List.of("lineSep", "|")),
                read("a long separator", "one--two\n--three", List.of("lineSep", "--")),
                read("carriage returns", "one\r\ntwo\r", List.of("lineSep", "\r\n")),
                read("whole files", "one\ntwo\n", List.of("wholetext", "true")),
                read("a whole file that is empty", "", List.of("wholetext", "true")),
                read("another encoding", "one\ntwo", List.of("encoding", "UTF-16LE")),
                new Question(
                        "text: read gzip",
                        (spark, directory) -> {
                            gzip(directory.resolve("in/a.txt.gz"), "one\ntwo\n");
                            return Transcript.bag(spark.read().text(directory + "/in"));
                        }),
                new Question(
                        "text: read a whole gzip file",
                        (spark, directory) -> {
                            gzip(directory.resolve("in/a.txt.gz"), "one\ntwo\n");
                            return Transcript.bag(
                                    spark.read()
                                            .option("wholetext", "true")
                                            .text(directory + "/in"));
                        }),
                new Question(
                        "text: read a partitioned table",
                        (spark, directory) -> {
                            file(directory.resolve("in/k=1/a.txt"), "one\ntwo\n");
                            file(directory.resolve("in/k=2/a.txt"), "three");
                            Dataset<Row> rows = spark.read().text(directory + "/in");
                            return Transcript.bag(rows)
                                    + Transcript.bag(rows.select("k"))
                                    + Transcript.bag(rows.where("k = 2"))
                                    + rows.count();
                        }),
                new Question(
                        "text: textFile",
                        (spark, directory) -> {
                            file(directory.resolve("in/a.txt"), "one\ntwo\n");
                            return spark.read().textFile(directory + "/in").collectAsList() + "";
                        }),
                new Question(
                        "text: no files",
                        (spark, directory) -> {
                            Files.createDirectories(directory.resolve("in"));
                            return Transcript.bag(spark.read().text(directory + "/in"));
                        }),
                new Question(
                        "text: a column of another name",
                        (spark, directory) -> {
                            file(directory.resolve("in/a.txt"), "one\ntwo\n");
                            return Transcript.bag(
                                    spark.read().schema("line STRING").text(directory + "/in"));
                        }));
    }

    private static List<Question> readRefusals() {
        return List.of(
                read("an empty separator", "one", List.of("lineSep", "")),
                read("wholetext maybe", "one", List.of("wholetext", "maybe")),
                read(
                        "an unknown encoding",
                        "one",
                        List.of("encoding", "no-such-one", "lineSep", "x")),
                new Question(
                        "text: read a column of numbers",
                        (spark, directory) -> {
                            file(directory.resolve("in/a.txt"), "1\n");
                            return Transcript.bag(
                                    spark.read().schema("value INT").text(directory + "/in"));
                        }),
                new Question(
                        "text: read two columns",
                        (spark, directory) -> {
                            file(directory.resolve("in/a.txt"), "1\n");
                            return Transcript.bag(
                                    spark.read()
                                            .schema("value STRING, other STRING")
                                            .text(directory + "/in"));
                        }));
    }

    private static List<Question> writes() {
        String rows =
                "SELECT * FROM VALUES ('one'), (CAST(NULL AS STRING)), ('t\\no'), ('') AS t(v)";
        return List.of(
                write("lines", rows, List.of()),
                write("another separator", rows, List.of("lineSep", "|")),
                write("another encoding", rows, List.of("lineSep", "|", "encoding", "UTF-16LE")),
                write("gzip", rows, List.of("compression", "gzip")),
                write("uncompressed", rows, List.of("compression", "uncompressed")),
                new Question(
                        "text: write partitions",
                        (spark, directory) -> {
                            spark.sql("SELECT 'a' AS v, 1 AS k UNION ALL SELECT 'b', 2")
                                    .write()
                                    .partitionBy("k")
                                    .text(directory + "/out");
                            return tree(directory.resolve("out"));
                        }),
                new Question(
                        "text: stream into text",
                        (spark, directory) -> {
                            file(directory.resolve("in/a.txt"), "one\ntwo\n");
                            spark.readStream()
                                    .text(directory + "/in")
                                    .writeStream()
                                    .format("text")
                                    .option("checkpointLocation", directory + "/c")
                                    .trigger(Trigger.AvailableNow())
                                    .start(directory + "/out")
                                    .awaitTermination();
                            return Transcript.bag(spark.read().text(directory + "/out"));
                        }));
    }

    private static List<Question> writeRefusals() {
        return List.of(
                write("a number", "SELECT 1 AS v", List.of()),
                write("two columns", "SELECT 'a' AS v, 'b' AS w", List.of()),
                write("two columns with a number", "SELECT 'a' AS v, 1 AS w", List.of()),
                write("binary", "SELECT CAST('a' AS BINARY) AS v", List.of()),
                write("an array", "SELECT array('a') AS v", List.of()),
                write("with an unknown codec", "SELECT 'a' AS v", List.of("compression", "zip")),
                write("with an empty separator", "SELECT 'a' AS v", List.of("lineSep", "")),
                new Question(
                        "text: write only partitions",
                        (spark, directory) -> {
                            spark.sql("SELECT 'a' AS v")
                                    .write()
                                    .partitionBy("v")
                                    .text(directory + "/out");
                            return "written";
                        }));
    }

    private static Question read(String name, String content, List<String> options) {
        return new Question(
                "text: read " + name,
                (spark, directory) -> {
                    file(directory.resolve("in/a.txt"), content);
                    var reader = spark.read();
                    for (int i = 0; i < options.size(); i += 2) {
                        reader.option(options.get(i), options.get(i + 1));
                    }
                    Dataset<Row> rows = reader.text(directory + "/in");
                    return escaped(Transcript.bag(rows)) + "\n" + rows.count();
                });
    }

    private static Question write(String name, String query, List<String> options) {
        return new Question(
                "text: write " + name,
                (spark, directory) -> {
                    var writer = spark.sql(query).write();
                    for (int i = 0; i < options.size(); i += 2) {
                        writer.option(options.get(i), options.get(i + 1));
                    }
                    writer.text(directory + "/out");
                    return tree(directory.resolve("out"));
                });
    }

    private static String escaped(String text) {
        return text.replace("\r", "\\r").replace("\uFEFF", "\\uFEFF").replace("\0", "\\0");
    }

    private static void file(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static void gzip(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// The files below a directory with their text, those of one write together: how many there
    /// are is an engine's own affair.
    private static String tree(Path directory) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    String name = directory.relativize(file).toString();
                    texts.merge(
                            name.replaceAll("part-[0-9]{5}-[0-9a-f-]{36}", "part"),
                            name.endsWith(".txt") ? escaped(content(file)) : "",
                            String::concat);
                }
            }
        }
        return texts.toString();
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace("\n", "\\n");
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Questions about files that are not what a stream expects: empty, half-written, of another
/// schema, or no such files at all. Each stands between two good ones.
final class BadFileQuestions {
    private static final String SCHEMA = "id INT, k STRING, at TIMESTAMP";
    private static final String WITH_CORRUPT = SCHEMA + ", _corrupt_record STRING";
    private static final String JSON_LINE =
            "{\"id\":%d,\"k\":\"good\",\"at\":\"2024-01-01 10:00:00\"}\n";
    private static final String CSV_LINE = "%d,good,2024-01-01 10:00:00\n";

    private BadFileQuestions() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>();
        all.addAll(json());
        all.addAll(csv());
        all.addAll(parquet());
        all.addAll(tables());
        all.add(
                of(
                        "text: empty file",
                        Kind.TEXT,
                        "value STRING",
                        Map.of(),
                        (spark, file) -> Files.writeString(file, "")));
        return all;
    }

    private static List<Question> json() {
        List<Question> all = new ArrayList<>();
        Map<String, String> contents =
                new java.util.TreeMap<>(
                        Map.of(
                                "empty file", "",
                                "blank lines", "\n  \n\r\n",
                                "half a line", "{\"id\":7,\"k\":\"x\"}\n{\"id\":8,\"k\":\"ha",
                                "other types", "{\"id\":\"seven\",\"k\":{\"a\":[1]},\"at\":true}\n",
                                "other fields", "{\"number\":7,\"text\":\"x\"}\n",
                                "no objects", "[{\"id\":7},{\"id\":8}]\n7\n\"x\"\nnull\n",
                                "big numbers", "{\"id\":99999999999}\n{\"id\":1.5}\n{\"id\":7.0}\n",
                                "a mark of byte order", "\uFEFF{\"id\":7,\"k\":\"x\"}\n",
                                "no JSON", "\u0001\u0002PAR1\u0000\u0003\n<xml/>\n"));
        contents.forEach((name, text) -> all.addAll(inAllModes(Kind.JSON, name, text)));
        all.add(
                of(
                        "json: bytes that are no UTF-8",
                        Kind.JSON,
                        WITH_CORRUPT,
                        Map.of(),
                        (spark, file) ->
                                Files.write(
                                        file,
                                        "{\"id\":7,\"k\":\"\u00e9\"}\n"
                                                .getBytes(StandardCharsets.ISO_8859_1))));
        return all;
    }

    private static List<Question> csv() {
        List<Question> all = new ArrayList<>();
        Map<String, String> contents =
                new java.util.TreeMap<>(
                        Map.of(
                                "empty file", "",
                                "blank lines", "\n  \n\r\n",
                                "half a line", "7,x,2024-01-01 10:00:00\n8,\"ha",
                                "too few columns", "7\n8,x\n",
                                "too many columns", "7,x,2024-01-01 10:00:00,more,and more\n",
                                "other types", "seven,8,yesterday\n",
                                "big numbers", "99999999999,x,\n1.5,x,\n"));
        contents.forEach((name, text) -> all.addAll(inAllModes(Kind.CSV, name, text)));
        return all;
    }

    /// The same text under each mode of dealing with malformed records.
    private static List<Question> inAllModes(Kind kind, String content, String text) {
        String name = kind.format() + ": " + content;
        Bad bad = (spark, file) -> Files.writeString(file, text);
        return List.of(
                of(name, kind, WITH_CORRUPT, Map.of(), bad),
                of(name + ", dropped", kind, SCHEMA, Map.of("mode", "DROPMALFORMED"), bad),
                of(name + ", refused", kind, SCHEMA, Map.of("mode", "FAILFAST"), bad));
    }

    private static List<Question> parquet() {
        Bad empty = (spark, file) -> Files.writeString(file, "");
        Bad text = (spark, file) -> Files.writeString(file, "this is a letter, not a table");
        Bad half =
                (spark, file) -> {
                    Kind.PARQUET.write(spark, file, 7);
                    byte[] whole = Files.readAllBytes(file);
                    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
                };
        Map<String, String> forgiving = Map.of("ignoreCorruptFiles", "true");
        return List.of(
                of("parquet: empty file", Kind.PARQUET, SCHEMA, Map.of(), empty),
                of("parquet: a text", Kind.PARQUET, SCHEMA, Map.of(), text),
                of("parquet: half a file", Kind.PARQUET, SCHEMA, Map.of(), half),
                of("parquet: a text, ignored", Kind.PARQUET, SCHEMA, forgiving, text),
                of("parquet: half a file, ignored", Kind.PARQUET, SCHEMA, forgiving, half),
                of(
                        "parquet: other columns",
                        Kind.PARQUET,
                        SCHEMA,
                        Map.of(),
                        (spark, file) -> table(spark, file, "SELECT 7 AS number, 'x' AS k")),
                of(
                        "parquet: a column of another type",
                        Kind.PARQUET,
                        SCHEMA,
                        Map.of(),
                        (spark, file) -> table(spark, file, "SELECT 'seven' AS id, 'x' AS k")),
                of(
                        "parquet: no rows",
                        Kind.PARQUET,
                        SCHEMA,
                        Map.of(),
                        (spark, file) ->
                                table(spark, file, "SELECT 7 AS id, 'x' AS k WHERE 1 = 0")));
    }

    /// A table with damaged files, read at once.
    private static List<Question> tables() {
        return List.of(
                table("by an option, schema inferred", "false", true, null),
                table("by a setting", "true", null, "id INT, k STRING"),
                table("by a setting, and not by the option", "true", false, "id INT, k STRING"));
    }

    private static Question table(
            String name, String setting, @Nullable Boolean option, @Nullable String schema) {
        return new Question(
                "damaged files of a table, ignored " + name,
                (spark, directory) -> {
                    Path in = Files.createDirectories(directory.resolve("in"));
                    Kind.PARQUET.write(spark, in.resolve("b"), 1);
                    byte[] whole = Files.readAllBytes(in.resolve("b"));
                    Files.write(in.resolve("c"), Arrays.copyOf(whole, whole.length / 2));
                    spark.conf().set("spark.sql.files.ignoreCorruptFiles", setting);
                    try {
                        DataFrameReader reader = spark.read();
                        if (option != null) {
                            reader.option("ignoreCorruptFiles", option);
                        }
                        if (schema != null) {
                            reader.schema(schema);
                        }
                        Dataset<Row> rows = reader.parquet(in.toString());
                        return rows.schema().treeString() + rows.collectAsList();
                    } finally {
                        spark.conf().unset("spark.sql.files.ignoreCorruptFiles");
                    }
                });
    }

    /// Writes the bad file.
    private interface Bad {
        void write(SparkSession spark, Path file) throws IOException;
    }

    /// How a good file of each format is made.
    private enum Kind {
        JSON,
        CSV,
        TEXT,
        PARQUET;

        String format() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        void write(SparkSession spark, Path file, int id) throws IOException {
            switch (this) {
                case JSON -> Files.writeString(file, JSON_LINE.formatted(id));
                case CSV, TEXT -> Files.writeString(file, CSV_LINE.formatted(id));
                case PARQUET ->
                        table(
                                spark,
                                file,
                                "SELECT %d AS id, 'good' AS k, TIMESTAMP '2024-01-01 10:00:00' AS at"
                                        .formatted(id));
            }
        }
    }

    private static void table(SparkSession spark, Path file, String query) throws IOException {
        Path directory = file.resolveSibling("." + file.getFileName());
        spark.sql(query).coalesce(1).write().parquet(directory.toString());
        try (Stream<Path> parts = Files.list(directory)) {
            Path part =
                    parts.filter(path -> path.getFileName().toString().startsWith("part-"))
                            .findFirst()
                            .orElseThrow();
            Files.move(part, file);
        }
    }

    /// Reads a good file, the bad one and another good one, a batch each; then, if the bad one
    /// made the query fail, goes on after it was taken away.
    private static Question of(
            String name, Kind kind, String schema, Map<String, String> options, Bad bad) {
        return new Question(
                "source: bad file: " + name,
                (spark, directory) -> {
                    Path in = Files.createDirectories(directory.resolve("in"));
                    kind.write(spark, in.resolve("a"), 1);
                    bad.write(spark, in.resolve("b"));
                    kind.write(spark, in.resolve("c"), 3);
                    for (int i = 0; i < 3; i++) {
                        Files.setLastModifiedTime(
                                in.resolve(List.of("a", "b", "c").get(i)),
                                FileTime.fromMillis(1_704_103_200_000L + 1000L * i));
                    }
                    return run(spark, directory, kind, schema, options);
                });
    }

    private static String run(
            SparkSession spark,
            Path directory,
            Kind kind,
            String schema,
            Map<String, String> options)
            throws Exception {
        StreamingQuery query =
                spark.readStream()
                        .format(kind.format())
                        .schema(schema)
                        .option("maxFilesPerTrigger", "1")
                        .options(options)
                        .load(directory + "/in")
                        .writeStream()
                        .format("json")
                        .option("checkpointLocation", directory + "/checkpoint")
                        .trigger(Trigger.AvailableNow())
                        .start(directory + "/out");
        String end = "";
        try {
            query.awaitTermination();
        } catch (StreamingQueryException failure) {
            end = "\n" + ChangingSourceQuestions.reason(failure);
        }
        String batches =
                Arrays.stream(query.recentProgress())
                        .map(StreamingQueryProgress::numInputRows)
                        .map(String::valueOf)
                        .collect(Collectors.joining(" "));
        List<Row> rows =
                spark.read().schema("value STRING").text(directory + "/out").collectAsList();
        return "rows a batch: "
                + batches
                + "\n"
                + rows.stream().map(Row::toString).sorted().collect(Collectors.joining("\n"))
                + end;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Questions about sources of streams other than tables: files and their options, rates, sockets.
final class SourceQuestions {
    private static final String NAME = "answers";
    private static final long FIRST_MILLIS = 1_704_103_200_000L;

    private SourceQuestions() {}

    static List<Question> all() {
        return Stream.of(
                        fileOptions(),
                        listings(),
                        cleaning(),
                        schemas(),
                        ratesFirst(),
                        ratesSecond(),
                        ratesThird(),
                        rateOptions(),
                        sockets(),
                        badFiles())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Question> fileOptions() {
        List<Question> questions = new ArrayList<>();
        for (List<String> options :
                List.of(
                        List.of("maxFilesPerTrigger", "0"),
                        List.of("maxFilesPerTrigger", "many"),
                        List.of("maxFilesPerTrigger", "3000000000"),
                        List.of("maxFilesPerTrigger", " 1"),
                        List.of("maxBytesPerTrigger", "-1"),
                        List.of("maxBytesPerTrigger", "1k"),
                        List.of("maxFilesPerTrigger", "1", "maxBytesPerTrigger", "1"),
                        List.of("latestFirst", "yes"),
                        List.of("fileNameOnly", "1"),
                        List.of("maxFileAge", "old"),
                        List.of("maxFileAge", "-1d"),
                        List.of("maxFileAge", "1.5d"),
                        List.of("maxCachedFiles", "-1"),
                        List.of("maxCachedFiles", "x"),
                        List.of("discardCachedInputRatio", "1.1"),
                        List.of("discardCachedInputRatio", "x"),
                        List.of("cleanSource", "shred"),
                        List.of("cleanSource", "archive"),
                        List.of("modifiedBefore", "2024-01-01T00:00:00"),
                        List.of("modifiedAfter", "2024-01-01T00:00:00"),
                        List.of("recursiveFileLookup", "maybe"),
                        List.of("ignoreMissingFiles", "maybe"))) {
            questions.add(
                    new Question(
                            "source: file option " + String.join(" ", options),
                            (spark, directory) -> {
                                files(directory, 1);
                                return run(options(json(spark), options), directory + "/in");
                            }));
        }
        return questions;
    }

    private static List<Question> listings() {
        return List.of(
                numbered("in order of time", 3, List.of()),
                numbered("two files a batch", 3, List.of("maxFilesPerTrigger", "2")),
                numbered(
                        "newest first",
                        3,
                        List.of("maxFilesPerTrigger", "1", "latestFirst", "true")),
                numbered("one byte a batch", 3, List.of("maxBytesPerTrigger", "1")),
                numbered("two files of bytes", 3, List.of("maxBytesPerTrigger", "20")),
                numbered("glob of names", 3, List.of("pathGlobFilter", "*1.json")),
                new Question(
                        "source: glob of files",
                        (spark, directory) -> {
                            files(directory, 3);
                            return run(json(spark), directory + "/in/f[01].*");
                        }),
                new Question(
                        "source: directories below are not searched",
                        (spark, directory) -> {
                            files(directory, 1);
                            write(directory.resolve("in/below/f.json"), "{\"id\":9}\n", 5);
                            return run(json(spark), directory + "/in");
                        }),
                new Question(
                        "source: directories below are searched recursively",
                        (spark, directory) -> {
                            files(directory, 1);
                            write(directory.resolve("in/below/f.json"), "{\"id\":9}\n", 5);
                            return run(
                                    json(spark).option("recursiveFileLookup", "true"),
                                    directory + "/in");
                        }),
                new Question(
                        "source: partition directories",
                        (spark, directory) -> {
                            write(directory.resolve("in/day=1/f.json"), "{\"id\":1}\n", 1);
                            write(directory.resolve("in/day=2/f.json"), "{\"id\":2}\n", 2);
                            return run(json(spark), directory + "/in");
                        }),
                new Question(
                        "source: partition directories beside files",
                        (spark, directory) -> {
                            files(directory, 1);
                            write(directory.resolve("in/day=1/f.json"), "{\"id\":1}\n", 1);
                            return run(json(spark), directory + "/in");
                        }),
                new Question(
                        "source: the same name in two directories",
                        (spark, directory) -> {
                            write(directory.resolve("in/day=1/f.json"), "{\"id\":1}\n", 1);
                            write(directory.resolve("in/day=2/f.json"), "{\"id\":2}\n", 2);
                            return run(
                                    json(spark)
                                            .option("fileNameOnly", "true")
                                            .option("maxFilesPerTrigger", "1"),
                                    directory + "/in");
                        }));
    }

    private static List<Question> cleaning() {
        return List.of(
                cleaned("delete", List.of("cleanSource", "delete")),
                cleaned("archive", List.of("cleanSource", "archive", "sourceArchiveDir", "$/old")),
                cleaned(
                        "archive within the source",
                        List.of("cleanSource", "ARCHIVE", "sourceArchiveDir", "$/in/old")),
                cleaned(
                        "archive above the source",
                        List.of("cleanSource", "archive", "sourceArchiveDir", "$")),
                new Question(
                        "source: clean a directory with a sink log",
                        (spark, directory) -> {
                            files(directory, 2);
                            json(spark)
                                    .load(directory + "/in")
                                    .writeStream()
                                    .format("json")
                                    .option("checkpointLocation", directory + "/c")
                                    .trigger(Trigger.AvailableNow())
                                    .start(directory + "/out")
                                    .awaitTermination();
                            return run(
                                    json(spark).option("cleanSource", "delete"),
                                    directory + "/out");
                        }));
    }

    private static List<Question> schemas() {
        List<Question> questions = new ArrayList<>();
        for (String format : List.of("json", "csv", "parquet", "text")) {
            questions.add(
                    new Question(
                            "source: inferred schema of " + format,
                            (spark, directory) -> {
                                Dataset<Row> rows =
                                        spark.sql(
                                                "SELECT CAST(id AS STRING) AS value"
                                                        + " FROM range(3)");
                                rows.coalesce(1).write().format(format).save(directory + "/in");
                                spark.conf().set("spark.sql.streaming.schemaInference", "true");
                                return run(spark.readStream().format(format), directory + "/in");
                            }));
        }
        questions.add(
                new Question(
                        "source: inferred schema of nothing",
                        (spark, directory) -> {
                            Files.createDirectories(directory.resolve("in"));
                            spark.conf().set("spark.sql.streaming.schemaInference", "true");
                            return run(spark.readStream().format("json"), directory + "/in");
                        }));
        questions.add(
                new Question(
                        "source: text without a schema",
                        (spark, directory) -> {
                            write(directory.resolve("in/a.txt"), "one\n\ntwo", 1);
                            return run(spark.readStream().format("text"), directory + "/in");
                        }));
        questions.add(
                new Question(
                        "source: no path",
                        (spark, directory) ->
                                spark.readStream()
                                        .format("json")
                                        .schema("id INT")
                                        .load()
                                        .schema()
                                        .toDDL()));
        questions.add(
                new Question(
                        "source: path that is not there",
                        (spark, directory) -> run(json(spark), directory + "/none")));
        questions.add(
                new Question(
                        "source: glob that matches nothing",
                        (spark, directory) -> run(json(spark), directory + "/none*")));
        return questions;
    }

    private static List<Question> ratesFirst() {
        return List.of(
                new Question(
                        "source: rate, schema and first batch",
                        (spark, directory) -> {
                            Dataset<Row> rows =
                                    spark.readStream()
                                            .format("rate")
                                            .option("rowsPerSecond", "10")
                                            .option("numPartitions", "3")
                                            .load();
                            return rows.schema().treeString()
                                    + String.join(" ", rows.columns())
                                    + "\n"
                                    + once(rows.select("value"), directory);
                        }),
                new Question(
                        "source: rate per micro-batch",
                        (spark, directory) ->
                                once(
                                                spark.readStream()
                                                        .format("rate-micro-batch")
                                                        .option("rowsPerBatch", "5")
                                                        .option("startTimestamp", "1000")
                                                        .option("numPartitions", "2")
                                                        .load(),
                                                directory)
                                        + once(
                                                spark.readStream()
                                                        .format("rate-micro-batch")
                                                        .option("rowsPerBatch", "4")
                                                        .option("advanceMillisPerBatch", "7")
                                                        .load(),
                                                directory)),
                new Question(
                        "source: rate per micro-batch beside files",
                        (spark, directory) -> {
                            files(directory, 3);
                            Dataset<Row> files =
                                    json(spark)
                                            .option("maxFilesPerTrigger", "1")
                                            .load(directory + "/in")
                                            .selectExpr("CAST(id AS LONG) AS value");
                            return once(
                                    spark.readStream()
                                            .format("rate-micro-batch")
                                            .option("rowsPerBatch", "2")
                                            .load()
                                            .select("value")
                                            .union(files),
                                    directory);
                        }));
    }

    private static List<Question> ratesSecond() {
        return List.of(
                new Question(
                        "source: rate beside files",
                        (spark, directory) -> {
                            files(directory, 3);
                            Dataset<Row> files =
                                    json(spark)
                                            .option("maxFilesPerTrigger", "1")
                                            .load(directory + "/in")
                                            .selectExpr("CAST(id AS LONG) AS value");
                            return once(
                                    spark.readStream()
                                            .format("rate")
                                            .option("rowsPerSecond", "1")
                                            .option("rampUpTime", "1h")
                                            .load()
                                            .select("value")
                                            .union(files),
                                    directory);
                        }),
                new Question(
                        "source: rate as a table",
                        (spark, directory) -> Transcript.bag(spark.read().format("rate").load())),
                new Question(
                        "source: rate per micro-batch as a table",
                        (spark, directory) ->
                                Transcript.bag(
                                        spark.read()
                                                .format("rate-micro-batch")
                                                .option("rowsPerBatch", "1")
                                                .load())),
                new Question(
                        "source: socket as a table",
                        (spark, directory) ->
                                Transcript.bag(
                                        spark.read()
                                                .format("socket")
                                                .option("host", "localhost")
                                                .option("port", "1")
                                                .load())));
    }

    private static List<Question> ratesThird() {
        return List.of(
                new Question(
                        "source: rate as a streaming sink",
                        (spark, directory) -> {
                            files(directory, 1);
                            json(spark)
                                    .load(directory + "/in")
                                    .writeStream()
                                    .format("rate")
                                    .option("checkpointLocation", directory + "/c")
                                    .start()
                                    .awaitTermination();
                            return "written";
                        }),
                new Question(
                        "source: rate with a schema",
                        (spark, directory) ->
                                spark.readStream()
                                        .format("rate")
                                        .schema("id INT")
                                        .load()
                                        .schema()
                                        .toDDL()),
                new Question(
                        "source: rate with a path",
                        (spark, directory) ->
                                spark.readStream()
                                        .format("rate")
                                        .load(directory.toString())
                                        .schema()
                                        .toDDL()));
    }

    private static List<Question> rateOptions() {
        List<Question> questions = new ArrayList<>();
        for (List<String> options :
                List.of(
                        List.of("rate", "rowsPerSecond", "0"),
                        List.of("rate", "rowsPerSecond", "many"),
                        List.of("rate", "rampUpTime", "-1s"),
                        List.of("rate", "rampUpTime", "soon"),
                        List.of("rate", "rampUpTime", "1500ms"),
                        List.of("rate", "numPartitions", "0"),
                        List.of("rate", "numPartitions", "x"),
                        List.of("rate", "rowsPerSecond", "9223372036854775807", "rampUpTime", "2s"),
                        List.of("rate-micro-batch"),
                        List.of("rate-micro-batch", "rowsPerBatch", "-1"),
                        List.of("rate-micro-batch", "rowsPerBatch", "x"),
                        List.of("rate-micro-batch", "rowsPerBatch", "1", "numPartitions", "0"),
                        List.of("rate-micro-batch", "rowsPerBatch", "1", "startTimestamp", "-1"),
                        List.of(
                                "rate-micro-batch",
                                "rowsPerBatch",
                                "1",
                                "advanceMillisPerBatch",
                                "-1"),
                        List.of(
                                "rate-micro-batch",
                                "rowsPerBatch",
                                "1",
                                "advanceMillisPerBatch",
                                "0"),
                        List.of("socket"),
                        List.of("socket", "host", "localhost"),
                        List.of("socket", "port", "1"),
                        List.of("socket", "host", "localhost", "port", "x"),
                        List.of(
                                "socket",
                                "host",
                                "localhost",
                                "port",
                                "1",
                                "includeTimestamp",
                                "maybe"),
                        List.of(
                                "socket",
                                "host",
                                "localhost",
                                "port",
                                "1",
                                "includeTimestamp",
                                "true"))) {
            questions.add(
                    new Question(
                            "source: options of " + String.join(" ", options),
                            (spark, directory) ->
                                    options(
                                                    spark.readStream().format(options.getFirst()),
                                                    options.subList(1, options.size()))
                                            .load()
                                            .schema()
                                            .treeString()));
        }
        return questions;
    }

    private static List<Question> sockets() {
        return List.of(
                new Question(
                        "source: socket where nobody listens",
                        (spark, directory) ->
                                once(
                                        spark.readStream()
                                                .format("socket")
                                                .option("host", "localhost")
                                                .option("port", "1")
                                                .load(),
                                        directory)));
    }

    private static List<Question> badFiles() {
        return List.of(
                new Question(
                        "source: empty file",
                        (spark, directory) -> {
                            files(directory, 2);
                            write(directory.resolve("in/f0.json"), "", 0);
                            return run(
                                    json(spark).option("maxFilesPerTrigger", "1"),
                                    directory + "/in");
                        }),
                new Question(
                        "source: half a line",
                        (spark, directory) -> {
                            files(directory, 2);
                            write(directory.resolve("in/f0.json"), "{\"id\":7}\n{\"id\":", 0);
                            return run(json(spark), directory + "/in");
                        }),
                new Question(
                        "source: broken parquet file",
                        (spark, directory) -> {
                            write(directory.resolve("in/f0.parquet"), "PAR1 and nothing", 0);
                            return run(
                                    spark.readStream().format("parquet").schema("id INT"),
                                    directory + "/in");
                        }),
                new Question(
                        "source: parquet file of another schema",
                        (spark, directory) -> {
                            spark.sql("SELECT 'x' AS id")
                                    .coalesce(1)
                                    .write()
                                    .parquet(directory + "/in");
                            return run(
                                    spark.readStream().format("parquet").schema("id INT"),
                                    directory + "/in");
                        }),
                new Question(
                        "source: text instead of gzip",
                        (spark, directory) -> {
                            write(directory.resolve("in/f0.json.gz"), "{\"id\":1}\n", 0);
                            return run(json(spark), directory + "/in");
                        }));
    }

    private static Question numbered(String name, int count, List<String> options) {
        return new Question(
                "source: files, " + name,
                (spark, directory) -> {
                    files(directory, count);
                    return run(options(json(spark), options), directory + "/in");
                });
    }

    private static Question cleaned(String name, List<String> options) {
        return new Question(
                "source: clean, " + name,
                (spark, directory) -> {
                    files(directory, 3);
                    List<String> here =
                            options.stream()
                                    .map(text -> text.replace("$", directory.toString()))
                                    .toList();
                    String answer =
                            run(
                                    options(json(spark), here).option("maxFilesPerTrigger", "1"),
                                    directory + "/in");
                    return answer + "\n" + left(directory);
                });
    }

    private static DataStreamReader json(SparkSession spark) {
        return spark.readStream().format("json").schema("id INT");
    }

    private static DataStreamReader options(DataStreamReader reader, List<String> options) {
        for (int i = 0; i < options.size(); i += 2) {
            reader.option(options.get(i), options.get(i + 1));
        }
        return reader;
    }

    private static void files(Path directory, int count) throws java.io.IOException {
        for (int file = 0; file < count; file++) {
            write(directory.resolve("in/f" + file + ".json"), "{\"id\":" + file + "}\n", file);
        }
    }

    private static void write(Path file, String text, int second) throws java.io.IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(FIRST_MILLIS + 1000L * second));
    }

    /// What is left of the data files below a directory.
    private static String left(Path directory) throws java.io.IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .map(name -> name.replace(directory.toString().substring(1), "<directory>"))
                    .filter(name -> name.matches(".*f[0-9]\\.json"))
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String run(DataStreamReader reader, String path) throws Exception {
        Dataset<Row> rows = reader.load(path);
        return rows.schema().treeString() + once(rows, Path.of(path).resolveSibling(""));
    }

    /// Runs a stream, or goes on with it, to the end of what there is.
    private static String once(Dataset<Row> rows, Path directory) throws Exception {
        StreamingQuery query =
                rows.writeStream()
                        .format("json")
                        .queryName(NAME)
                        .option("checkpointLocation", directory + "/checkpoint")
                        .trigger(Trigger.AvailableNow())
                        .start(directory + "/batches");
        try {
            query.awaitTermination();
        } catch (StreamingQueryException failure) {
            return reason(failure);
        }
        return Arrays.stream(query.recentProgress())
                        .filter(batch -> batch.durationMs().containsKey("addBatch"))
                        .map(SourceQuestions::batch)
                        .collect(Collectors.joining())
                + Transcript.bag(
                        rows.sparkSession()
                                .read()
                                .schema(rows.schema())
                                .json(directory + "/batches"));
    }

    /// The first lines of what made a query fail.
    private static String reason(StreamingQueryException failure) {
        String text = String.valueOf(failure.getMessage());
        int start = text.indexOf("terminated with exception: ");
        return text.substring(Math.max(0, start))
                .lines()
                .filter(line -> !line.startsWith("==") && !line.isBlank())
                .limit(3)
                .collect(Collectors.joining("\n"));
    }

    private static String batch(StreamingQueryProgress batch) {
        return "batch %d: %d rows, %s%n"
                .formatted(
                        batch.batchId(),
                        batch.numInputRows(),
                        Arrays.stream(batch.sources())
                                .map(
                                        source ->
                                                source.description()
                                                        + " "
                                                        + source.startOffset()
                                                        + " to "
                                                        + source.endOffset()
                                                        + ", latest "
                                                        + source.latestOffset()
                                                        + ", "
                                                        + source.numInputRows()
                                                        + " rows, metrics "
                                                        + source.metrics())
                                .toList());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import dev.millrace.tests.Scratch;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Questions about files that change, vanish or appear while a stream reads their directory.
final class ChangingSourceQuestions {
    private static final long FIRST_MILLIS = 1_704_103_200_000L;

    private ChangingSourceQuestions() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>();
        all.addAll(allFirst());
        all.addAll(allSecond());
        return all;
    }

    private static List<Question> allFirst() {
        return List.of(
                stepped(
                        "a file that is written again is not read again",
                        Map.of(),
                        List.of(
                                in -> write(in.resolve("a.json"), "{\"id\":1}\n", 1),
                                in -> write(in.resolve("a.json"), "{\"id\":2}\n", 9),
                                in -> write(in.resolve("b.json"), "{\"id\":3}\n", 2))),
                stepped(
                        "a file under another name is read again",
                        Map.of(),
                        List.of(
                                in -> write(in.resolve("a.json"), "{\"id\":1}\n", 1),
                                in -> Files.move(in.resolve("a.json"), in.resolve("b.json")))),
                stepped(
                        "a file that is too old is never read",
                        Map.of("maxFileAge", "10s"),
                        List.of(
                                in -> write(in.resolve("a.json"), "{\"id\":1}\n", 100),
                                in -> write(in.resolve("b.json"), "{\"id\":2}\n", 90),
                                in -> write(in.resolve("c.json"), "{\"id\":3}\n", 89),
                                in -> write(in.resolve("d.json"), "{\"id\":4}\n", 200),
                                in -> write(in.resolve("e.json"), "{\"id\":5}\n", 100))),
                stepped(
                        "a file that was forgotten is read again when it is touched",
                        Map.of("maxFileAge", "10s"),
                        List.of(
                                in -> write(in.resolve("a.json"), "{\"id\":1}\n", 100),
                                in -> write(in.resolve("b.json"), "{\"id\":2}\n", 200),
                                in -> write(in.resolve("a.json"), "{\"id\":3}\n", 200))),
                stepped(
                        "age does not count with the newest first and a limit",
                        Map.of(
                                "maxFileAge", "10s",
                                "latestFirst", "true",
                                "maxFilesPerTrigger", "5"),
                        List.of(
                                in -> write(in.resolve("a.json"), "{\"id\":1}\n", 100),
                                in -> write(in.resolve("b.json"), "{\"id\":2}\n", 1))),
                stepped(
                        "partitions that appear later",
                        Map.of(),
                        List.of(
                                in -> Files.createDirectories(in),
                                in -> write(in.resolve("k=1/a.json"), "{\"id\":1}\n", 1),
                                in -> write(in.resolve("k=2/a.json"), "{\"id\":2}\n", 2))),
                stepped(
                        "files beside partitions that appear later",
                        Map.of(),
                        List.of(
                                in -> write(in.resolve("a.json"), "{\"id\":1,\"k\":\"x\"}\n", 1),
                                in -> write(in.resolve("k=y/a.json"), "{\"id\":2}\n", 2),
                                in -> write(in.resolve("b.json"), "{\"id\":3,\"k\":\"z\"}\n", 3))));
    }

    private static List<Question> allSecond() {
        return List.of(
                stepped(
                        "hidden files are read once they have their name",
                        Map.of(),
                        List.of(
                                in -> write(in.resolve("_a.json"), "{\"id\":1}\n", 1),
                                in -> write(in.resolve(".b.json"), "{\"id\":2}\n", 2),
                                in -> write(in.resolve("c.json._COPYING_"), "{\"id\":3}\n", 3),
                                in -> Files.move(in.resolve("_a.json"), in.resolve("a.json")))),
                stepped(
                        "directories of another kind",
                        Map.of(),
                        List.of(
                                in -> write(in.resolve("below/a.json"), "{\"id\":1}\n", 1),
                                in -> write(in.resolve("k=1/a.json"), "{\"id\":2}\n", 2))),
                stepped(
                        "directory that is removed",
                        Map.of(),
                        List.of(
                                in -> write(in.resolve("a.json"), "{\"id\":1}\n", 1),
                                Scratch::delete,
                                in -> write(in.resolve("b.json"), "{\"id\":2}\n", 2))),
                rerun("a file that vanished", Map.of(), in -> Files.delete(in.resolve("b.json"))),
                rerun(
                        "a file that vanished and may",
                        Map.of("ignoreMissingFiles", "true"),
                        in -> Files.delete(in.resolve("b.json"))),
                rerun(
                        "a file that has other rows now",
                        Map.of(),
                        in -> write(in.resolve("b.json"), "{\"id\":8}\n{\"id\":9}\n", 9)),
                rerun(
                        "a file that is empty now",
                        Map.of(),
                        in -> write(in.resolve("b.json"), "", 9)));
    }

    /// What happens to a directory between two batches.
    private interface Step {
        void change(Path directory) throws IOException;
    }

    /// Lets one change after another happen to the directory of a running query.
    private static Question stepped(String name, Map<String, String> options, List<Step> steps) {
        return new Question(
                "source: change: " + name,
                (spark, directory) -> {
                    Path in = Files.createDirectories(directory.resolve("in"));
                    StreamingQuery query =
                            start(spark, options, directory, Trigger.ProcessingTime(0));
                    StringBuilder answer = new StringBuilder();
                    try {
                        for (Step step : steps) {
                            step.change(in);
                            query.processAllAvailable();
                            answer.append(rows(spark, directory)).append('\n');
                        }
                    } catch (Exception failure) {
                        answer.append(reason(failure));
                    } finally {
                        query.stop();
                    }
                    return answer.toString();
                });
    }

    /// Lets a change happen to a file whose batch is going to be run again.
    private static Question rerun(String name, Map<String, String> options, Step step) {
        return new Question(
                "source: run again: " + name,
                (spark, directory) -> {
                    Path in = directory.resolve("in");
                    write(in.resolve("a.json"), "{\"id\":1}\n", 1);
                    write(in.resolve("b.json"), "{\"id\":2}\n", 2);
                    start(spark, options, directory, Trigger.AvailableNow()).awaitTermination();
                    Files.delete(directory.resolve("checkpoint/commits/1"));
                    Files.deleteIfExists(directory.resolve("checkpoint/commits/.1.crc"));
                    Files.delete(directory.resolve("out/_spark_metadata/1"));
                    Files.deleteIfExists(directory.resolve("out/_spark_metadata/.1.crc"));
                    step.change(in);
                    try {
                        start(spark, options, directory, Trigger.AvailableNow()).awaitTermination();
                    } catch (StreamingQueryException failure) {
                        return reason(failure);
                    }
                    return rows(spark, directory);
                });
    }

    private static StreamingQuery start(
            SparkSession spark, Map<String, String> options, Path directory, Trigger trigger)
            throws Exception {
        Dataset<Row> rows =
                spark.readStream()
                        .format("json")
                        .schema("id INT, k STRING")
                        .option("maxFilesPerTrigger", "1")
                        .options(options)
                        .load(directory + "/in");
        return rows.writeStream()
                .format("json")
                .option("checkpointLocation", directory + "/checkpoint")
                .trigger(trigger)
                .start(directory + "/out");
    }

    private static String rows(SparkSession spark, Path directory) {
        return spark
                .read()
                .schema("id INT, k STRING")
                .json(directory + "/out")
                .collectAsList()
                .stream()
                .map(Row::toString)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /// Puts a file in its place at once: a query may be looking.
    private static void write(Path file, String text, int second) throws IOException {
        Files.createDirectories(file.getParent());
        Path hidden = file.resolveSibling(".being-written");
        Files.writeString(hidden, text);
        Files.setLastModifiedTime(hidden, FileTime.fromMillis(FIRST_MILLIS + 1000L * second));
        Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// The first lines of what made a query fail.
    static String reason(Exception failure) {
        String text = String.valueOf(failure.getMessage());
        int start = text.indexOf("terminated with exception: ");
        return text.substring(Math.max(0, start))
                .lines()
                .filter(line -> !line.startsWith("==") && !line.isBlank())
                .limit(2)
                .collect(Collectors.joining("\n"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import dev.millrace.tests.SensorFiles;
import dev.millrace.tests.oracle.random.RandomQuery;
import dev.millrace.tests.oracle.random.Source;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Runs random queries: the rows that are new after each file, and what every batch said of itself.
final class RandomStreams {
    /// So many seeds are asked in every build.
    private static final int RECORDED = 30;

    private static final int HARD = 12;

    /// Seeds that were once answered otherwise: by filters below a watermark that hold for the
    /// other side of a join, by keys with a window for a time, by a filter that nothing passes, by
    /// outer joins under a filter that makes them inner ones.
    private static final long[] FOUND = {
        20_013, 20_049, 20_062, 20_204, 20_231, 20_270, 20_461, 20_482
    };

    private final RandomQuery random;
    private final SparkSession spark;
    private final Path directory;
    private final Dataset<Row> result;
    private final List<String> answer = new ArrayList<>();
    private List<String> known = new ArrayList<>();

    private RandomStreams(RandomQuery random, SparkSession spark, Path directory) {
        this.random = random;
        this.spark = spark;
        this.directory = directory;
        spark.conf().set("spark.sql.shuffle.partitions", "1");
        for (Source source : random.pipeline().sources()) {
            input(source.name());
        }
        result = random.pipeline().on(this::open);
    }

    /// The questions of the record: the first seeds, and those that found something.
    static List<Question> all() {
        Stream<Question> all =
                LongStream.concat(LongStream.rangeClosed(1, RECORDED), LongStream.of(FOUND))
                        .mapToObj(seed -> question("random: seed " + seed, RandomQuery.of(seed)));
        Stream<Question> hard =
                LongStream.rangeClosed(1, HARD)
                        .mapToObj(seed -> question("random: hard " + seed, RandomQuery.hard(seed)));
        return Stream.concat(all, hard).toList();
    }

    static Question question(String name, RandomQuery random) {
        return new Question(
                name, (spark, directory) -> new RandomStreams(random, spark, directory).run());
    }

    private Dataset<Row> open(Source source) {
        return spark.readStream()
                .schema(source.ddl())
                .option("maxFilesPerTrigger", 1)
                .json(input(source.name()).toString());
    }

    private Path input(String source) {
        Path input = directory.resolve(source);
        if (!input.toFile().isDirectory() && !input.toFile().mkdirs()) {
            throw new IllegalStateException("cannot make " + input);
        }
        return input;
    }

    private String run() throws Exception {
        answer.add(result.schema().toDDL());
        for (int file = 0; file < random.before(); file++) {
            write(file);
        }
        StreamingQuery query = start();
        try {
            for (int file = random.before(); file < random.files().size(); file++) {
                write(file);
                query.processAllAvailable();
                rows("after file " + file);
                if (file == random.restart()) {
                    query.stop();
                    answer.add(SteppedStream.counts(query) + "restarted");
                    query = start();
                }
            }
            if (random.before() == random.files().size()) {
                query.processAllAvailable();
                rows("after all files");
            }
        } catch (StreamingQueryException ended) {
            answer.add(SteppedStream.cause(ended));
        } finally {
            query.stop();
        }
        return String.join("\n", answer) + "\n" + SteppedStream.counts(query);
    }

    private StreamingQuery start() throws Exception {
        DataStreamWriter<Row> writer =
                result.writeStream()
                        .outputMode(random.mode())
                        .option("checkpointLocation", directory.resolve("checkpoint").toString());
        return toFiles()
                ? writer.format("parquet").start(output().toString())
                : writer.format("memory").queryName(SteppedStream.NAME).start();
    }

    /// The memory sink goes on after a restart in complete mode only.
    private boolean toFiles() {
        return random.restart() >= 0 && !random.mode().equals("complete");
    }

    private Path output() {
        return directory.resolve("out");
    }

    private void write(int file) throws Exception {
        RandomQuery.Arrival arrival = random.files().get(file);
        SensorFiles.write(input(arrival.source()), file, arrival.lines());
    }

    private void rows(String when) {
        List<String> rows = new ArrayList<>(table());
        List<String> all = List.copyOf(rows);
        if (random.mode().equals("complete")) {
            known.clear();
        }
        known.forEach(rows::remove);
        answer.add(when + ": " + rows);
        known = new ArrayList<>(all);
    }

    private List<String> table() {
        if (toFiles() && !Files.isDirectory(output().resolve("_spark_metadata"))) {
            return List.of();
        }
        Dataset<Row> rows =
                toFiles()
                        ? spark.read().schema(result.schema()).parquet(output().toString())
                        : spark.table(SteppedStream.NAME);
        return rows.collectAsList().stream().map(Row::toString).sorted().toList();
    }
}

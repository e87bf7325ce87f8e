// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.session_window;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// A query with event-time state that is stopped after every file, and started again by another
/// server, gives the rows of one that was never stopped.
@Timeout(120)
final class EventTimeRestartTest {
    private static final Instant START = Instant.parse("2024-01-01T10:00:00Z");
    private static final int FILES = 4;

    private final Path scratch;

    EventTimeRestartTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    private static Dataset<Row> timed(Dataset<Row> rows) {
        return rows.withWatermark("at", "10 minutes");
    }

    private static List<String> readings(int file, Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long second = file * 900L + random.nextInt(1_500);
            String sensor = random.nextInt(9) == 0 ? null : "s" + random.nextInt(6);
            lines.add(SensorFiles.line(sensor, START.plusSeconds(second / 30 * 30).toString(), i));
        }
        return lines;
    }

    private static DataStreamWriter<Row> writer(
            SparkSession spark, Path directory, UnaryOperator<Dataset<Row>> shape) {
        Dataset<Row> rows =
                spark.readStream()
                        .schema(SensorFiles.SCHEMA)
                        .json(directory.resolve("in").toString());
        return shape.apply(rows)
                .writeStream()
                .format("json")
                .option("path", directory.resolve("out").toString())
                .option("checkpointLocation", directory.resolve("checkpoint").toString());
    }

    private static List<String> output(SparkSession spark, Path directory) {
        return spark.read().json(directory.resolve("out").toString()).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    private List<String> uninterrupted(Path directory, UnaryOperator<Dataset<Row>> shape)
            throws Exception {
        Random random = new Random(3);
        SensorFiles.write(directory.resolve("in"), 0, readings(0, random));
        try (MillraceServer server = new MillraceServer();
                SparkSession spark = server.client()) {
            StreamingQuery query = writer(spark, directory, shape).start();
            query.processAllAvailable();
            for (int file = 1; file < FILES; file++) {
                SensorFiles.write(directory.resolve("in"), file, readings(file, random));
                query.processAllAvailable();
            }
            query.stop();
            return output(spark, directory);
        }
    }

    private List<String> restarted(Path directory, UnaryOperator<Dataset<Row>> shape)
            throws Exception {
        Random random = new Random(3);
        List<String> output = List.of();
        for (int file = 0; file < FILES; file++) {
            SensorFiles.write(directory.resolve("in"), file, readings(file, random));
            try (MillraceServer server = new MillraceServer();
                    SparkSession spark = server.client()) {
                StreamingQuery query = writer(spark, directory, shape).start();
                query.processAllAvailable();
                query.stop();
                output = output(spark, directory);
            }
        }
        return output;
    }

    private void check(UnaryOperator<Dataset<Row>> shape) throws Exception {
        List<String> expected = uninterrupted(scratch.resolve("one"), shape);
        assertThat(expected).isNotEmpty();
        assertThat(restarted(scratch.resolve("many"), shape)).isEqualTo(expected);
    }

    @Test
    void keysThatWereSeenStaySeen() throws Exception {
        check(rows -> timed(rows).dropDuplicates("sensor", "at").select("sensor", "at"));
    }

    @Test
    void keysExpireWithinTheWatermark() throws Exception {
        check(rows -> timed(rows).dropDuplicatesWithinWatermark("sensor").select("sensor", "at"));
    }

    @Test
    void sessionsGoOn() throws Exception {
        check(
                rows ->
                        timed(rows)
                                .groupBy(session_window(col("at"), "2 minutes"), col("sensor"))
                                .agg(sum("value"), count(lit(1)), first("at")));
    }

    @Test
    void aLimitRemembersWhatItLetPass() throws Exception {
        check(rows -> rows.select("sensor", "at").limit(100));
    }

    @Test
    void everyLevelOfAChainGoesOn() throws Exception {
        check(
                rows ->
                        timed(rows)
                                .dropDuplicates("sensor", "at")
                                .groupBy(window(col("at"), "5 minutes"), col("sensor"))
                                .agg(count(lit(1)).as("n"))
                                .groupBy(window(col("window"), "10 minutes"))
                                .agg(sum("n")));
    }
}

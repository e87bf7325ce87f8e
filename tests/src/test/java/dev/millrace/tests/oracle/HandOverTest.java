// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.Failures.assertQueryFails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A query that real Spark began goes on in Millrace, and the other way round, and back: the rows
/// are those of a query that nobody interrupted. `-Dmillrace.record=true` keeps what Spark left for
/// `RecordedCheckpointTest`.
@Tag("spark")
@Timeout(900)
final class HandOverTest {
    private static SparkServer sparkServer;
    private static MillraceServer millraceServer;

    private final Path scratch;

    HandOverTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        sparkServer = SparkServer.start(directory);
        millraceServer = new MillraceServer();
    }

    @AfterAll
    static void stop() throws Exception {
        millraceServer.close();
        sparkServer.close();
    }

    @ParameterizedTest
    @EnumSource
    void aQueryOfSparkGoesOnInMillraceAndBack(HandedOver query) throws Exception {
        try (SparkSession spark = sparkServer.client();
                SparkSession millrace = millraceServer.client()) {
            assertSameAsUninterrupted(query, spark, millrace);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aQueryOfMillraceGoesOnInSparkAndBack(HandedOver query) throws Exception {
        try (SparkSession spark = sparkServer.client();
                SparkSession millrace = millraceServer.client()) {
            assertSameAsUninterrupted(query, millrace, spark);
        }
    }

    /// Seven files by one, seven by the other, which compacts the logs of the first, and two by the
    /// first again.
    private void assertSameAsUninterrupted(
            HandedOver query, SparkSession first, SparkSession second) throws Exception {
        Path passed = scratch.resolve("passed");
        query.run(first, passed, 0, 7);
        query.run(second, passed, 7, 14);
        long last = query.run(first, passed, 14, 16);
        Path whole = scratch.resolve("whole");
        try (SparkSession millrace = millraceServer.client()) {
            query.run(millrace, whole, 0, 7);
            query.run(millrace, whole, 7, 14);
            assertThat(query.run(millrace, whole, 14, 16)).isEqualTo(last);
            List<String> rows = query.rows(millrace, whole);
            assertThat(rows).hasSizeGreaterThan(30);
            assertThat(query.rows(first, passed)).isEqualTo(rows);
            assertThat(query.rows(second, passed)).isEqualTo(rows);
        }
        assertThat(HandedOver.committed(passed)).isEqualTo(HandedOver.committed(whole));
    }

    /// A long log is compacted every 20 batches instead of every ten (see `CompactibleLog`): Spark
    /// reads it, keeps to that, and Millrace goes on with what Spark wrote.
    @Test
    void sparkGoesOnWithALogThatIsCompactedLessOften() throws Exception {
        try (SparkSession spark = sparkServer.client();
                SparkSession millrace = millraceServer.client()) {
            copy(millrace, 0, 45);
            assertThat(compactFiles()).containsExactly("19.compact", "39.compact", "9.compact");
            copy(spark, 45, 66);
            assertThat(compactFiles())
                    .containsExactly("19.compact", "39.compact", "59.compact", "9.compact");
            copy(millrace, 66, 70);
            String out = scratch.resolve("long.out").toString();
            String in = longNamed().toString();
            for (SparkSession either : List.of(spark, millrace)) {
                assertThat(
                                either.read()
                                        .schema(SensorFiles.SCHEMA)
                                        .json(out)
                                        .sort("value")
                                        .collectAsList())
                        .hasSize(70 * SensorFiles.ROWS_PER_FILE)
                        .isEqualTo(
                                either.read()
                                        .schema(SensorFiles.SCHEMA)
                                        .json(in)
                                        .sort("value")
                                        .collectAsList());
            }
        }
    }

    /// Entries of the log are as long as the names of files: few files make it long.
    private Path longNamed() {
        Path directory = scratch;
        for (int i = 0; i < 4; i++) {
            directory = directory.resolve("n".repeat(250));
        }
        return directory;
    }

    private List<String> compactFiles() throws IOException {
        try (Stream<Path> files = Files.list(scratch.resolve("long.checkpoint/sources/0"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".compact") && !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private void copy(SparkSession spark, int from, int until) throws Exception {
        SensorFiles.write(longNamed(), from, until);
        spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(longNamed().toString())
                .writeStream()
                .format("json")
                .option("checkpointLocation", scratch.resolve("long.checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start(scratch.resolve("long.out").toString())
                .awaitTermination();
    }

    @Test
    void stateOfTheOtherIsRefused() throws Exception {
        try (SparkSession spark = sparkServer.client();
                SparkSession millrace = millraceServer.client()) {
            counts(spark, "spark", 0, 2).awaitTermination();
            assertQueryFails(counts(millrace, "spark", 2, 3))
                    .hasMessageContaining("state is in Spark's form");
            counts(millrace, "millrace", 0, 2).awaitTermination();
            assertQueryFails(counts(spark, "millrace", 2, 3))
                    .hasMessageContaining("CANNOT_LOAD_STATE_STORE");
        }
    }

    private StreamingQuery counts(SparkSession spark, String name, int from, int until)
            throws Exception {
        Path in = scratch.resolve(name);
        SensorFiles.write(in, from, until);
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(in.toString())
                .groupBy("sensor")
                .count()
                .writeStream()
                .format("noop")
                .outputMode("update")
                .option("checkpointLocation", scratch.resolve(name + ".checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start();
    }

    @Test
    void whatSparkLeavesIsRecorded() throws Exception {
        Path directory = scratch.resolve("left");
        try (SparkSession spark = sparkServer.client()) {
            HandedOver.FILES_TO_JSON.run(
                    spark, directory, 0, RecordedCheckpointTest.FILES_OF_SPARK);
        }
        RecordedTree left = RecordedTree.of(directory, List.of("checkpoint", "out"));
        if (Boolean.getBoolean("millrace.record")) {
            left.write(RecordedCheckpointTest.recorded());
        }
        assertThat(left.files().keySet())
                .contains("checkpoint/metadata", "checkpoint/commits/11", "out/_spark_metadata/11");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.badinput;

import static dev.millrace.tests.Failures.assertFails;
import static dev.millrace.tests.Failures.assertQueryFails;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.Scratch;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Every case of bad input: Spark's condition, a message that names the thing, and committed data
/// as before.
@Timeout(120)
final class BadInputTest {
    private final Path scratch;

    private final FailingDisk disk = new FailingDisk();
    private MillraceServer server;
    private SparkSession spark;

    BadInputTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws IOException {
        server = new MillraceServer(MillraceServer.Settings.over(disk));
        spark = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        spark.close();
        server.close();
    }

    @Test
    void anUnknownColumnIsNamedWithItsNeighbours() {
        assertFails(
                        "UNRESOLVED_COLUMN.WITH_SUGGESTION",
                        () -> spark.sql("SELECT idd FROM range(3)").collect())
                .hasMessageContainingAll("`idd`", "`id`");
    }

    @Test
    void anUnknownTableIsNamed() {
        assertFails("TABLE_OR_VIEW_NOT_FOUND", () -> spark.table("ordres").collect())
                .hasMessageContaining("`ordres`");
        assertFails("TABLE_OR_VIEW_NOT_FOUND", () -> spark.sql("SELECT * FROM ordres").collect())
                .hasMessageContaining("`ordres`");
    }

    @Test
    void anUnknownFunctionIsNamed() {
        assertFails("UNRESOLVED_ROUTINE", () -> spark.sql("SELECT uper('a')").collect())
                .hasMessageContaining("`uper`");
    }

    @Test
    void anUnknownFormatIsNamed() {
        assertFails(
                        "DATA_SOURCE_NOT_FOUND",
                        () -> spark.read().format("parkett").load(scratch.toString()).collect())
                .hasMessageContaining("parkett");
        assertFails(
                        "DATA_SOURCE_NOT_FOUND",
                        () ->
                                spark.range(1)
                                        .write()
                                        .format("parkett")
                                        .save(scratch.resolve("t").toString()))
                .hasMessageContaining("parkett");
        assertThat(scratch.resolve("t")).doesNotExist();
    }

    @Test
    void aMissingPathIsNamed() {
        String missing = scratch.resolve("missing").toString();
        for (String format : List.of("parquet", "json", "csv")) {
            assertFails("PATH_NOT_FOUND", () -> spark.read().format(format).load(missing).collect())
                    .hasMessageContaining(missing);
        }
        assertFails("PATH_NOT_FOUND", () -> copy(missing, "out").awaitTermination(60_000))
                .hasMessageContaining(missing);
    }

    @Test
    void aTruncatedParquetFileIsNamed() throws Exception {
        Path table = writeTable();
        Path file = dataFile(table);
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 40));
        assertThatThrownBy(() -> spark.read().schema("id LONG").parquet(table.toString()).collect())
                .hasMessageContaining(file.getFileName().toString());
        assertThatThrownBy(() -> spark.read().parquet(table.toString()).collect())
                .hasMessageContaining(file.getFileName().toString());
    }

    @Test
    void anUnreadableFileIsNamed() throws Exception {
        Path table = writeTable();
        Path file = dataFile(table);
        disk.forbid(file.toString());
        assertThatThrownBy(() -> spark.read().schema("id LONG").parquet(table.toString()).collect())
                .hasMessageContaining(file.getFileName().toString());
    }

    @Test
    void anUnreadableFileFailsTheStreamAndIsReadOnceItCanBe() throws Exception {
        Path in = scratch.resolve("in");
        SensorFiles.write(in, 0, 2);
        disk.forbid(in.resolve("f0001.json").toString());
        assertQueryFails(copy(in.toString(), "out"))
                .isInstanceOf(StreamingQueryException.class)
                .hasMessageContaining("f0001.json");
        assertThat(rows("out")).isEqualTo(SensorFiles.ROWS_PER_FILE);
        restart();
        copy(in.toString(), "out").awaitTermination();
        assertThat(rows("out")).isEqualTo(2 * SensorFiles.ROWS_PER_FILE);
    }

    @Test
    void aSchemaThatDoesNotMatchTheFileNamesTheColumn() throws Exception {
        String table = scratch.resolve("t").toString();
        spark.sql("SELECT 'x' AS a").write().parquet(table);
        assertThatThrownBy(() -> spark.read().schema("a INT").parquet(table).collect())
                .hasMessageContaining("[a]")
                .hasMessageContaining("part-");
        assertFails(
                "NUM_COLUMNS_MISMATCH", () -> spark.sql("SELECT 1, 2 UNION SELECT 1").collect());
    }

    @Test
    void whatStreamsCannotDoIsRefusedBeforeAnythingIsWritten() throws Exception {
        SensorFiles.write(scratch.resolve("in"), 0, 1);
        Dataset<Row> stream = stream(scratch.resolve("in").toString());
        assertFails(
                "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
                () -> start(stream.groupBy("sensor").count(), "out"));
        assertThatThrownBy(() -> start(stream.orderBy("value"), "out"))
                .hasMessageContaining("Sorting");
        assertFails(
                "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING",
                () ->
                        start(
                                stream.selectExpr(
                                        "row_number() OVER (PARTITION BY sensor ORDER BY at)"),
                                "out"));
        assertThatThrownBy(stream::collect).hasMessageContaining("writeStream.start()");
        assertThat(scratch.resolve("out")).doesNotExist();
        assertThat(scratch.resolve("checkpoint/commits")).doesNotExist();
    }

    @Test
    void anOptionOrAFormatThatIsNotSupportedIsRefusedByName() {
        assertThatThrownBy(() -> spark.read().format("xml").load(scratch.toString()).collect())
                .hasMessageContaining("xml");
        String table = scratch.resolve("t").toString();
        assertThatThrownBy(() -> spark.range(3).write().option("compression", "lzo").orc(table))
                .hasMessageContaining("lzo");
        assertThatThrownBy(() -> spark.range(3).write().option("orc.stripe.size", "9").orc(table))
                .hasMessageContaining("orc.stripe.size");
        assertThatThrownBy(
                        () ->
                                spark.read()
                                        .option("recursiveFieldMaxDepth", "3")
                                        .schema("id LONG")
                                        .format("avro")
                                        .load(scratch.toString())
                                        .collect())
                .hasMessageMatching("(?is).*recursiveFieldMaxDepth.*");
        assertThat(scratch.resolve("t")).doesNotExist();
    }

    @Test
    void aCorruptCheckpointFileIsNamedAndNothingIsLost() throws Exception {
        for (String log : List.of("offsets/1", "commits/1", "metadata")) {
            Path base = scratch.resolve(log.replace('/', '-'));
            Path in = base.resolve("in");
            SensorFiles.write(in, 0, 2);
            copy(in.toString(), base + "/out").awaitTermination();
            String before = Scratch.fingerprint(base.resolve("out"));
            Path file = scratch.resolve(base + "/out.checkpoint").resolve(log);
            byte[] good = Files.readAllBytes(file);
            Files.writeString(file, "v1\n{\"id");
            SensorFiles.write(in, 2, 3);
            restart();
            assertThatThrownBy(() -> copy(in.toString(), base + "/out").awaitTermination())
                    .as(log)
                    .hasMessageContaining(log.replace("/1", ""));
            assertThat(Scratch.fingerprint(base.resolve("out"))).as(log).isEqualTo(before);
            Files.write(file, good);
            restart();
            copy(in.toString(), base + "/out").awaitTermination();
            assertThat(rows(base + "/out")).as(log).isEqualTo(3 * SensorFiles.ROWS_PER_FILE);
        }
    }

    @Test
    void aCorruptStateFileIsFoundAndNothingIsLost() throws Exception {
        Path in = scratch.resolve("in");
        SensorFiles.write(in, 0, 3);
        start(windows(in), "out").awaitTermination();
        String before = Scratch.fingerprint(scratch.resolve("out"));
        List<Path> states;
        try (Stream<Path> all = Files.walk(scratch.resolve("out.checkpoint/state"))) {
            states = all.filter(Files::isRegularFile).toList();
        }
        assertThat(states).isNotEmpty();
        for (Path state : states) {
            byte[] content = Files.readAllBytes(state);
            if (content.length > 0) {
                content[content.length / 2] ^= 0x55;
                Files.write(state, content);
            }
        }
        SensorFiles.write(in, 3, 40);
        restart();
        assertThatThrownBy(() -> start(windows(in), "out").awaitTermination())
                .hasMessageContaining("state");
        assertThat(Scratch.fingerprint(scratch.resolve("out"))).isEqualTo(before);
    }

    @Test
    void theCheckpointOfAnotherQueryIsRefused() throws Exception {
        Path in = scratch.resolve("in");
        SensorFiles.write(in, 0, 2);
        start(windows(in), "out").awaitTermination();
        SensorFiles.write(in, 2, 3);
        restart();
        Dataset<Row> other =
                stream(in.toString())
                        .withWatermark("at", "1 minute")
                        .groupBy("at")
                        .agg(org.apache.spark.sql.functions.max("sensor").as("total"));
        assertThatThrownBy(() -> start(other.select("total"), "out").awaitTermination())
                .isInstanceOf(Exception.class)
                .hasMessageContaining("schema");
    }

    @Test
    void aFullDiskFailsTheWriteAndLeavesTheOldTable() throws Exception {
        Path table = writeTable();
        String before = Scratch.fingerprint(table);
        disk.freeBytes(100);
        assertThatThrownBy(
                        () ->
                                spark.range(100_000)
                                        .write()
                                        .mode("overwrite")
                                        .parquet(table.toString()))
                .hasMessageContaining("No space left on device");
        disk.freeBytes(Long.MAX_VALUE);
        assertThat(spark.read().parquet(table.toString()).count()).isEqualTo(10);
        assertThat(visible(before)).isEqualTo(visible(Scratch.fingerprint(table)));
    }

    @Test
    void aFullDiskFailsTheStreamWhichGoesOnWhenThereIsRoom() throws Exception {
        Path in = scratch.resolve("in");
        SensorFiles.write(in, 0, 6);
        for (int free = 100; ; free += 900) {
            disk.freeBytes(free);
            try {
                start(windows(in), "out").awaitTermination();
                break;
            } catch (Exception full) {
                assertThat(full).hasMessageContaining("No space left on device");
            }
        }
        disk.freeBytes(Long.MAX_VALUE);
        SensorFiles.write(in, 6, 7);
        start(windows(in), "out").awaitTermination();
        List<Row> once = spark.read().parquet(scratch.resolve("out").toString()).collectAsList();
        assertThat(once).doesNotHaveDuplicates().isNotEmpty();
        start(windows(in), "fresh").awaitTermination();
        assertThat(once)
                .containsExactlyInAnyOrderElementsOf(
                        spark.read().parquet(scratch.resolve("fresh").toString()).collectAsList());
    }

    private Path writeTable() {
        Path table = scratch.resolve("table");
        spark.range(10).write().parquet(table.toString());
        return table;
    }

    private static Path dataFile(Path table) throws IOException {
        try (Stream<Path> files = Files.list(table)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    /// Names of hidden files may change: they are no data.
    private static List<String> visible(String fingerprint) {
        return fingerprint
                .lines()
                .filter(line -> !line.startsWith(".") && !line.startsWith("_millrace"))
                .toList();
    }

    private Dataset<Row> stream(String directory) {
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(directory);
    }

    private Dataset<Row> windows(Path in) {
        return stream(in.toString())
                .withWatermark("at", "1 minute")
                .groupBy(org.apache.spark.sql.functions.window(col("at"), "2 minutes"))
                .count()
                .select("window.start", "count");
    }

    private StreamingQuery copy(String in, String out) throws Exception {
        return start(stream(in), out);
    }

    private StreamingQuery start(Dataset<Row> rows, String out) throws Exception {
        Path path = scratch.resolve(out);
        return rows.writeStream()
                .format("parquet")
                .option("checkpointLocation", path + ".checkpoint")
                .trigger(Trigger.AvailableNow())
                .start(path.toString());
    }

    private long rows(String out) {
        return spark.read().parquet(scratch.resolve(out).toString()).count();
    }

    /// The same directories, seen by a new engine on a disk without faults.
    private void restart() throws IOException {
        stop();
        server = new MillraceServer();
        spark = server.client();
    }
}

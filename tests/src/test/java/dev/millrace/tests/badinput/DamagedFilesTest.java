// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Files with cut ends, flipped bits and bytes that mean something else: rows, or a failure with
/// Spark's condition that names the file; never a hang, a dead server or an error of Java.
///
/// `-Dmillrace.damages=<n>` says how many files of each format, `-Dmillrace.seed=<s>` the first
/// seed. A failure is repeated by `-Dmillrace.damages=1 -Dmillrace.seed=<its seed>`.
@Timeout(600)
final class DamagedFilesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ROWS =
            "SELECT id, CAST(id % 10 AS STRING) s, IF(id % 3 = 0, NULL, id / 4) d, CAST(id AS"
                    + " DECIMAL(20,2)) m, TIMESTAMP'2024-01-01 00:00:00' t, id % 2 = 0 b FROM"
                    + " range(0, 300, 1, 1)";
    private static final String NESTED =
            "SELECT id, array(id, id + 1) a, map('k', CAST(id AS STRING)) m, named_struct('x', id,"
                    + " 'y', array('q')) s FROM range(0, 300, 1, 1)";

    private final Path scratch;
    private final long damages = Long.getLong("millrace.damages", 60);
    private final long firstSeed = Long.getLong("millrace.seed", 1);

    DamagedFilesTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "text", "parquet", "orc", "avro"})
    void aDamagedFileIsReadOrNamed(String format) throws IOException {
        try (MillraceServer server = new MillraceServer();
                SparkSession spark = server.client()) {
            List<Path> good = goodFiles(spark, format);
            for (long seed = firstSeed; seed < firstSeed + damages; seed++) {
                Random random = new Random(seed);
                Path original = good.get(random.nextInt(good.size()));
                byte[] bytes = damaged(Files.readAllBytes(original), random);
                String name = original.getFileName().toString();
                Path bad = scratch.resolve("bad/" + name);
                Files.createDirectories(bad.getParent());
                Files.write(bad, bytes);
                read(spark, format, bad, random, "seed " + seed + " of " + format);
            }
            assertThat(spark.range(3).count()).isEqualTo(3);
        }
    }

    private List<Path> goodFiles(SparkSession spark, String format) throws IOException {
        boolean isFlat = format.equals("csv") || format.equals("text");
        String rows = format.equals("text") ? "SELECT s FROM (" + ROWS + ")" : ROWS;
        Path first = scratch.resolve("good-1");
        Path second = scratch.resolve("good-2");
        spark.sql(rows).write().format(format).save(first.toString());
        spark.sql(isFlat ? rows : NESTED)
                .write()
                .format(format)
                .option("compression", isFlat || format.equals("json") ? "gzip" : codec(format))
                .save(second.toString());
        return List.of(dataFile(first), dataFile(second));
    }

    /// One whose bytes are easily damaged in ways that matter.
    private static String codec(String format) {
        return format.equals("orc") ? "none" : "uncompressed";
    }

    private static Path dataFile(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bytes = good.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 1 -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> {
                // The end is where the formats say what is in a file.
                int end = Math.min(bytes.length, 200);
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[bytes.length - 1 - random.nextInt(end)] = (byte) random.nextInt();
                }
            }
            default -> {
                int start = random.nextInt(bytes.length);
                int length = Math.min(bytes.length - start, 1 + random.nextInt(12));
                byte with = (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
                Arrays.fill(bytes, start, start + length, with);
            }
        }
        return bytes;
    }

    private static void read(
            SparkSession spark, String format, Path bad, Random random, String what) {
        DataFrameReader reader = spark.read().format(format);
        boolean isDeclared = random.nextBoolean();
        if (isDeclared && !format.equals("text")) {
            reader.schema("id LONG, s STRING, d DOUBLE, m DECIMAL(20,2), t TIMESTAMP, b BOOLEAN");
        }
        boolean isCounted = random.nextInt(4) == 0;
        long start = System.nanoTime();
        try {
            if (isCounted) {
                reader.load(bad.toString()).count();
            } else {
                List<Row> rows = reader.load(bad.toString()).collectAsList();
                assertThat(rows.size()).as(what).isLessThan(1_000_000);
            }
        } catch (Exception failure) {
            requireNamed(failure, bad, what);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(LIMIT);
    }

    private static void requireNamed(Exception failure, Path bad, String what) {
        String message = String.valueOf(failure.getMessage());
        String condition =
                failure instanceof SparkThrowable known
                        ? String.valueOf(known.getCondition())
                        : "none";
        boolean isKnown =
                !condition.contains("INTERNAL_ERROR")
                        && !message.contains("java.lang.")
                        && !message.contains("\tat ");
        if (!isKnown) {
            fail(what + ": " + condition + ": " + message);
        }
        // A schema that can be read and means something else is no damage of the file.
        boolean isOfFile = condition.startsWith("FAILED_READ_FILE");
        if (isOfFile) {
            assertThat(message).as(what).contains(bad.getFileName().toString());
        }
    }
}

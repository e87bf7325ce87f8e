// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class CompactibleLogTest {
    private final Path directory;

    CompactibleLogTest(@TempDir Path root) {
        this.directory = root.resolve("log");
    }

    @Test
    void entriesHaveSparksBytes() throws IOException {
        CompactibleLog log = log(10);

        log.add(
                0,
                List.of(
                        new SourceEntry("file:///data/in/f%200.json", 1700000000000L, 0).toLine(),
                        new SourceEntry("file:///data/in/f1.json", 1700000000001L, 0).toLine()));

        assertThat(Files.readString(directory.resolve("0")))
                .isEqualTo(
                        "v1\n{\"path\":\"file:///data/in/f%200.json\",\"timestamp\":1700000000000,"
                                + "\"batchId\":0}\n{\"path\":\"file:///data/in/f1.json\","
                                + "\"timestamp\":1700000000001,\"batchId\":0}");
        assertThat(new SinkEntry("file:///data/out/p.json", 207, 1795204599811L, false).toLine())
                .isEqualTo(
                        "{\"path\":\"file:///data/out/p.json\",\"size\":207,\"isDir\":false,"
                                + "\"modificationTime\":1795204599811,\"blockReplication\":1,"
                                + "\"blockSize\":33554432,\"action\":\"add\"}");
    }

    @Test
    void everyTenthBatchTakesUpAllEarlierOnes() throws IOException {
        CompactibleLog log = log(10);
        IntStream.range(0, 25).forEach(batch -> log.add(batch, List.of(line(batch))));

        assertThat(directory.resolve("9.compact")).exists();
        assertThat(directory.resolve("9")).doesNotExist();
        assertThat(Files.readAllLines(directory.resolve("19.compact")))
                .hasSize(21)
                .startsWith("v1", line(0))
                .endsWith(line(19));
        assertThat(log(10).all(SourceEntry::parse))
                .extracting(SourceEntry::batchId)
                .containsExactlyElementsOf(LongRange.to(25));
        assertThat(log(10).latest()).isEqualTo(24);
    }

    @Test
    void intervalIsTheOneTheLogWasWrittenWith() {
        CompactibleLog three = log(3);
        IntStream.range(0, 7).forEach(batch -> three.add(batch, List.of(line(batch))));

        CompactibleLog continued = log(10);
        continued.add(7, List.of(line(7)));
        continued.add(8, List.of(line(8)));

        assertThat(directory.resolve("8.compact")).exists();
        assertThat(continued.all(SourceEntry::parse)).hasSize(9);
    }

    @Test
    void replacedFilesAreDeletedOnceTheyAreOldEnough() throws IOException {
        CompactibleLog.Settings settings = new CompactibleLog.Settings(3, 3, true, 4, 0, false);
        CompactibleLog log =
                new CompactibleLog(
                        location(), settings, () -> Instant.parse("2100-01-01T00:00:00Z"));
        IntStream.range(0, 12).forEach(batch -> log.add(batch, List.of(line(batch))));

        List<String> kept = List.of("5.compact", "6", "7", "8.compact", "9", "10", "11.compact");
        List<String> sums = kept.stream().map(name -> "." + name + ".crc").toList();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(kept.stream(), sums.stream()).toList());
        }
        assertThat(log(3).all(SourceEntry::parse)).hasSize(12);
    }

    @Test
    void theIntervalGrowsWithTheLogAsSparkTakesIt() throws IOException {
        CompactibleLog log = growing();
        int batches = 400;
        IntStream.range(0, batches).forEach(batch -> log.add(batch, wide(batch)));

        List<Long> compact = compactBatches();
        long interval = compact.getLast() - compact.get(compact.size() - 2);
        assertThat(interval).isEqualTo(40);
        // What Spark looks for: the file that ends the last whole interval, and all after it.
        long first = batches / interval * interval - 1;
        assertThat(compact.getLast()).isEqualTo(first);
        assertThat(Files.readAllLines(directory.resolve(first + ".compact")))
                .hasSize((int) (first + 1) * 20 + 1);
        for (long batch = first + 1; batch < batches; batch++) {
            assertThat(directory.resolve(String.valueOf(batch))).exists();
        }
        assertThat(growing().all(SourceEntry::parse)).hasSize(batches * 20);
    }

    @Test
    void aLogWithALongerIntervalIsContinuedWithIt() throws IOException {
        CompactibleLog first = growing();
        IntStream.range(0, 130).forEach(batch -> first.add(batch, wide(batch)));
        List<Long> before = compactBatches();

        CompactibleLog second = growing();
        IntStream.range(130, 400).forEach(batch -> second.add(batch, wide(batch)));

        assertThat(before.getLast() - before.get(before.size() - 2)).isGreaterThan(10);
        assertThat(compactBatches().getLast()).isEqualTo(399);
        assertThat(growing().all(SourceEntry::parse)).hasSize(400 * 20);
    }

    @Test
    void aReaderFollowsALogThatIsCompactedMeanwhile() {
        CompactibleLog writer = growing();
        IntStream.range(0, 30).forEach(batch -> writer.add(batch, wide(batch)));
        CompactibleLog reader = growing();
        assertThat(reader.latest()).isEqualTo(29);
        IntStream.range(30, 400).forEach(batch -> writer.add(batch, wide(batch)));

        assertThat(directory.resolve("29.compact")).doesNotExist();
        assertThat(reader.all(SourceEntry::parse)).hasSize(400 * 20);
    }

    private CompactibleLog growing() {
        return new CompactibleLog(
                new FileLocation(LocalFileStore.withoutSync(), directory.toString()),
                new CompactibleLog.Settings(10, 40, true, 20, 0, false),
                () -> Instant.parse("2100-01-01T00:00:00Z"));
    }

    private static List<String> wide(int batch) {
        return IntStream.range(0, 20).mapToObj(i -> line(batch)).toList();
    }

    private List<Long> compactBatches() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".compact"))
                    .map(name -> Long.valueOf(name.substring(0, name.indexOf('.'))))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFileThatDoesNotFitItsChecksumsIsNamedAndNotCopied() throws IOException {
        CompactibleLog log = log(3);
        log.add(0, List.of(line(0)));
        log.add(1, List.of(line(1)));
        Path file = directory.resolve("1");
        Files.writeString(file, Files.readString(file).replace("f1", "f2"));

        assertThatThrownBy(() -> log(3).all(SourceEntry::parse))
                .hasMessageContaining("The file " + file + " is damaged");
        assertThatThrownBy(() -> log.add(2, List.of(line(2))))
                .hasMessageContaining("The file " + file + " is damaged");
        assertThat(directory.resolve("2.compact")).doesNotExist();
        Files.delete(directory.resolve(".1.crc"));
        log.add(2, List.of(line(2)));
        assertThat(log(3).all(SourceEntry::parse)).hasSize(3);
    }

    @Test
    void secondWriterIsNoticed() {
        CompactibleLog one = log(10);
        CompactibleLog other = log(10);
        one.add(0, List.of());
        assertThat(other.latest()).isZero();
        one.add(1, List.of());

        assertThatThrownBy(() -> other.add(1, List.of()))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("CONCURRENT_STREAM_LOG_UPDATE"));
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("0"), "x1\n{}");
        assertThatThrownBy(() -> log(10).all(SourceEntry::parse))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("MALFORMED_LOG_FILE"))
                .hasMessageContaining(directory + "/0");

        Files.writeString(directory.resolve("0"), "v2\n{}");
        assertThatThrownBy(() -> log(10).all(SourceEntry::parse))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo("INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION"));

        Files.writeString(directory.resolve("0"), "v1\n{\"path\":\"file:///a\",\"times");
        assertThatThrownBy(() -> log(10).all(SourceEntry::parse))
                .hasMessageContaining("{\"path\":\"file:///a\",\"times");
    }

    @Test
    void foreignFilesAndTrailingNewlinesDoNotMatter() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(".0.crc"), "crc");
        Files.writeString(directory.resolve(".1.uuid.tmp"), "half");
        Files.writeString(directory.resolve("0"), "v1\n" + line(0) + "\n");

        assertThat(log(10).latest()).isZero();
        assertThat(log(10).all(SourceEntry::parse)).hasSize(1);
    }

    private CompactibleLog log(int interval) {
        return new CompactibleLog(
                location(),
                new CompactibleLog.Settings(interval, interval, true, 100, 600_000, false),
                InstantSource.fixed(Instant.EPOCH));
    }

    private FileLocation location() {
        return new FileLocation(new LocalFileStore(), directory.toString());
    }

    private static String line(long batch) {
        return new SourceEntry("file:///data/f" + batch, batch, batch).toLine();
    }

    private static final class LongRange {
        static List<Long> to(int end) {
            return IntStream.range(0, end).mapToObj(i -> (long) i).toList();
        }
    }
}

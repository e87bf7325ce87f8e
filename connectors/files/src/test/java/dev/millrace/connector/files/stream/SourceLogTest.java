// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.connector.files.log.CompactibleLog;
import dev.millrace.connector.files.log.SourceEntry;
import dev.millrace.spi.storage.FileLocation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// What stays in the log of a source.
class SourceLogTest {
    private static final long HOUR = 3_600_000;
    private static final int RETAINED = 20;

    private final Path directory;

    SourceLogTest(@TempDir Path root) {
        this.directory = root.resolve("log");
    }

    @Test
    void filesThatAreTooOldLeaveALongLog() throws IOException {
        SourceLog log = open();
        SeenFiles seen = new SeenFiles(100 * HOUR, false);
        fill(log, seen, 3000);

        List<String> lines = Files.readAllLines(directory.resolve("2999.compact"));

        assertThat(lines.size()).isLessThan(1200);
        assertThat(SourceEntry.parse(lines.getLast()).batchId()).isEqualTo(2999);
        assertThat(log.entries(2999 - RETAINED + 1)).hasSize(1);
        assertThat(seen.size()).isLessThan(200);
    }

    @Test
    void aRestartKnowsHowFarBackAShortenedLogTells() throws IOException {
        fill(open(), new SeenFiles(100 * HOUR, false), 3000);

        SeenFiles longer = new SeenFiles(100_000 * HOUR, false);
        open().restore(longer, SourceEntry::path);

        for (int i = 0; i < 3000; i++) {
            assertThat(longer.isNew("file://" + path(i), i * HOUR)).as(path(i)).isFalse();
        }
        assertThat(longer.isNew("file:///in/other", 3000 * HOUR)).isTrue();
    }

    @Test
    void aLogInWhichAllFilesCountIsNotShortened() throws IOException {
        fill(open(), new SeenFiles(100_000 * HOUR, false), 1500);

        assertThat(Files.readAllLines(directory.resolve("1499.compact"))).hasSize(1501);
        SeenFiles seen = new SeenFiles(100_000 * HOUR, false);
        open().restore(seen, SourceEntry::path);
        assertThat(seen.oldestAccepted()).isZero();
        assertThat(seen.isNew("file:///in/other", 0)).isTrue();
    }

    private void fill(SourceLog log, SeenFiles seen, int files) {
        for (int i = 0; i < files; i++) {
            FileLocation file = new FileLocation(LocalFileStore.withoutSync(), path(i));
            seen.add(file.uri(), i * HOUR);
            seen.purge();
            log.add(List.of(new FoundFile(file, 1, i * HOUR)), seen);
        }
    }

    private static String path(int i) {
        return "/in/f" + i;
    }

    private SourceLog open() {
        return new SourceLog(
                new CompactibleLog(
                        new FileLocation(LocalFileStore.withoutSync(), directory.toString()),
                        new CompactibleLog.Settings(10, 10, true, RETAINED, 0, true),
                        InstantSource.fixed(Instant.now().plusSeconds(60))),
                RETAINED);
    }
}

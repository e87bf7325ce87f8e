// SPDX-License-Identifier: Apache-2.0
package dev.millrace.statestore.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.state.LocalDatabase.Family;
import dev.millrace.spi.state.LocalDatabases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// The promises of `LocalDatabase`, against a sorted map.
class RocksDatabaseTest {
    private static final String PREFIX = "spark.sql.streaming.stateStore.rocksdb.";

    @TempDir Path directory;

    private record Expected(Map<String, String> entries, Map<String, String> expiries) {
        Map<String, String> of(Family family) {
            return family == Family.ENTRIES ? entries : expiries;
        }
    }

    private final RocksDatabases databases = new RocksDatabases();

    @Test
    void theServiceLoaderFindsIt() {
        assertThat(ServiceLoader.load(LocalDatabases.class).stream())
                .anyMatch(provider -> provider.type() == RocksDatabases.class);
    }

    @Test
    void itHoldsWhatWasAppliedAndItsSnapshotsStayAsTheyWere() throws IOException {
        Random random = new Random(7);
        Expected expected = new Expected(new TreeMap<>(), new TreeMap<>());
        Map<String, String> before = Map.of();
        Path live = Files.createDirectory(directory.resolve("live"));
        Path snapshot = directory.resolve("snapshot");
        try (LocalDatabase database = databases.open(live, Map.<String, String>of()::get)) {
            for (int round = 0; round < 20; round++) {
                change(database, expected, random);
                assertThat(all(database, Family.ENTRIES)).isEqualTo(expected.entries);
                assertThat(all(database, Family.EXPIRIES)).isEqualTo(expected.expiries);
                requireGets(database, expected.entries);
                if (round == 10) {
                    before = Map.copyOf(expected.entries);
                    assertThat(database.snapshot(snapshot)).isNotEmpty();
                }
            }
            assertThat(database.memoryBytes()).isPositive();
        }
        try (LocalDatabase reopened = databases.open(snapshot, Map.<String, String>of()::get)) {
            assertThat(all(reopened, Family.ENTRIES)).isEqualTo(before);
        }
    }

    @Test
    void databasesWithABoundShareTheirMemory() throws IOException {
        Map<String, String> bounded =
                Map.of(
                        PREFIX + "boundedMemoryUsage", "true",
                        PREFIX + "maxMemoryUsageMB", "20",
                        PREFIX + "writeBufferCacheRatio", "0.3",
                        PREFIX + "compression", "zstd");
        Path one = Files.createDirectory(directory.resolve("one"));
        Path two = Files.createDirectory(directory.resolve("two"));
        Expected expected = new Expected(new TreeMap<>(), new TreeMap<>());
        try (LocalDatabase first = databases.open(one, bounded::get);
                LocalDatabase second = databases.open(two, bounded::get)) {
            change(first, expected, new Random(1));
            assertThat(all(first, Family.ENTRIES)).isEqualTo(expected.entries);
            assertThat(all(second, Family.ENTRIES)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "compactOnCommit, true, compactOnCommit",
        "compression, brotli, compression",
        "blockSizeKB, 0, blockSizeKB",
        "writeBufferCacheRatio, 2, writeBufferCacheRatio",
        "boundedMemoryUsage, perhaps, boundedMemoryUsage"
    })
    void aSettingThatCannotBeHonouredIsRefusedByName(String key, String value, String named) {
        assertThatThrownBy(() -> databases.open(directory, Map.of(PREFIX + key, value)::get))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(named);
    }

    @Test
    void filesThatAreNoDatabaseAreNamed() throws IOException {
        Files.writeString(directory.resolve("CURRENT"), "MANIFEST-000009\n");
        assertThatThrownBy(() -> databases.open(directory, Map.<String, String>of()::get))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.toString());
    }

    private static void change(LocalDatabase database, Expected expected, Random random) {
        try (LocalDatabase.Changes changes = database.newChanges()) {
            for (int i = 0; i < 300; i++) {
                Family family = random.nextInt(3) == 0 ? Family.EXPIRIES : Family.ENTRIES;
                String key = "k".repeat(random.nextInt(200)) + random.nextInt(50);
                byte[] bytes = utf8("xx" + key);
                if (random.nextInt(3) == 0) {
                    changes.delete(family, bytes, 2, bytes.length - 2);
                    expected.of(family).remove(key);
                } else {
                    String value = "v".repeat(random.nextInt(1000));
                    byte[] content = utf8("-" + value);
                    changes.put(family, bytes, 2, bytes.length - 2, content, 1, content.length - 1);
                    expected.of(family).put(key, value);
                }
            }
            assertThat(changes.sizeBytes()).isPositive();
            database.apply(changes);
            changes.clear();
            database.apply(changes);
        }
    }

    private static Map<String, String> all(LocalDatabase database, Family family) {
        Map<String, String> found = new TreeMap<>();
        try (LocalDatabase.Walk walk = database.walk(family, utf8("!"), utf8("~"))) {
            while (walk.next()) {
                found.put(
                        text(walk.key(), walk.keyLength()), text(walk.value(), walk.valueLength()));
            }
        }
        return found;
    }

    private static void requireGets(LocalDatabase database, Map<String, String> expected) {
        byte[] value = new byte[16];
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            byte[] key = utf8(entry.getKey());
            int length = database.get(key, 0, key.length, value);
            if (length > value.length) {
                value = new byte[length];
                length = database.get(key, 0, key.length, value);
            }
            assertThat(text(value, length)).isEqualTo(entry.getValue());
        }
        assertThat(database.get(utf8("absent"), 0, 6, value)).isEqualTo(-1);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.runtime.simulation.SimulatedFiles;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.state.StateStore.ValueBuffer;
import dev.millrace.spi.state.StateStores;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// The contract of the state stores, against a map, for every provider.
@ParameterizedClass
@EnumSource(Provider.class)
class QueryStateTest {
    private static final QueryState.Retention RETENTION = new QueryState.Retention(5, 3);
    private static final int SHARDS = 2;
    private static final long SEED = 42;

    private final Provider provider;
    private final Random random = new Random(SEED);
    private final List<QueryState> opened = new ArrayList<>();

    QueryStateTest(Provider provider) {
        this.provider = provider;
    }

    @AfterEach
    void closeStates() {
        opened.forEach(QueryState::close);
    }

    @Test
    void aVersionHoldsExactlyWhatWasCommitted() {
        SimulatedFiles files = new SimulatedFiles();
        QueryState state = open(files, 0);
        Map<String, String> expected = new HashMap<>();
        for (int version = 0; version < provider.batches(200); version++) {
            assertThat(state.version()).isEqualTo(version);
            runBatch(state, expected, 60);
            state.write();
            state.maintain();
            if (version % 17 == 0) {
                state = open(files.afterCrash(), version + 1);
                files = lastOpened;
            }
            assertThat(contents(state)).isEqualTo(expected);
            state.rollback();
        }
    }

    @Test
    void rolledBackChangesNeverHappened() {
        QueryState state = open(new SimulatedFiles(), 0);
        Map<String, String> expected = new HashMap<>();
        runBatch(state, expected, 300);
        state.write();
        for (int i = 0; i < 30; i++) {
            runBatch(state, new HashMap<>(expected), 200);
            state.rollback();
            assertThat(contents(state)).isEqualTo(expected);
            state.rollback();
        }
        assertThat(state.version()).isEqualTo(1);
    }

    @Test
    void everyRetainedVersionCanBeReopened() {
        SimulatedFiles files = new SimulatedFiles();
        QueryState state = open(files, 0);
        List<Map<String, String>> history = new ArrayList<>();
        Map<String, String> expected = new HashMap<>();
        history.add(Map.of());
        for (int version = 0; version < 40; version++) {
            runBatch(state, expected, 20);
            state.write();
            state.maintain();
            history.add(Map.copyOf(expected));
        }
        for (int version = 40; version >= 35; version--) {
            assertThat(contents(open(files.afterCrash(), version)))
                    .as("version %d", version)
                    .isEqualTo(history.get(version));
        }
        assertThat(files.paths().size()).as("old files are deleted").isLessThan(40);
    }

    @Test
    void aCrashAtAnyStepLeavesTheVersionBeforeOrAfter() {
        for (long step = 1; ; step++) {
            SimulatedFiles files = new SimulatedFiles();
            List<Map<String, String>> history = new ArrayList<>();
            Map<String, String> expected = new HashMap<>();
            history.add(Map.of());
            files.crashAtStep(step);
            long written = 0;
            boolean crashed = false;
            Random batchRandom = new Random(SEED);
            try {
                QueryState state = open(files, 0);
                for (int version = 0; version < provider.crashBatches(); version++) {
                    runBatch(state, expected, 15, batchRandom);
                    history.add(Map.copyOf(expected));
                    state.write();
                    written = version + 1;
                    state.maintain();
                }
            } catch (SimulatedFiles.Crash e) {
                crashed = true;
            }
            QueryState recovered = open(files.afterCrash(), written);
            assertThat(contents(recovered))
                    .as("crash at step %d, version %d", step, written)
                    .isEqualTo(history.get((int) written));
            closeStates();
            opened.clear();
            if (!crashed) {
                return;
            }
        }
    }

    @Test
    void aDamagedChangelogIsNamed() {
        SimulatedFiles files = new SimulatedFiles();
        QueryState state = open(files, 0);
        for (int i = 0; i < 2; i++) {
            runBatch(state, new HashMap<>(), 10);
            state.write();
        }
        String path = "/state/2.changelog";
        byte[] good = bytes(files, path);
        for (int at = 0; at < good.length; at += provider.damageStep()) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            files.damage(path, bad);
            assertThatThrownBy(() -> open(files, 2))
                    .as("byte %d", at)
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e -> {
                                assertThat(e.condition()).startsWith("CANNOT_LOAD_STATE_STORE.");
                                assertThat(e.getMessage()).contains(path);
                            });
        }
        files.damage(path, java.util.Arrays.copyOf(good, good.length / 2));
        assertThatThrownBy(() -> open(files, 2)).isInstanceOf(MillraceException.class);
        files.delete(path);
        assertThatThrownBy(() -> open(files, 2))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo(
                                                "CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS"));
    }

    @Test
    void aDamagedSnapshotIsSkippedWhileTheChangelogsAreThere() {
        SimulatedFiles files = new SimulatedFiles();
        QueryState state = open(files, 0);
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            runBatch(state, expected, 10);
            state.write();
            state.maintain();
        }
        String snapshot =
                files.paths().stream()
                        .filter(p -> p.endsWith(".snapshot"))
                        .findFirst()
                        .orElseThrow();
        byte[] bad = bytes(files, snapshot);
        bad[bad.length / 2] ^= 1;
        files.damage(snapshot, bad);
        assertThat(contents(open(files, 5))).isEqualTo(expected);
    }

    @Test
    void theShardCountOfTheFilesWins() {
        SimulatedFiles files = new SimulatedFiles();
        QueryState state = open(files, 0);
        runBatch(state, new HashMap<>(), 10);
        state.write();
        FileLocation directory = new FileLocation(files, "/state");
        assertThat(QueryState.recover(directory, 1, 16, RETENTION).shardCount()).isEqualTo(SHARDS);
    }

    @Test
    void aStoreThatWasNotCommittedFailsTheWrite() {
        QueryState state = open(new SimulatedFiles(), 0);
        StateStore store = state.begin().open(new StateStore.Id(0, 0, null));
        put(store, "k", "v");
        assertThatThrownBy(state::write).hasMessageContaining("not committed");
        state.rollback();
        assertThat(contents(state)).isEmpty();
    }

    @Test
    void entriesMayBeRemovedWhileScanning() {
        QueryState state = open(new SimulatedFiles(), 0);
        StateStore store = state.begin().open(new StateStore.Id(0, 0, null));
        for (int i = 0; i < 1000; i++) {
            put(store, "key" + i, "value" + i);
        }
        int seen = 0;
        try (StateStore.Cursor cursor = store.scan()) {
            while (cursor.next()) {
                seen++;
                if (cursor.keyBytes()[cursor.keyStart() + cursor.keyLength() - 1] % 2 == 0) {
                    cursor.remove();
                }
            }
        }
        assertThat(seen).isEqualTo(1000);
        assertThat(store.size()).isEqualTo(500);
        assertThat(store.get(utf8("key2"), 0, 4, new ValueBuffer())).isFalse();
        assertThat(store.get(utf8("key3"), 0, 4, new ValueBuffer())).isTrue();
    }

    private SimulatedFiles lastOpened = new SimulatedFiles();

    private QueryState open(SimulatedFiles files, long version) {
        lastOpened = files;
        QueryState state =
                provider.recover(
                        new QueryState.Request(
                                new FileLocation(files, "/state"), version, SHARDS, RETENTION),
                        Runnable::run);
        opened.add(state);
        return state;
    }

    private void runBatch(QueryState state, Map<String, String> expected, int operations) {
        runBatch(state, expected, operations, random);
    }

    private static void runBatch(
            QueryState state, Map<String, String> expected, int operations, Random random) {
        StateStores stores = state.begin();
        List<StateStore> opened = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            opened.add(stores.open(new StateStore.Id(1, shard, shard == 0 ? null : "left")));
        }
        ValueBuffer value = new ValueBuffer();
        for (int i = 0; i < operations; i++) {
            int length = random.nextInt(20) == 0 ? 300 : random.nextInt(12);
            String key = "k".repeat(length) + random.nextInt(80);
            int shard = Math.floorMod(key.hashCode(), SHARDS);
            StateStore store = opened.get(shard);
            String full = shard + key;
            byte[] bytes = utf8(full);
            switch (random.nextInt(4)) {
                case 0 -> {
                    boolean removed = store.remove(bytes, 0, bytes.length);
                    assertThat(removed).isEqualTo(expected.remove(full) != null);
                }
                case 1 -> {
                    boolean found = store.get(bytes, 0, bytes.length, value);
                    assertThat(found).isEqualTo(expected.containsKey(full));
                    if (found) {
                        assertThat(
                                        new String(
                                                value.bytes(),
                                                0,
                                                value.length(),
                                                StandardCharsets.UTF_8))
                                .isEqualTo(expected.get(full));
                        assertThat(value.expiryMicros()).isEqualTo(expiry(expected.get(full)));
                    }
                }
                default -> {
                    String text = "v".repeat(random.nextInt(200));
                    put(store, full, text);
                    expected.put(full, text);
                }
            }
        }
        opened.forEach(StateStore::commit);
    }

    private static void put(StateStore store, String key, String value) {
        byte[] k = utf8(key);
        byte[] v = utf8(value);
        store.put(k, 0, k.length, v, 0, v.length, expiry(value));
    }

    /// Every value has an expiry that can be told from it; some have none.
    private static long expiry(@Nullable String value) {
        int length = Objects.requireNonNull(value).length();
        return length % 5 == 0 ? StateStore.NEVER : length;
    }

    private static Map<String, String> contents(QueryState state) {
        Map<String, String> contents = new HashMap<>();
        StateStores stores = state.begin();
        for (int shard = 0; shard < SHARDS; shard++) {
            StateStore store = stores.open(new StateStore.Id(1, shard, shard == 0 ? null : "left"));
            try (StateStore.Cursor cursor = store.scan()) {
                while (cursor.next()) {
                    contents.put(
                            text(cursor.keyBytes(), cursor.keyStart(), cursor.keyLength()),
                            text(cursor.valueBytes(), cursor.valueStart(), cursor.valueLength()));
                }
            }
            assertThat(store.memoryBytes()).isPositive();
            for (long time : new long[] {-1, 0, 7, 120, 1000}) {
                requireExpired(store, contents, shard, time);
            }
        }
        return contents;
    }

    private static void requireExpired(
            StateStore store, Map<String, String> contents, int shard, long time) {
        List<String> found = new ArrayList<>();
        try (StateStore.Cursor cursor = store.scanExpired(time)) {
            while (cursor.next()) {
                found.add(text(cursor.keyBytes(), cursor.keyStart(), cursor.keyLength()));
            }
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        contents.keySet().stream()
                                .filter(key -> key.startsWith(Integer.toString(shard)))
                                .filter(key -> expiry(contents.get(key)) <= time)
                                .toList());
    }

    private static byte[] bytes(SimulatedFiles files, String path) {
        try {
            return files.readAll(path);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes, int start, int length) {
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.storage.FileLocation;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Recovers state into tables in memory.
final class TableLoader implements StateRecovery.Loader {
    private final Predicate<StateStore.Id> wanted;
    private TreeMap<StateStore.Id, StateTable> tables = VersionedTables.newMap();

    /// @param wanted the stores to load
    TableLoader(Predicate<StateStore.Id> wanted) {
        this.wanted = wanted;
    }

    TreeMap<StateStore.Id, StateTable> tables() {
        return tables;
    }

    @Override
    public int loadSnapshot(FileLocation file, long version) throws IOException {
        tables = VersionedTables.newMap();
        return read(file, StateFile.SNAPSHOT, version);
    }

    @Override
    public void startEmpty() {
        tables = VersionedTables.newMap();
    }

    @Override
    public int applyChangelog(FileLocation file, long version) throws IOException {
        return read(file, StateFile.CHANGELOG, version);
    }

    private int read(FileLocation file, int kind, long version) throws IOException {
        Map<StateStore.Id, Long> keyCounts = new HashMap<>();
        StateFile.Header header =
                StateFile.read(
                        file,
                        kind,
                        version,
                        (id, keyCount) -> {
                            keyCounts.put(id, keyCount);
                            return wanted.test(id) ? new Rows(table(id)) : null;
                        });
        for (Map.Entry<StateStore.Id, Long> count : keyCounts.entrySet()) {
            if (wanted.test(count.getKey())) {
                verify(file.path(), count.getKey(), count.getValue());
            }
        }
        return header.shardCount();
    }

    private void verify(String path, StateStore.Id id, long keyCount) throws IOException {
        long found = table(id).size();
        if (found != keyCount) {
            throw new StateFile.DamagedException(
                    path, id + " has " + found + " keys after it, expected " + keyCount);
        }
    }

    private StateTable table(StateStore.Id id) {
        return tables.computeIfAbsent(id, i -> new StateTable());
    }

    private record Rows(StateTable table) implements StateFile.Records {
        @Override
        public void put(byte[] key, int keyLength, byte[] value, int valueLength, long expiry) {
            table.put(key, 0, keyLength, value, 0, valueLength, expiry);
        }

        @Override
        public void remove(byte[] key, int keyLength) {
            table.remove(key, 0, keyLength);
        }
    }
}

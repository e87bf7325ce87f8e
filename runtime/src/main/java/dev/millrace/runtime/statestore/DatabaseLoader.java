// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Recovers state into a database.
final class DatabaseLoader implements StateRecovery.Loader, AutoCloseable {
    private final DatabaseKind kind;
    private final WorkingDirectory working;
    private final KeptFiles kept;
    private @Nullable LocalDatabase database;
    private final TreeMap<StateStore.Id, Store> stores = VersionedTables.newMap();
    private Map<String, DatabaseFile.Kept> files = Map.of();
    private boolean isDatabaseTaken;

    /// @param keyCount at the version reached so far
    private record Store(int number, long keyCount) {}

    DatabaseLoader(DatabaseKind kind, WorkingDirectory working, KeptFiles kept) {
        this.kind = kind;
        this.working = working;
        this.kept = kept;
    }

    /// The database; from now on the caller has to close it.
    LocalDatabase takeDatabase() {
        isDatabaseTaken = true;
        return open();
    }

    /// The files of the snapshot it began with, by their names in the database.
    Map<String, DatabaseFile.Kept> files() {
        return files;
    }

    TreeMap<StateStore.Id, BackedTable> tables() {
        TreeMap<StateStore.Id, BackedTable> tables = VersionedTables.newMap();
        LocalDatabase opened = open();
        stores.forEach(
                (id, store) ->
                        tables.put(id, new BackedTable(opened, store.number, store.keyCount)));
        return tables;
    }

    private LocalDatabase open() {
        return Objects.requireNonNull(database);
    }

    @Override
    public int loadSnapshot(FileLocation file, long version) throws IOException {
        StateFile.DatabaseContent content = StateFile.readDatabase(file, version);
        Path directory = emptyDirectory();
        Map<String, DatabaseFile.Kept> fetched = new HashMap<>();
        for (DatabaseFile each : content.files()) {
            switch (each) {
                case DatabaseFile.Kept large -> {
                    kept.fetch(large, directory);
                    fetched.put(large.name(), large);
                }
                case DatabaseFile.Inline small ->
                        Files.write(directory.resolve(small.name()), small.content());
            }
        }
        try {
            database = kind.open(directory);
        } catch (IOException e) {
            throw new StateFile.DamagedException(file.path(), String.valueOf(e.getMessage()));
        }
        files = Map.copyOf(fetched);
        for (StateFile.DatabaseStore store : content.stores()) {
            stores.put(store.id(), new Store(store.number(), store.keyCount()));
        }
        return content.shardCount();
    }

    @Override
    public void startEmpty() throws IOException {
        database = kind.open(emptyDirectory());
        files = Map.of();
    }

    private Path emptyDirectory() throws IOException {
        close();
        stores.clear();
        return working.fresh("live");
    }

    @Override
    public int applyChangelog(FileLocation file, long version) throws IOException {
        try (DatabaseWriter writer = new DatabaseWriter(open())) {
            StateFile.Header header =
                    StateFile.read(
                            file,
                            StateFile.CHANGELOG,
                            version,
                            (id, keyCount) -> new Rows(number(id, keyCount), writer));
            writer.flush();
            return header.shardCount();
        }
    }

    private int number(StateStore.Id id, long keyCount) {
        Store known = stores.get(id);
        int number = known == null ? stores.size() : known.number;
        stores.put(id, new Store(number, keyCount));
        return number;
    }

    /// Closes the database unless it was taken.
    @Override
    public void close() {
        LocalDatabase opened = database;
        database = null;
        if (opened != null && !isDatabaseTaken) {
            opened.close();
        }
    }

    private record Rows(int store, DatabaseWriter writer) implements StateFile.Records {
        @Override
        public void put(byte[] key, int keyLength, byte[] value, int valueLength, long expiry) {
            writer.put(store, key, 0, keyLength, value, 0, valueLength, expiry);
        }

        @Override
        public void remove(byte[] key, int keyLength) {
            writer.remove(store, key, 0, keyLength);
        }
    }
}

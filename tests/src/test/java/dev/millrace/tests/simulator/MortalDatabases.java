// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.state.LocalDatabases;
import dev.millrace.statestore.rocksdb.RocksDatabases;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// RocksDB for the state of a query that dies: what a dead process leaves open is closed, as the
/// system would. The databases are on the real disk; they promise nothing about crashes, and what
/// must survive them is on the simulated one.
final class MortalDatabases implements LocalDatabases, AutoCloseable {
    private final RocksDatabases databases = new RocksDatabases();
    private final List<Mortal> opened = new ArrayList<>();

    @Override
    public String providerClass() {
        return databases.providerClass();
    }

    @Override
    public synchronized LocalDatabase open(
            Path directory, Function<String, @Nullable String> configuration) throws IOException {
        Mortal database = new Mortal(databases.open(directory, configuration), directory);
        opened.add(database);
        return database;
    }

    /// The end of the process.
    @Override
    public synchronized void close() throws IOException {
        for (Mortal database : opened) {
            database.close();
            delete(database.directory);
        }
        opened.clear();
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            List<Path> all;
            try (Stream<Path> tree = Files.walk(directory)) {
                all = tree.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path each : all) {
                Files.delete(each);
            }
        }
    }

    /// A database that minds being closed twice.
    private static final class Mortal implements LocalDatabase {
        private final LocalDatabase database;
        private final Path directory;
        private boolean isClosed;

        Mortal(LocalDatabase database, Path directory) {
            this.database = database;
            this.directory = directory;
        }

        @Override
        public int get(byte[] key, int keyStart, int keyLength, byte[] into) {
            return database.get(key, keyStart, keyLength, into);
        }

        @Override
        public Walk walk(Family family, byte[] from, byte[] to) {
            return database.walk(family, from, to);
        }

        @Override
        public Changes newChanges() {
            return database.newChanges();
        }

        @Override
        public void apply(Changes changes) {
            database.apply(changes);
        }

        @Override
        public List<Path> snapshot(Path target) throws IOException {
            return database.snapshot(target);
        }

        @Override
        public long memoryBytes() {
            return database.memoryBytes();
        }

        @Override
        public synchronized void close() {
            if (!isClosed) {
                isClosed = true;
                database.close();
            }
        }
    }
}

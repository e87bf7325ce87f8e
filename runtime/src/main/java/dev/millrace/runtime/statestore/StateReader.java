// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Reads the state of a query that may be running, and changes nothing. `StateProviders.reader`
/// makes it. All methods throw `CANNOT_LOAD_STATE_STORE` if the files that they need are not there
/// any more, or damaged.
public final class StateReader {
    private final FileLocation directory;
    private final @Nullable DatabaseKind kind;

    /// @param kind null for state in memory
    StateReader(FileLocation directory, @Nullable DatabaseKind kind) {
        this.directory = directory;
        this.kind = kind;
    }

    /// A version of some stores.
    public interface Opened extends AutoCloseable {
        /// The entries of each store, valid until this is closed.
        SortedMap<StateStore.Id, StateStore.Cursor> cursors();

        @Override
        void close();
    }

    /// Is told what a version changed in a store: each key once.
    public interface Changes {
        /// Keys and values begin at index 0 and are valid until this returns.
        ///
        /// @param before the value in the version before, null if there was none
        /// @param value null if the key is gone
        void change(
                long version,
                byte[] key,
                int keyLength,
                StateStore.@Nullable ValueBuffer before,
                byte @Nullable [] value,
                int valueLength);
    }

    /// Opens a version.
    public Opened open(long version, Predicate<StateStore.Id> wanted) {
        return open(recovery -> recovery.read(version), wanted);
    }

    /// Opens a version as it follows from a certain snapshot, which must be there.
    public Opened openFrom(long snapshot, long version, Predicate<StateStore.Id> wanted) {
        return open(recovery -> recovery.readFrom(snapshot, version), wanted);
    }

    private interface Recovering {
        void run(StateRecovery recovery);
    }

    private Opened open(Recovering recovering, Predicate<StateStore.Id> wanted) {
        DatabaseKind database = kind;
        if (database == null) {
            TableLoader loader = new TableLoader(wanted);
            recovering.run(new StateRecovery(files(), loader));
            return new OpenedTables(cursors(loader.tables(), wanted), () -> {});
        }
        try {
            WorkingDirectory working = WorkingDirectory.ofReader();
            DatabaseLoader loader = new DatabaseLoader(database, working, new KeptFiles(directory));
            Closing closing =
                    () -> {
                        loader.close();
                        working.close();
                    };
            try {
                recovering.run(new StateRecovery(files(), loader));
                return new OpenedTables(cursors(loader.tables(), wanted), closing);
            } catch (RuntimeException e) {
                closing.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the state: " + e.getMessage(), e);
        }
    }

    private static SortedMap<StateStore.Id, StateStore.Cursor> cursors(
            TreeMap<StateStore.Id, ? extends ShardTable> tables, Predicate<StateStore.Id> wanted) {
        TreeMap<StateStore.Id, StateStore.Cursor> cursors = VersionedTables.newMap();
        tables.forEach(
                (id, table) -> {
                    if (wanted.test(id)) {
                        cursors.put(id, table.scan());
                    }
                });
        return cursors;
    }

    /// Reads what versions changed, one after the other.
    ///
    /// @param needsBefore true if the receiver wants to know what was before, which holds the whole
    /// stores in memory
    public void changes(
            long first,
            long last,
            Predicate<StateStore.Id> wanted,
            boolean needsBefore,
            Changes receiver) {
        TreeMap<StateStore.Id, StateTable> before = VersionedTables.newMap();
        if (needsBefore) {
            try (Opened opened = open(first - 1, wanted)) {
                opened.cursors().forEach((id, cursor) -> before.put(id, copy(cursor)));
            }
        }
        ChangeLoader loader = new ChangeLoader(wanted, needsBefore ? before : null, receiver);
        new StateRecovery(files(), loader).readChanges(first, last);
    }

    private static StateTable copy(StateStore.Cursor cursor) {
        StateTable table = new StateTable();
        while (cursor.next()) {
            table.put(
                    cursor.keyBytes(),
                    cursor.keyStart(),
                    cursor.keyLength(),
                    cursor.valueBytes(),
                    cursor.valueStart(),
                    cursor.valueLength(),
                    cursor.expiryMicros());
        }
        return table;
    }

    private StateFiles files() {
        return new StateFiles(directory, new QueryState.Retention(0, 0));
    }

    private interface Closing {
        void close() throws IOException;
    }

    private record OpenedTables(
            SortedMap<StateStore.Id, StateStore.Cursor> cursors, Closing closing)
            implements Opened {
        @Override
        public void close() {
            cursors.values().forEach(StateStore.Cursor::close);
            try {
                closing.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close the state: " + e.getMessage(), e);
            }
        }
    }
}

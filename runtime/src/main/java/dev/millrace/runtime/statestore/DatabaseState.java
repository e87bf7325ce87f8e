// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.state.StateStores;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/// State in a database of this machine, which is only a working copy: what survives a crash are the
/// same changelogs as those of state in memory, and snapshots that share the large files of the
/// database.
///
/// Changes gather in memory (`BackedTable`) over many batches and go to the database when they are
/// too many or a snapshot is due. A snapshot is taken of a database that holds exactly one version:
/// while its files are being linked aside, nothing is written to it.
final class DatabaseState implements QueryState {
    private static final System.Logger LOG = System.getLogger(DatabaseState.class.getName());

    /// What may gather in memory before it goes to the database.
    private static final long MOST_GATHERED_BYTES = 48 << 20;

    /// Changelogs that are worth a snapshot: recovery replays about so much in a second.
    private static final long MOST_WORTH_BYTES = 32 << 20;

    private static final int BYTES_PER_KEY = 64;
    private static final int DELETIONS_AT_ONCE = 8;

    private final Executor background;
    private final StateFiles files;
    private final KeptFiles kept;
    private final WorkingDirectory working;
    private final LocalDatabase database;
    private final VersionedTables<BackedTable> tables;

    /// Names of the large files that each snapshot needs.
    private final TreeMap<Long, Set<String>> references = new TreeMap<>();

    private final Deque<String> unneeded = new ArrayDeque<>();
    private Map<String, DatabaseFile.Kept> known;
    private @Nullable DatabaseSnapshot snapshot;

    private DatabaseState(
            StateFiles files,
            Executor background,
            WorkingDirectory working,
            DatabaseLoader loader,
            VersionedTables.Recovered<BackedTable> recovered) {
        this.files = files;
        this.background = background;
        this.kept = new KeptFiles(files.directory());
        this.working = working;
        this.known = loader.files();
        this.database = loader.takeDatabase();
        this.tables = new VersionedTables<>(files, background, recovered, id -> newTable());
    }

    static DatabaseState recover(Request request, Executor background, DatabaseKind kind) {
        StateFiles files = new StateFiles(request.directory(), request.retention());
        KeptFiles kept = new KeptFiles(request.directory());
        try {
            WorkingDirectory working = WorkingDirectory.ofOwner(request.directory());
            try (DatabaseLoader loader = new DatabaseLoader(kind, working, kept)) {
                StateRecovery recovery = new StateRecovery(files, loader);
                int shardCount = recovery.recover(request.version(), request.newShardCount());
                VersionedTables.Recovered<BackedTable> recovered =
                        new VersionedTables.Recovered<>(
                                request.version(),
                                shardCount,
                                recovery.repairedSnapshots(),
                                loader.tables());
                DatabaseState state =
                        new DatabaseState(files, background, working, loader, recovered);
                state.findReferences();
                return state;
            } catch (IOException | RuntimeException e) {
                working.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the state: " + e.getMessage(), e);
        }
    }

    /// Which kept files are needed, and which a crash or a damaged snapshot left behind.
    private void findReferences() throws IOException {
        Set<String> needed = new HashSet<>();
        for (long version : files.snapshots()) {
            try {
                Set<String> names = new HashSet<>();
                for (DatabaseFile file :
                        StateFile.readDatabase(files.snapshot(version), version).files()) {
                    if (file instanceof DatabaseFile.Kept large) {
                        names.add(large.storedName());
                    }
                }
                references.put(version, names);
                needed.addAll(names);
            } catch (StateFile.DamagedException | StateFile.UnknownFormatException e) {
                LOG.log(System.Logger.Level.WARNING, e.getMessage());
                files.deleteSnapshot(version);
            }
        }
        unneeded.addAll(kept.others(needed));
    }

    private BackedTable newTable() {
        int number = tables.tables().size();
        if (number > BackedTable.LARGEST_NUMBER) {
            throw new IllegalStateException("too many state stores: " + number);
        }
        return new BackedTable(database, number, 0);
    }

    @Override
    public long version() {
        return tables.version();
    }

    @Override
    public int shardCount() {
        return tables.shardCount();
    }

    @Override
    public SortedMap<String, Long> metrics(int operator) {
        return tables.metrics().ofSnapshots();
    }

    @Override
    public StateStores begin() {
        return tables.begin();
    }

    @Override
    public void startWriting() {
        tables.startWriting();
    }

    @Override
    public void finishWriting() {
        tables.finishWriting();
        long gathered = gatheredBytes();
        if (gathered > MOST_GATHERED_BYTES) {
            DatabaseSnapshot current = snapshot;
            if (current == null || current.isLinked()) {
                settle(true);
            } else if (gathered > 2 * MOST_GATHERED_BYTES) {
                current.awaitLinked();
                settle(true);
            }
        }
    }

    private long gatheredBytes() {
        long bytes = 0;
        for (BackedTable table : tables.tables().values()) {
            bytes += table.memoryBytes();
        }
        return bytes;
    }

    private void settle(boolean drops) {
        try (DatabaseWriter writer = new DatabaseWriter(database)) {
            for (BackedTable table : tables.tables().values()) {
                table.settle(writer, drops);
            }
            writer.flush();
        }
    }

    @Override
    public void rollback() {
        tables.rollback();
    }

    @Override
    public void maintain() {
        try {
            collectSnapshot();
            if (snapshot == null && files.isSnapshotDue(worthBytes())) {
                startSnapshot();
                collectSnapshot();
            }
            files.deleteUnneeded(version());
            deleteUnneeded();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot maintain version " + version() + " of the state: " + e.getMessage(), e);
        }
    }

    private long worthBytes() {
        long keys = 0;
        for (BackedTable table : tables.tables().values()) {
            keys += table.size();
        }
        return Math.min(keys * BYTES_PER_KEY, MOST_WORTH_BYTES);
    }

    private void startSnapshot() throws IOException {
        settle(false);
        List<StateFile.DatabaseStore> stores = new ArrayList<>();
        tables.tables()
                .forEach(
                        (id, table) ->
                                stores.add(
                                        new StateFile.DatabaseStore(
                                                id, table.size(), table.number())));
        snapshot =
                new DatabaseSnapshot(
                        new DatabaseSnapshot.Source(database, stores, known),
                        kept,
                        files.snapshot(version()),
                        new StateFile.Header(StateFile.DATABASE_SNAPSHOT, shardCount(), version()),
                        working.free("snapshot"),
                        background);
    }

    private void collectSnapshot() {
        DatabaseSnapshot current = snapshot;
        if (current == null || !current.isDone()) {
            return;
        }
        snapshot = null;
        try {
            Map<String, DatabaseFile.Kept> large = current.join();
            known = Map.copyOf(large);
            Set<String> names = new HashSet<>();
            large.values().forEach(file -> names.add(file.storedName()));
            references.put(current.version(), names);
            files.snapshotWritten(current.version());
            tables.metrics().wroteSnapshot(current.version());
        } catch (IOException | UncheckedIOException e) {
            // Nothing is lost: recovery takes the older snapshot and more changelogs.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot write the snapshot of version " + current.version(),
                    e);
            files.snapshotFailed();
        }
    }

    /// Deletes some kept files that only deleted snapshots needed.
    private void deleteUnneeded() throws IOException {
        Set<Long> gone = new HashSet<>(references.keySet());
        files.snapshots().forEach(gone::remove);
        if (!gone.isEmpty()) {
            Map<String, Boolean> candidates = new HashMap<>();
            for (Long version : gone) {
                references.remove(version).forEach(name -> candidates.put(name, true));
            }
            references.values().forEach(names -> names.forEach(candidates::remove));
            unneeded.addAll(candidates.keySet());
        }
        // A snapshot that is being written may be about to use one of them.
        for (int i = 0; i < DELETIONS_AT_ONCE && snapshot == null; i++) {
            String name = unneeded.poll();
            if (name == null) {
                return;
            }
            kept.delete(name);
        }
    }

    @Override
    public void close() {
        DatabaseSnapshot current = snapshot;
        snapshot = null;
        try {
            if (current != null) {
                current.abandon();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the last snapshot failed", e);
        }
        database.close();
        try {
            working.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot delete the database", e);
        }
    }
}

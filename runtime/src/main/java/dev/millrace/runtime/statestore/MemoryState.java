// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.state.StateStores;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/// State in memory. A snapshot is copied from the tables in slices, a bounded one after each batch,
/// and written in the background.
final class MemoryState implements QueryState {
    private static final System.Logger LOG = System.getLogger(MemoryState.class.getName());

    /// Bytes of a snapshot that are copied after a batch, at least: well under a millisecond.
    private static final long LEAST_SLICE_BYTES = 256 << 10;

    private final StateFiles files;
    private final Executor background;
    private final VersionedTables<StateTable> tables;
    private @Nullable MemorySnapshot snapshot;

    private MemoryState(
            StateFiles files,
            Executor background,
            VersionedTables.Recovered<StateTable> recovered) {
        this.files = files;
        this.background = background;
        recovered.tables().values().forEach(StateTable::startJournal);
        this.tables = new VersionedTables<>(files, background, recovered, id -> newTable());
    }

    private static StateTable newTable() {
        StateTable table = new StateTable();
        table.startJournal();
        return table;
    }

    static MemoryState recover(Request request, Executor background) {
        StateFiles files = new StateFiles(request.directory(), request.retention());
        TableLoader loader = new TableLoader(id -> true);
        StateRecovery recovery = new StateRecovery(files, loader);
        int shardCount = recovery.recover(request.version(), request.newShardCount());
        return new MemoryState(
                files,
                background,
                new VersionedTables.Recovered<>(
                        request.version(),
                        shardCount,
                        recovery.repairedSnapshots(),
                        loader.tables()));
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
        return tables.metrics().inMemory(operator);
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
    }

    @Override
    public void rollback() {
        tables.rollback();
    }

    @Override
    public void maintain() {
        try {
            maintainSnapshot();
            files.deleteUnneeded(version());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot maintain version " + version() + " of the state: " + e.getMessage(), e);
        }
    }

    private void maintainSnapshot() {
        MemorySnapshot current = snapshot;
        if (current == null && files.isSnapshotDue(dataBytes())) {
            current = startSnapshot();
        }
        if (current == null) {
            return;
        }
        current.advance(Math.max(LEAST_SLICE_BYTES, 2 * files.lastChangelogBytes()));
        switch (current.progress()) {
            case RUNNING -> snapshot = current;
            case WRITTEN -> {
                files.snapshotWritten(current.version());
                tables.metrics().wroteSnapshot(current.version());
                snapshot = null;
            }
            case FAILED -> {
                // Nothing is lost: recovery takes the older snapshot and more changelogs.
                LOG.log(
                        System.Logger.Level.WARNING,
                        "cannot write the snapshot of version " + current.version(),
                        current.failure());
                current.abandon();
                files.snapshotFailed();
                snapshot = null;
            }
        }
    }

    private MemorySnapshot startSnapshot() {
        StateFile.Header header = new StateFile.Header(StateFile.SNAPSHOT, shardCount(), version());
        TreeMap<StateStore.Id, StateTable> all = tables.tables();
        return new MemorySnapshot(files.snapshot(version()), header, all, background);
    }

    private long dataBytes() {
        long bytes = 0;
        for (StateTable table : tables.tables().values()) {
            bytes += table.dataBytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        MemorySnapshot current = snapshot;
        snapshot = null;
        if (current != null) {
            current.abandon();
        }
    }
}

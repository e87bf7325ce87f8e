// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.state.StateStores;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// What all forms of a query's state share: its tables at the current version, the batch that is
/// open, and the changelog that makes the next version durable. Used by the query's thread, but for
/// the opened stores and the writing of a changelog.
final class VersionedTables<T extends ShardTable> {
    private static final System.Logger LOG = System.getLogger(VersionedTables.class.getName());
    private static final Comparator<StateStore.Id> ORDER =
            Comparator.comparingInt(StateStore.Id::operator)
                    .thenComparingInt(StateStore.Id::shard)
                    .thenComparing(id -> id.name() == null ? "" : id.name());

    private final StateFiles files;
    private final Executor background;
    private final int shardCount;
    private final TreeMap<StateStore.Id, T> tables;
    private final Function<StateStore.Id, T> newTable;
    private final StateMetrics metrics;
    private long version;
    private List<TableStore> opened = List.of();
    private @Nullable BackgroundTask<Long> writing;

    VersionedTables(
            StateFiles files,
            Executor background,
            Recovered<T> recovered,
            Function<StateStore.Id, T> newTable) {
        this.files = files;
        this.background = background;
        this.shardCount = recovered.shardCount;
        this.tables = recovered.tables;
        this.version = recovered.version;
        this.newTable = newTable;
        this.metrics = new StateMetrics(shardCount, recovered.repairedSnapshots, tables.keySet());
    }

    /// A version that was read from its files.
    ///
    /// @param repairedSnapshots damaged ones that were made up for
    record Recovered<T>(
            long version,
            int shardCount,
            int repairedSnapshots,
            TreeMap<StateStore.Id, T> tables) {}

    static <T> TreeMap<StateStore.Id, T> newMap() {
        return new TreeMap<>(ORDER);
    }

    long version() {
        return version;
    }

    int shardCount() {
        return shardCount;
    }

    StateMetrics metrics() {
        return metrics;
    }

    TreeMap<StateStore.Id, T> tables() {
        return tables;
    }

    StateStores begin() {
        List<TableStore> stores = new ArrayList<>();
        opened = stores;
        return new StateStores() {
            @Override
            public int shardCount() {
                return shardCount;
            }

            @Override
            public StateStore open(StateStore.Id id) {
                synchronized (stores) {
                    if (id.shard() < 0 || id.shard() >= shardCount) {
                        throw new IllegalArgumentException(
                                id + " is not one of " + shardCount + " shards");
                    }
                    metrics.opened(id, tables.containsKey(id));
                    ShardTable table = tables.computeIfAbsent(id, newTable);
                    TableStore store = new TableStore(id, version, table);
                    stores.add(store);
                    return store;
                }
            }
        };
    }

    void startWriting() {
        List<StateFile.Section> sections = new ArrayList<>();
        for (TableStore store : opened) {
            sections.add(store.committed());
        }
        sections.sort(Comparator.comparing(StateFile.Section::id, ORDER));
        long next = version + 1;
        writing =
                BackgroundTask.start(
                        background, () -> files.writeChangelog(next, shardCount, sections));
    }

    void finishWriting() {
        BackgroundTask<Long> task = writing;
        if (task == null) {
            throw new IllegalStateException("version " + (version + 1) + " is not being written");
        }
        writing = null;
        try {
            files.changelogWritten(version + 1, task.join());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write version " + (version + 1) + " of the state: " + e.getMessage(),
                    e);
        }
        opened.forEach(store -> store.table().keepChanges());
        opened = List.of();
        version++;
    }

    void rollback() {
        BackgroundTask<Long> task = writing;
        writing = null;
        try {
            if (task != null) {
                task.join();
            }
        } catch (IOException | RuntimeException e) {
            // The changelog is not wanted, and recovery deletes what is left of it.
            LOG.log(System.Logger.Level.DEBUG, "the changelog of a failed batch failed too", e);
        }
        opened.forEach(store -> store.table().undoChanges());
        opened = List.of();
    }
}

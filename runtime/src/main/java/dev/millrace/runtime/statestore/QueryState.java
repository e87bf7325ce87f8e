// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.state.StateStores;
import dev.millrace.spi.storage.FileLocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The state of one query at its newest version, in memory, and its files.
///
/// The life of a version: `begin` opens the stores of a batch; the batch's tasks change and commit
/// them; `write` makes the changes durable as the
/// next version; `maintain` later writes a snapshot if one is due and deletes what is no longer
/// needed. `rollback` instead of `write` leaves the
/// version as it was. All but the opened stores is used by the query's thread alone.
public final class QueryState {
    private static final Comparator<StateStore.Id> ORDER =
            Comparator.comparingInt(StateStore.Id::operator)
                    .thenComparingInt(StateStore.Id::shard)
                    .thenComparing(id -> id.name() == null ? "" : id.name());

    /// How much is kept and how often snapshots are written.
    ///
    /// @param versionsToRetain versions before the newest that can still be recovered
    /// (`spark.sql.streaming.minBatchesToRetain`)
    /// @param minChangelogs changelogs between two snapshots, at least
    /// (`spark.sql.streaming.stateStore.minDeltasForSnapshot`)
    public record Retention(int versionsToRetain, int minChangelogs) {}

    private final StateFiles files;
    private final int shardCount;
    private final Map<StateStore.Id, StateTable> tables;
    private final StateMetrics metrics;
    private long version;
    private List<TableStore> opened = List.of();

    private QueryState(StateFiles files, StateRecovery recovery, long version) {
        this.files = files;
        this.shardCount = recovery.shardCount();
        this.tables = recovery.tables();
        this.metrics = new StateMetrics(shardCount, recovery.repairedSnapshots(), tables.keySet());
        this.version = version;
        tables.values().forEach(StateTable::startJournal);
    }

    /// Recovers a version. Throws `CANNOT_LOAD_STATE_STORE` if that is not possible.
    ///
    /// @param directory of the state files, need not exist
    /// @param newShardCount for a state that has no files yet
    public static QueryState recover(
            FileLocation directory, long version, int newShardCount, Retention retention) {
        StateFiles files = new StateFiles(directory, retention);
        StateRecovery recovery = new StateRecovery(files, version, newShardCount);
        recovery.run();
        return new QueryState(files, recovery, version);
    }

    static TreeMap<StateStore.Id, StateTable> newTables() {
        return new TreeMap<>(ORDER);
    }

    public long version() {
        return version;
    }

    public int shardCount() {
        return shardCount;
    }

    /// Counts of this run for the progress of an operator, by the names of Spark's provider.
    public SortedMap<String, Long> metrics(int operator) {
        return metrics.of(operator);
    }

    /// Opens the current version for a batch.
    public StateStores begin() {
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
                    TableStore store = new TableStore(id, version, table(id));
                    stores.add(store);
                    return store;
                }
            }
        };
    }

    private StateTable table(StateStore.Id id) {
        return tables.computeIfAbsent(
                id,
                i -> {
                    StateTable table = new StateTable();
                    table.startJournal();
                    return table;
                });
    }

    /// Makes the committed changes of the batch durable: afterwards the next version is the current
    /// one. If it throws, nothing has changed.
    public void write() {
        List<StateFile.Section> sections = new ArrayList<>();
        for (TableStore store : opened) {
            sections.add(store.committed());
        }
        sections.sort(Comparator.comparing(StateFile.Section::id, ORDER));
        try {
            files.writeChangelog(version + 1, shardCount, sections);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write version " + (version + 1) + " of the state: " + e.getMessage(),
                    e);
        }
        opened.forEach(store -> store.table().keepChanges());
        opened = List.of();
        version++;
    }

    /// Takes back what the batch changed.
    public void rollback() {
        opened.forEach(store -> store.table().undoChanges());
        opened = List.of();
    }

    /// Writes a snapshot of the current version if one is due, and deletes files that no version to
    /// retain needs. Call it only when the batch that
    /// made the current version is history.
    public void maintain() {
        long dataBytes = 0;
        for (StateTable table : tables.values()) {
            dataBytes += table.dataBytes();
        }
        try {
            if (files.isSnapshotDue(version, dataBytes)) {
                files.writeSnapshot(version, shardCount, tables);
                metrics.wroteSnapshot(version);
            }
            files.deleteUnneeded(version);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot maintain version " + version + " of the state: " + e.getMessage(), e);
        }
    }
}

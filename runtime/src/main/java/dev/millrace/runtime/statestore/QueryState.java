// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStores;
import dev.millrace.spi.storage.FileLocation;

import java.util.SortedMap;

/// The state of one query at its newest version, and its files.
///
/// The life of a version: `begin` opens the stores of a batch; the batch's tasks change and commit
/// them; `startWriting` and `finishWriting` make the changes durable as the next version;
/// `maintain` later brings a snapshot forward if one is due and deletes what is no longer needed.
/// `rollback` instead of `finishWriting` leaves the version as it was. All but the opened stores is
/// used by the query's thread alone.
public sealed interface QueryState extends AutoCloseable permits MemoryState, DatabaseState {
    /// How much is kept and how often snapshots are written.
    ///
    /// @param versionsToRetain versions before the newest that can still be recovered
    /// (`spark.sql.streaming.minBatchesToRetain`)
    /// @param minChangelogs changelogs between two snapshots, at least
    /// (`spark.sql.streaming.stateStore.minDeltasForSnapshot`)
    record Retention(int versionsToRetain, int minChangelogs) {}

    /// Which state is to be recovered.
    ///
    /// @param directory of the state files, need not exist
    /// @param newShardCount for a state that has no files yet
    record Request(FileLocation directory, long version, int newShardCount, Retention retention) {}

    /// Recovers a version into memory, with all work done at once, on the caller's thread.
    static QueryState recover(
            FileLocation directory, long version, int newShardCount, Retention retention) {
        Request request = new Request(directory, version, newShardCount, retention);
        return StateProviders.inMemory().recover(null, request, key -> null);
    }

    long version();

    int shardCount();

    /// Counts of this run for the progress of an operator, by the names of Spark's provider.
    SortedMap<String, Long> metrics(int operator);

    /// Opens the current version for a batch.
    StateStores begin();

    /// Starts to make the committed changes of the batch durable. Throws if a store was not
    /// committed.
    void startWriting();

    /// Waits until the changes are durable: afterwards the next version is the current one. If it
    /// throws, nothing has changed.
    void finishWriting();

    /// Starts and finishes.
    default void write() {
        startWriting();
        finishWriting();
    }

    /// Takes back what the batch changed, after waiting for a writing that was started.
    void rollback();

    /// Brings a snapshot forward if one is due, and deletes files that no version to retain needs.
    /// Call it only when the batch that made the current version is history.
    void maintain();

    /// Gives up what is going on in the background, and frees everything. The files stay valid.
    @Override
    void close();
}

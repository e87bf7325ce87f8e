// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;

/// One store of one shard, with changes that can be undone: behind `TableStore`, whose methods have
/// the contracts of those here. Used by one thread at a time.
sealed interface ShardTable permits StateTable, BackedTable {
    /// Number of keys.
    long size();

    boolean get(byte[] key, int start, int length, StateStore.ValueBuffer into);

    void put(
            byte[] key,
            int keyStart,
            int keyLength,
            byte[] value,
            int valueStart,
            int valueLength,
            long expiry);

    boolean remove(byte[] key, int start, int length);

    StateStore.Cursor scan();

    StateStore.Cursor scanExpired(long micros);

    /// Tells the receiver what is different from before, each key once.
    ///
    /// @return how many keys
    long changes(Receiver receiver);

    /// Accepts all changes.
    void keepChanges();

    /// Takes all changes since the last `keepChanges` back.
    void undoChanges();

    /// Bytes in use.
    long memoryBytes();

    /// Is told one entry; the value follows in the same array.
    interface Receiver {
        /// @param valueLength -1 for a key that was removed
        void entry(
                byte[] bytes,
                int keyStart,
                int keyLength,
                int valueStart,
                int valueLength,
                long expiry);
    }
}

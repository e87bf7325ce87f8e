// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.state;

import org.jspecify.annotations.Nullable;

/// The keys and values of one shard of one operator, opened at a version for one batch. Keys and
/// values are bytes whose layout belongs to the operator. Used by one thread at a time.
///
/// The contract: a store opened at version N holds exactly what `commit` left as version N; changes
/// are seen by this store only, until `commit` makes them, durably, version N+1; without `commit`
/// they never happened.
///
/// An entry may have an expiry: a time, in microseconds since the epoch, at which its operator
/// wants to see it again (the end of a window, a timeout). The store does nothing by itself then;
/// it only
/// finds the entries that are due without looking at the others.
public interface StateStore {
    /// The expiry of an entry that has none.
    long NEVER = Long.MAX_VALUE;

    /// The version that was opened.
    long version();

    /// Number of keys, changes of this batch included.
    long size();

    /// Copies the value of a key into `into` and returns true, or returns false if there is no such
    /// key.
    boolean get(byte[] key, int keyStart, int keyLength, ValueBuffer into);

    /// Sets the value of a key, without an expiry.
    default void put(
            byte[] key,
            int keyStart,
            int keyLength,
            byte[] value,
            int valueStart,
            int valueLength) {
        put(key, keyStart, keyLength, value, valueStart, valueLength, NEVER);
    }

    /// Sets the value and the expiry of a key.
    ///
    /// @param expiryMicros since the epoch, `NEVER` for none; the one before is forgotten
    void put(
            byte[] key,
            int keyStart,
            int keyLength,
            byte[] value,
            int valueStart,
            int valueLength,
            long expiryMicros);

    /// Removes a key; returns false if there was none.
    boolean remove(byte[] key, int keyStart, int keyLength);

    /// All entries in no particular order. While it is open, the store may only be changed through
    /// `Cursor.remove`.
    Cursor scan();

    /// All entries whose expiry is at or before a time, in no particular order, on the same terms
    /// as `scan`.
    Cursor scanExpired(long micros);

    /// Makes the changes durable as version N+1. Nothing may be called afterwards but the size and
    /// memory.
    void commit();

    /// Forgets the changes.
    void abort();

    /// Heap or native bytes in use.
    long memoryBytes();

    /// A growing buffer that values are copied into, reused from call to call.
    final class ValueBuffer {
        private byte[] bytes = new byte[64];
        private int length;
        private long expiryMicros = NEVER;

        public byte[] bytes() {
            return bytes;
        }

        public int length() {
            return length;
        }

        /// The expiry of the entry, `NEVER` if it has none.
        public long expiryMicros() {
            return expiryMicros;
        }

        /// Sets the content.
        public void set(byte[] source, int start, int count, long expiry) {
            expiryMicros = expiry;
            if (bytes.length < count) {
                bytes = new byte[Math.max(count, bytes.length * 2)];
            }
            System.arraycopy(source, start, bytes, 0, count);
            length = count;
        }
    }

    /// Walks over all entries.
    interface Cursor extends AutoCloseable {
        /// Moves to the next entry; false at the end.
        boolean next();

        /// Array that holds the current key, valid until the next move.
        byte[] keyBytes();

        int keyStart();

        int keyLength();

        byte[] valueBytes();

        int valueStart();

        int valueLength();

        /// The expiry of the current entry, `NEVER` if it has none.
        long expiryMicros();

        /// Removes the current entry.
        void remove();

        @Override
        default void close() {}
    }

    /// Names a store within a checkpoint.
    ///
    /// @param operator number of the stateful operator, counted from the sink down as Spark does
    /// @param shard number of the shard
    /// @param name null for the only store of an operator, else as Spark calls it
    /// (`left-keyToNumValues`)
    record Id(int operator, int shard, @Nullable String name) {}
}

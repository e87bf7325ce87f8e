// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.task.Cancellation;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The rows of one side that wait in one shard (see `JoinStateLayout`). Used by one thread.
///
/// A key is selected first; its rows are then read, written and removed by index.
final class SideState {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// How many entries are looked up between two changes of the store.
    private static final int CHUNK = 1 << 13;

    private final StateStore counts;
    private final StateStore rows;
    private final Cancellation cancellation;
    private final StateStore.ValueBuffer buffer = new StateStore.ValueBuffer();
    private final byte[] number = new byte[Long.BYTES];
    private byte[] rowKey = new byte[64];
    private int keyLength;
    private long countExpiry;

    SideState(StateStore counts, StateStore rows, Cancellation cancellation) {
        this.counts = counts;
        this.rows = rows;
        this.cancellation = cancellation;
    }

    /// Is told the rows that leave the state. Where nobody is, they are not even read.
    interface Leaving {
        /// @param length of the encoded row with its boolean
        void row(byte[] bytes, int start, int length);
    }

    long rowCount() {
        return rows.size();
    }

    /// Selects a key and returns how many rows it has.
    long select(byte[] key, int start, int length) {
        keyLength = length;
        if (rowKey.length < length + Long.BYTES) {
            rowKey = new byte[2 * length + Long.BYTES];
        }
        System.arraycopy(key, start, rowKey, 0, length);
        if (!counts.get(rowKey, 0, keyLength, buffer)) {
            countExpiry = StateStore.NEVER;
            return 0;
        }
        countExpiry = buffer.expiryMicros();
        return (long) LONGS.get(buffer.bytes(), 0);
    }

    /// Says how many rows the selected key has now.
    void setCount(long count, long expiryMicros) {
        if (count == 0) {
            counts.remove(rowKey, 0, keyLength);
        } else {
            LONGS.set(number, 0, count);
            counts.put(rowKey, 0, keyLength, number, 0, number.length, expiryMicros);
        }
    }

    /// The row of the selected key with this index; valid until the next call.
    StateStore.ValueBuffer read(long index) {
        LONGS.set(rowKey, keyLength, index);
        if (!rows.get(rowKey, 0, keyLength + Long.BYTES, buffer)) {
            throw new IllegalStateException("the state of the join has no row " + index);
        }
        return buffer;
    }

    void write(long index, byte[] value, int start, int length, long expiryMicros) {
        LONGS.set(rowKey, keyLength, index);
        rows.put(rowKey, 0, keyLength + Long.BYTES, value, start, length, expiryMicros);
    }

    private void remove(long index) {
        LONGS.set(rowKey, keyLength, index);
        rows.remove(rowKey, 0, keyLength + Long.BYTES);
    }

    /// Removes rows of the selected key.
    ///
    /// @param count how many it has
    /// @param indices `indices[from..to)`, ascending
    void removeAll(long count, long[] indices, int from, int to) {
        long left = count;
        for (int i = to - 1; i >= from; i--) {
            left--;
            replaceByLast(indices[i], left);
        }
        setCount(left, countExpiry);
    }

    /// Removes a row of the selected key.
    ///
    /// @param last the index of the last row of the key, which takes its place
    private void replaceByLast(long index, long last) {
        if (index < last) {
            StateStore.ValueBuffer row = read(last);
            write(index, row.bytes(), 0, row.length(), row.expiryMicros());
        }
        remove(last);
    }

    private void leave(long index, @Nullable Leaving leaving) {
        if (leaving != null) {
            StateStore.ValueBuffer row = read(index);
            leaving.row(row.bytes(), 0, row.length());
        }
    }

    /// Removes all rows of some keys whose time is at or before a bound; returns how many rows,
    /// which is none only when there are no such keys.
    long removeKeys(long boundMicros, @Nullable Leaving leaving) {
        RowBuffer keys = new RowBuffer();
        long[] sizes = new long[CHUNK];
        try (StateStore.Cursor cursor = counts.scanExpired(boundMicros)) {
            while (keys.count() < CHUNK && cursor.next()) {
                sizes[keys.count()] = (long) LONGS.get(cursor.valueBytes(), cursor.valueStart());
                keys.append(cursor.keyBytes(), cursor.keyStart(), cursor.keyLength());
                cursor.remove();
            }
        }
        long removed = 0;
        for (int i = 0; i < keys.count(); i++) {
            cancellation.check();
            select(keys.bytes(), keys.start(i), keys.length(i));
            for (long index = 0; index < sizes[i]; index++) {
                leave(index, leaving);
                remove(index);
            }
            removed += sizes[i];
        }
        return removed;
    }

    /// Removes some rows whose own time is at or before a bound; returns how many, which is none
    /// only when there are no such rows.
    ///
    /// Entries that are due are looked up in chunks and then removed one key after the other: a
    /// store may not be changed during a look-up. Removing a row may move another that is due too;
    /// that one is found the next time.
    long removeRows(long boundMicros, @Nullable Leaving leaving) {
        RowBuffer due = new RowBuffer();
        try (StateStore.Cursor cursor = rows.scanExpired(boundMicros)) {
            while (due.count() < CHUNK && cursor.next()) {
                due.append(cursor.keyBytes(), cursor.keyStart(), cursor.keyLength());
            }
        }
        long removed = 0;
        int from = 0;
        while (from < due.count()) {
            cancellation.check();
            int to = from + 1;
            while (to < due.count() && isSameKey(due, from, to)) {
                to++;
            }
            removed += removeRows(due, from, to, leaving);
            from = to;
        }
        return removed;
    }

    private static boolean isSameKey(RowBuffer due, int first, int second) {
        int length = due.length(first);
        int a = due.start(first);
        int b = due.start(second);
        return due.length(second) == length
                && Arrays.equals(
                        due.bytes(),
                        a,
                        a + length - Long.BYTES,
                        due.bytes(),
                        b,
                        b + length - Long.BYTES);
    }

    /// Removes rows of one key: from both ends, so that none takes a place that it leaves again.
    /// Indices that the key has no more, because their rows were moved, are passed over.
    private long removeRows(RowBuffer due, int from, int to, @Nullable Leaving leaving) {
        int length = due.length(from) - Long.BYTES;
        long[] indices = new long[to - from];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = (long) LONGS.get(due.bytes(), due.start(from + i) + length);
        }
        Arrays.sort(indices);
        long before = select(due.bytes(), due.start(from), length);
        long count = before;
        int low = 0;
        int high = indices.length - 1;
        while (low <= high) {
            long last = count - 1;
            if (indices[high] > last) {
                high--;
                continue;
            }
            long index = indices[high] == last ? indices[high--] : indices[low++];
            leave(index, leaving);
            replaceByLast(index, last);
            count = last;
        }
        if (count < before) {
            setCount(count, countExpiry);
        }
        return before - count;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.state.StateStore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Entries of a store under keys that are put together: the number of a variable (2 bytes), the
/// length (4 bytes) and bytes of the key that is worked on, a suffix. Numbers are big endian.
///
/// A key is begun with `of`, may be extended with `and`, and is then used once.
final class KeyedState {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    /// Bytes before the key that is worked on.
    static final int HEADER = 6;

    private final StateStore store;
    private final RowCodec keyCodec;
    private RowBuffer keys = new RowBuffer();
    private int row;
    private byte[] key = new byte[64];
    private int length;

    KeyedState(StateStore store, RowCodec keyCodec) {
        this.store = store;
        this.keyCodec = keyCodec;
    }

    void takeKeys(ColumnBatch batch) {
        keyCodec.encode(batch.columns(), batch.rowCount(), keys);
        row = 0;
    }

    void choose(int newRow) {
        row = newRow;
    }

    /// Chooses the key that is part of a whole one.
    void chooseWithin(byte[] whole) {
        keys = new RowBuffer();
        keys.append(whole, HEADER, keyLength(whole));
        row = 0;
    }

    /// Begins a key of the variable with this number.
    KeyedState of(int variable) {
        int size = keys.length(row);
        length = 0;
        grow(HEADER + size);
        SHORT.set(key, 0, (short) variable);
        INT.set(key, 2, size);
        System.arraycopy(keys.bytes(), keys.start(row), key, HEADER, size);
        length = HEADER + size;
        return this;
    }

    /// Begins a key that belongs to no key of the rows.
    KeyedState ofAll(int variable) {
        length = HEADER;
        SHORT.set(key, 0, (short) variable);
        INT.set(key, 2, 0);
        return this;
    }

    KeyedState and(byte tag) {
        grow(1);
        key[length++] = tag;
        return this;
    }

    KeyedState and(long number) {
        grow(Long.BYTES);
        LONG.set(key, length, number);
        length += Long.BYTES;
        return this;
    }

    KeyedState and(byte[] bytes, int start, int count) {
        grow(count);
        System.arraycopy(bytes, start, key, length, count);
        length += count;
        return this;
    }

    private void grow(int more) {
        if (key.length < length + more) {
            key = Arrays.copyOf(key, Math.max(length + more, key.length * 2));
        }
    }

    boolean get(StateStore.ValueBuffer into) {
        return store.get(key, 0, length, into);
    }

    /// Sets the value; true if there was none.
    boolean put(byte[] value, int start, int count, long expiryMicros) {
        long before = store.size();
        store.put(key, 0, length, value, start, count, expiryMicros);
        return store.size() > before;
    }

    boolean put(byte[] value) {
        return put(value, 0, value.length, StateStore.NEVER);
    }

    /// Removes the value; false if there was none.
    boolean remove() {
        return store.remove(key, 0, length);
    }

    static int variable(byte[] bytes, int start) {
        return (short) SHORT.get(bytes, start) & 0xffff;
    }

    private static int keyLength(byte[] whole) {
        return (int) INT.get(whole, 2);
    }

    /// Where the suffix of a whole key begins.
    static int suffix(byte[] whole) {
        return HEADER + keyLength(whole);
    }

    static long number(byte[] bytes, int start) {
        return (long) LONG.get(bytes, start);
    }

    static void setNumber(byte[] bytes, int start, long value) {
        LONG.set(bytes, start, value);
    }

    /// Numbers one after the other.
    static byte[] numbers(long... values) {
        byte[] bytes = new byte[values.length * Long.BYTES];
        for (int i = 0; i < values.length; i++) {
            LONG.set(bytes, i * Long.BYTES, values[i]);
        }
        return bytes;
    }

    /// A time as an expiry; one that no clock reaches is none.
    static long expiry(long millis) {
        return millis >= StateStore.NEVER / 1000
                ? StateStore.NEVER
                : Math.max(millis, Long.MIN_VALUE / 1000) * 1000;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;

import java.util.Arrays;

/// A growing byte array with the number forms of a state file.
final class SectionBuffer implements ShardTable.Receiver {
    private byte[] bytes;
    private int size;

    SectionBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void oneByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    void fixed(long value, int width) {
        ensure(width);
        for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void variable(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void copy(byte[] from, int start, int length) {
        ensure(length);
        System.arraycopy(from, start, bytes, size, length);
        size += length;
    }

    /// One record; the value lies behind the key in `from`.
    @Override
    public void entry(
            byte[] from,
            int keyStart,
            int keyLength,
            int valueStart,
            int valueLength,
            long expiry) {
        variable(keyLength);
        if (valueLength < 0) {
            variable(0);
        } else if (expiry == StateStore.NEVER) {
            variable((long) valueLength * 2 + 1);
        } else {
            variable((long) valueLength * 2 + 2);
            fixed(expiry, 8);
        }
        copy(from, keyStart, keyLength);
        if (valueLength > 0) {
            copy(from, valueStart, valueLength);
        }
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A growing run of bytes with the number forms of a state file. What is full stays where it is:
/// the changes of a large batch are never copied.
final class SectionBuffer implements ShardTable.Receiver {
    private static final int LARGEST_PART_BYTES = 1 << 18;

    private final List<Part> fullParts = new ArrayList<>();
    private long fullBytes;
    private byte[] bytes;
    private int used;

    SectionBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /// The first `length` bytes of an array.
    @SuppressWarnings("ArrayRecordComponent")
    record Part(byte[] bytes, int length) {}

    /// All bytes in their order.
    List<Part> parts() {
        List<Part> parts = new ArrayList<>(fullParts);
        parts.add(new Part(bytes, used));
        return parts;
    }

    long size() {
        return fullBytes + used;
    }

    void clear() {
        fullParts.clear();
        fullBytes = 0;
        used = 0;
    }

    void oneByte(int value) {
        ensure(1);
        bytes[used++] = (byte) value;
    }

    void fixed(long value, int width) {
        ensure(width);
        for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
            bytes[used++] = (byte) (value >>> shift);
        }
    }

    void variable(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[used++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[used++] = (byte) rest;
    }

    void copy(byte[] from, int start, int length) {
        ensure(length);
        System.arraycopy(from, start, bytes, used, length);
        used += length;
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
        if (bytes.length - used >= more) {
            return;
        }
        if (used + (long) more <= LARGEST_PART_BYTES) {
            int doubled = Math.min(bytes.length * 2, LARGEST_PART_BYTES);
            bytes = Arrays.copyOf(bytes, Math.max(used + more, doubled));
            return;
        }
        fullParts.add(new Part(bytes, used));
        fullBytes += used;
        bytes = new byte[Math.max(LARGEST_PART_BYTES, more)];
        used = 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import java.util.Arrays;

/// The entries of a table that a batch has changed, each with the value and the expiry it had
/// before.
final class Journal {
    private static final int NONE = -1;
    private static final int KEPT_ENTRIES = 1 << 16;

    /// Room for so many times what a batch has changed is kept for the next.
    private static final int KEPT_TIMES = 8;

    private int[] entries = new int[8];
    private int[] lengths = new int[8];
    private long[] addresses = new long[8];
    private long[] expiries = new long[8];
    private int size;
    private ByteArena values = new ByteArena();

    int size() {
        return size;
    }

    int entry(int index) {
        return entries[index];
    }

    /// True if the entry was live before the change.
    boolean existed(int index) {
        return lengths[index] != NONE;
    }

    byte[] page(int index) {
        return values.page(addresses[index]);
    }

    int start(int index) {
        return ByteArena.offset(addresses[index]);
    }

    int length(int index) {
        return lengths[index];
    }

    long expiry(int index) {
        return expiries[index];
    }

    void addNew(int entry) {
        ensure();
        entries[size] = entry;
        lengths[size++] = NONE;
    }

    void addExisting(int entry, byte[] page, int start, int length, long expiry) {
        ensure();
        long address = values.allocate(length);
        System.arraycopy(page, start, values.page(address), ByteArena.offset(address), length);
        entries[size] = entry;
        addresses[size] = address;
        expiries[size] = expiry;
        lengths[size++] = length;
    }

    private void ensure() {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size * 2);
            lengths = Arrays.copyOf(lengths, size * 2);
            addresses = Arrays.copyOf(addresses, size * 2);
            expiries = Arrays.copyOf(expiries, size * 2);
        }
    }

    void clear() {
        if (entries.length > Math.max(KEPT_ENTRIES, size * (long) KEPT_TIMES)) {
            entries = new int[8];
            lengths = new int[8];
            addresses = new long[8];
            expiries = new long[8];
        }
        size = 0;
        if (values.allocatedBytes() > 0) {
            values = new ByteArena();
        }
    }

    long memoryBytes() {
        return entries.length * 24L + values.allocatedBytes();
    }
}

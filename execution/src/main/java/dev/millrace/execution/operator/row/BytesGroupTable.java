// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;

/// Keys of any columns, as encoded rows in an arena.
final class BytesGroupTable implements GroupTable {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final RowCodec codec;
    private final ByteArena arena = new ByteArena();

    /// Upper half: the hash; lower half: group number + 1; 0 if free.
    private long[] slots;

    /// Where the key of a group is in the arena.
    private long[] addresses;

    private int[] lengths;
    private int[] hashes;
    private int size;
    private final RowBuffer scratch = new RowBuffer();

    BytesGroupTable(List<DataType> types, int expected) {
        this.codec = RowCodec.ofKeys(types);
        this.slots = new long[GroupTable.slotsFor(expected)];
        this.addresses = new long[slots.length / 2];
        this.lengths = new int[addresses.length];
        this.hashes = new int[addresses.length];
    }

    /// Multiplies and folds eight bytes at a time.
    static int hash(byte[] bytes, int start, int length) {
        long h = length * MULTIPLIER;
        int at = start;
        int end = start + length;
        for (; at + 8 <= end; at += 8) {
            h = mix(h ^ LittleEndian.readLong(bytes, at));
        }
        long rest = 0;
        if (at < end && at + 8 <= bytes.length) {
            rest = LittleEndian.readLong(bytes, at) & (1L << 8 * (end - at)) - 1;
        } else {
            for (int shift = 0; at < end; at++, shift += 8) {
                rest |= (bytes[at] & 0xffL) << shift;
            }
        }
        h = mix(h ^ rest);
        return (int) (h ^ h >>> 32);
    }

    private static long mix(long value) {
        long product = value * MULTIPLIER;
        return (product ^ product >>> 29) * 0xBF58476D1CE4E5B9L ^ product >>> 32;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int[] assign(List<Column> keys, int rowCount) {
        codec.encode(keys, rowCount, scratch);
        byte[] bytes = scratch.bytes();
        int[] groups = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            groups[i] = assign(bytes, scratch.start(i), scratch.length(i));
        }
        return groups;
    }

    private int assign(byte[] bytes, int start, int length) {
        int hash = hash(bytes, start, length);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            long entry = slots[slot];
            int group = (int) entry - 1;
            if ((int) (entry >>> 32) == hash && equal(group, bytes, start, length)) {
                return group;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = (long) hash << 32 | size + 1;
        return append(hash, bytes, start, length);
    }

    private boolean equal(int group, byte[] bytes, int start, int length) {
        if (lengths[group] != length) {
            return false;
        }
        byte[] page = arena.page(addresses[group]);
        int offset = ByteArena.offset(addresses[group]);
        return Arrays.equals(page, offset, offset + length, bytes, start, start + length);
    }

    private int append(int hash, byte[] bytes, int start, int length) {
        if (size == addresses.length) {
            addresses = Arrays.copyOf(addresses, size * 2);
            lengths = Arrays.copyOf(lengths, size * 2);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        addresses[size] = arena.append(bytes, start, length);
        lengths[size] = length;
        hashes[size++] = hash;
        if (size * 2L > slots.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        long[] grown = new long[Math.multiplyExact(slots.length, 2)];
        int mask = grown.length - 1;
        for (int group = 0; group < size; group++) {
            int slot = hashes[group] & mask;
            while (grown[slot] != 0) {
                slot = slot + 1 & mask;
            }
            grown[slot] = (long) hashes[group] << 32 | group + 1;
        }
        slots = grown;
    }

    @Override
    public int[] find(List<Column> keys, int rowCount) {
        RowBuffer rows = new RowBuffer();
        codec.encode(keys, rowCount, rows);
        byte[] bytes = rows.bytes();
        int[] groups = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            groups[i] = find(bytes, rows.start(i), rows.length(i));
        }
        return groups;
    }

    private int find(byte[] bytes, int start, int length) {
        int hash = hash(bytes, start, length);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            long entry = slots[slot];
            int group = (int) entry - 1;
            if ((int) (entry >>> 32) == hash && equal(group, bytes, start, length)) {
                return group;
            }
            slot = slot + 1 & mask;
        }
        return ABSENT;
    }

    @Override
    public List<Column> keys(int[] groups, int count) {
        RowBuffer rows = new RowBuffer();
        for (int i = 0; i < count; i++) {
            int group = groups[i];
            long address = addresses[group];
            rows.append(arena.page(address), ByteArena.offset(address), lengths[group]);
        }
        return codec.decode(rows);
    }

    @Override
    public int hash(int group) {
        return hashes[group];
    }

    @Override
    public long memoryBytes() {
        return slots.length * 8L + addresses.length * 16L + arena.sizeBytes();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import java.util.Arrays;

/// The distinct values of a chunk, numbered in the order of their first use.
final class PageDictionary {
    private static final int MOST_BYTES = 1 << 20;

    private final PageValues values;
    private int[] slots = new int[1024];

    PageDictionary(WriteSchema.Leaf leaf) {
        values = new PageValues(leaf);
        Arrays.fill(slots, -1);
    }

    PageValues values() {
        return values;
    }

    int size() {
        return values.count;
    }

    /// The numbers of all values of a page, null if the dictionary grew too large.
    int @org.jspecify.annotations.Nullable [] indexes(PageValues page) {
        int[] indexes = new int[page.count];
        for (int i = 0; i < page.count; i++) {
            indexes[i] = page.isBytes ? indexOfBytes(page, i) : indexOfNumber(page.numbers[i]);
            if ((i & 255) == 255 && values.plainBytes() > MOST_BYTES) {
                return null;
            }
        }
        return values.plainBytes() > MOST_BYTES ? null : indexes;
    }

    private int indexOfNumber(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & (slots.length - 1);
        while (slots[slot] >= 0) {
            if (values.numbers[slots[slot]] == number) {
                return slots[slot];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        values.reserve(1);
        values.add(number);
        return insert(slot);
    }

    private int indexOfBytes(PageValues page, int index) {
        int start = page.start(index);
        int length = page.length(index);
        int slot = hash(page.data, start, length) & (slots.length - 1);
        while (slots[slot] >= 0) {
            int known = slots[slot];
            int knownStart = values.start(known);
            if (Arrays.equals(
                    values.data,
                    knownStart,
                    knownStart + values.length(known),
                    page.data,
                    start,
                    start + length)) {
                return known;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        values.reserve(1);
        values.add(page.data, start, length);
        return insert(slot);
    }

    private int insert(int slot) {
        int index = values.count - 1;
        slots[slot] = index;
        if (values.count * 2 > slots.length) {
            grow();
        }
        return index;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        Arrays.fill(slots, -1);
        for (int i = 0; i < values.count; i++) {
            int hash =
                    values.isBytes
                            ? hash(values.data, values.start(i), values.length(i))
                            : (int) (values.numbers[i] * 0x9E3779B97F4A7C15L >>> 32);
            int slot = hash & (slots.length - 1);
            while (slots[slot] >= 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = i;
        }
    }

    /// Multiplies and folds eight bytes at a time.
    private static int hash(byte[] data, int start, int length) {
        long hash = length;
        int at = start;
        int end = start + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            hash = fold(hash ^ LittleEndian.int64(data, at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << 8 | data[at] & 0xff;
        }
        return (int) fold(hash ^ rest);
    }

    private static long fold(long value) {
        long product = value * 0x9E3779B97F4A7C15L;
        return product ^ product >>> 32;
    }
}

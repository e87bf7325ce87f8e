// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Finds a field by the bytes of its name, case-sensitively. Immutable.
final class FieldNames {
    private final byte[][] slots;
    private final int[] fields;

    /// @param names in the order of the fields; of two equal names the last one counts
    FieldNames(List<String> names) {
        int capacity = Integer.highestOneBit(Math.max(names.size(), 1) * 4);
        slots = new byte[capacity][];
        fields = new int[capacity];
        for (int i = 0; i < names.size(); i++) {
            byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
            int slot = slotOf(name, 0, name.length);
            slots[slot] = name;
            fields[slot] = i;
        }
    }

    /// Index of the field of this name, -1 if there is none.
    int find(byte[] data, int start, int length) {
        int slot = slotOf(data, start, length);
        return slots[slot] == null ? -1 : fields[slot];
    }

    private int slotOf(byte[] data, int start, int length) {
        int hash = length;
        for (int i = start; i < start + length; i++) {
            hash = hash * 31 + data[i];
        }
        int slot = (hash ^ hash >>> 15) & (slots.length - 1);
        while (slots[slot] != null && !equal(slots[slot], data, start, length)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private static boolean equal(byte[] name, byte[] data, int start, int length) {
        return Arrays.equals(name, 0, name.length, data, start, start + length);
    }
}

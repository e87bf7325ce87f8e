// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import java.util.Arrays;

/// A quoted field name as it stands in the text, ready to be compared eight bytes at a time.
///
/// @param field index of the field it names, -1 for a name that is not read
/// @param bytes the name with its quotes
/// @param tail the last `bytes.length % 8` bytes as a little-endian number
final class NamePattern {
    private final int field;
    private final byte[] bytes;
    private final long tail;
    private final long tailMask;

    NamePattern(int field, byte[] text, int start, int length) {
        this.field = field;
        this.bytes = Arrays.copyOfRange(text, start, start + length);
        long packed = 0;
        int rest = length & 7;
        for (int i = 0; i < rest; i++) {
            packed |= (bytes[length - rest + i] & 0xFFL) << (8 * i);
        }
        this.tail = packed;
        this.tailMask = (1L << (8 * rest)) - 1;
    }

    int field() {
        return field;
    }

    byte[] bytes() {
        return bytes;
    }

    long tail() {
        return tail;
    }

    long tailMask() {
        return tailMask;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

/// Code points of UTF-8 bytes, counted and cut without decoding.
final class Utf8 {
    private Utf8() {}

    static boolean isAscii(byte[] data, int start, int length) {
        int bits = 0;
        for (int i = start; i < start + length; i++) {
            bits |= data[i];
        }
        return bits >= 0;
    }

    /// Number of code points: of bytes that do not continue one.
    static int count(byte[] data, int start, int length) {
        int count = 0;
        for (int i = start; i < start + length; i++) {
            count += (data[i] & 0xc0) != 0x80 ? 1 : 0;
        }
        return count;
    }

    /// Bytes of the code point that starts with this byte.
    static int width(byte first) {
        return first >= 0 ? 1 : (first & 0xe0) == 0xc0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : 4;
    }

    /// Where the code point number `index` (from 0) starts, `end` if there are fewer.
    static int offset(byte[] data, int start, int end, int index) {
        int at = start;
        for (int left = index; left > 0 && at < end; left--) {
            at += width(data[at]);
        }
        return Math.min(at, end);
    }

    /// The code point at a place where one starts.
    static int codePoint(byte[] data, int at, int end) {
        int width = width(data[at]);
        if (width == 1 || at + width > end) {
            return data[at] & 0xff;
        }
        int point = data[at] & (0xff >> (width + 1));
        for (int i = 1; i < width; i++) {
            point = point << 6 | data[at + i] & 0x3f;
        }
        return point;
    }

    /// First place of a needle at or after `from`, -1 if there is none. An empty needle is found at
    /// once.
    static int indexOf(
            byte[] data, int from, int end, byte[] needle, int needleStart, int needleLength) {
        if (needleLength == 0) {
            return from;
        }
        byte first = needle[needleStart];
        for (int at = from; at <= end - needleLength; at++) {
            if (data[at] != first) {
                continue;
            }
            int same = 1;
            while (same < needleLength && data[at + same] == needle[needleStart + same]) {
                same++;
            }
            if (same == needleLength) {
                return at;
            }
        }
        return -1;
    }
}

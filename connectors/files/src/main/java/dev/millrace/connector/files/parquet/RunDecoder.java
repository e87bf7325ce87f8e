// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

/// Decodes Parquet's hybrid of run lengths and bit packing: levels, dictionary indexes, booleans.
///
/// Each run begins with a varint: even means `n >> 1` times the value that follows in whole bytes,
/// odd means `n >> 1` groups of eight values of `width` bits, lowest bit first.
final class RunDecoder {
    private final byte[] data;
    private final int end;
    private final int width;
    private final int mask;
    private int at;
    private int left;
    private boolean packed;
    private int value;
    private long bitPosition;

    /// @param width bits per value, 0 to 32
    RunDecoder(byte[] data, int start, int end, int width) {
        this.data = data;
        this.at = start;
        this.end = end;
        this.width = width;
        this.mask = width == 32 ? -1 : (1 << width) - 1;
    }

    /// Decodes `count` values into `into[offset ..]`.
    void decode(int[] into, int offset, int count) {
        int done = 0;
        while (done < count) {
            if (left == 0) {
                startRun();
            }
            int take = Math.min(left, count - done);
            if (packed) {
                unpack(into, offset + done, take);
            } else {
                java.util.Arrays.fill(into, offset + done, offset + done + take, value);
            }
            left -= take;
            done += take;
        }
    }

    private void startRun() {
        if (width == 0) {
            left = Integer.MAX_VALUE;
            packed = false;
            value = 0;
            return;
        }
        int header = 0;
        int shift = 0;
        byte b;
        do {
            b = data[at++];
            header |= (b & 0x7F) << shift;
            shift += 7;
        } while (b < 0);
        packed = (header & 1) != 0;
        if (packed) {
            left = (header >>> 1) * 8;
            bitPosition = (long) at * 8;
            at += (header >>> 1) * width;
        } else {
            left = header >>> 1;
            value = 0;
            for (int i = 0; i < (width + 7) / 8; i++) {
                value |= (data[at++] & 0xFF) << (8 * i);
            }
        }
        if (left == 0 && at >= end) {
            throw new IllegalStateException("a page ends before its levels or indexes");
        }
    }

    /// Takes from each word of 64 bits as many values as are wholly in it, wherever in its first
    /// byte they begin.
    private void unpack(int[] into, int offset, int count) {
        int perWord = (Long.SIZE - 7) / width;
        long bits = bitPosition;
        int done = 0;
        while (done < count) {
            int from = (int) (bits >>> 3);
            long word = from + 8 <= data.length ? LittleEndian.int64(data, from) : tail(from);
            word >>>= bits & 7;
            int take = Math.min(perWord, count - done);
            int at = offset + done;
            for (int i = 0; i < take; i++) {
                into[at + i] = (int) word & mask;
                word >>>= width;
            }
            done += take;
            bits += (long) take * width;
        }
        bitPosition = bits;
    }

    private long tail(int from) {
        long word = 0;
        for (int i = from; i < data.length; i++) {
            word |= (data[i] & 0xFFL) << (8 * (i - from));
        }
        return word;
    }
}

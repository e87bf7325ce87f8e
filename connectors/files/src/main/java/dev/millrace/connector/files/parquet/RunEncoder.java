// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

/// Encodes levels and dictionary indexes in Parquet's hybrid of run lengths and bit packing; see
/// `RunDecoder` for the form.
final class RunEncoder {
    private static final int GROUP = 8;

    private RunEncoder() {}

    /// Appends `values[0..count)`, of `width` bits each. Stretches of at least eight equal values
    /// become runs, what is between them groups of eight.
    static void encode(int[] values, int count, int width, ByteSink out) {
        int at = 0;
        int packedFrom = 0;
        while (at < count) {
            int end = at + 1;
            while (end < count && values[end] == values[at]) {
                end++;
            }
            // A packed stretch holds whole groups of eight: it takes what it needs from the run.
            int borrowed = Math.min(end - at, (GROUP - (at - packedFrom) % GROUP) % GROUP);
            if (end - at - borrowed >= GROUP) {
                pack(values, packedFrom, at + borrowed, width, out);
                out.varint((end - at - borrowed) << 1);
                out.lowBytes(values[at], (width + 7) / 8);
                packedFrom = end;
            }
            at = end;
        }
        pack(values, packedFrom, count, width, out);
    }

    private static void pack(int[] values, int from, int until, int width, ByteSink out) {
        if (from == until) {
            return;
        }
        int groups = (until - from + GROUP - 1) / GROUP;
        out.varint(groups << 1 | 1);
        long bits = 0;
        int filled = 0;
        for (int i = from; i < from + groups * GROUP; i++) {
            long value = i < until ? values[i] : 0;
            bits |= value << filled;
            filled += width;
            while (filled >= 8) {
                out.one((byte) bits);
                bits >>>= 8;
                filled -= 8;
            }
        }
    }
}

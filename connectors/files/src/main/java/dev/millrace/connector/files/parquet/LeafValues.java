// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import org.apache.parquet.format.Type;

import java.util.Arrays;

/// Values of one leaf, without the missing ones, in one of three forms: whole numbers (booleans,
/// and
/// INT96 as microseconds, too), floating point, bytes.
///
/// Bytes are views of a page or dictionary as long as all of them come from the same one; after
/// that
/// they are copied together.
final class LeafValues {
    final Form form;
    int count;
    long[] longs = new long[0];
    double[] doubles = new double[0];
    byte[] data = new byte[0];
    int[] starts = new int[0];
    int[] lengths = new int[0];
    private boolean owned;
    private int used;

    enum Form {
        LONGS,
        DOUBLES,
        BYTES
    }

    LeafValues(Type type) {
        form =
                switch (type) {
                    case BOOLEAN, INT32, INT64, INT96 -> Form.LONGS;
                    case FLOAT, DOUBLE -> Form.DOUBLES;
                    case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> Form.BYTES;
                };
    }

    /// Empties it; the arrays handed out before are not touched again.
    void restart(int capacity) {
        count = 0;
        owned = false;
        used = 0;
        switch (form) {
            case LONGS -> longs = new long[capacity];
            case DOUBLES -> doubles = new double[capacity];
            case BYTES -> {
                data = new byte[0];
                starts = new int[capacity];
                lengths = new int[capacity];
            }
        }
    }

    /// Makes room for `more` values.
    void reserve(int more) {
        int needed = count + more;
        switch (form) {
            case LONGS -> {
                if (longs.length < needed) {
                    longs = Arrays.copyOf(longs, Math.max(needed, longs.length * 2));
                }
            }
            case DOUBLES -> {
                if (doubles.length < needed) {
                    doubles = Arrays.copyOf(doubles, Math.max(needed, doubles.length * 2));
                }
            }
            case BYTES -> {
                if (starts.length < needed) {
                    int length = Math.max(needed, starts.length * 2);
                    starts = Arrays.copyOf(starts, length);
                    lengths = Arrays.copyOf(lengths, length);
                }
            }
        }
    }

    /// Says that the next bytes come from `source`.
    void from(byte[] source) {
        if (count == 0) {
            data = source;
            owned = false;
        } else if (data != source && !owned) {
            byte[] together = new byte[1024];
            used = 0;
            byte[] before = data;
            data = together;
            owned = true;
            for (int i = 0; i < count; i++) {
                starts[i] = copy(before, starts[i], lengths[i]);
            }
        }
    }

    /// Adds bytes of `source`, which `from` has named.
    void add(byte[] source, int start, int length) {
        starts[count] = owned ? copy(source, start, length) : start;
        lengths[count++] = length;
    }

    private int copy(byte[] source, int start, int length) {
        if (data.length - used < length) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, used + length));
        }
        System.arraycopy(source, start, data, used, length);
        int at = used;
        used += length;
        return at;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import org.apache.parquet.format.Type;

import java.util.Arrays;

/// The values of a page in work: bits of numbers, or bytes.
final class PageValues {
    private final Type type;
    final boolean isBytes;
    int count;
    long[] numbers = new long[0];
    byte[] data = new byte[0];
    int[] ends = new int[0];

    PageValues(WriteSchema.Leaf leaf) {
        this.type = leaf.physical();
        this.isBytes =
                type == Type.BYTE_ARRAY || type == Type.FIXED_LEN_BYTE_ARRAY || type == Type.INT96;
    }

    void reserve(int more) {
        int needed = count + more;
        if (isBytes && ends.length < needed) {
            ends = Arrays.copyOf(ends, Math.max(needed, ends.length * 2));
        } else if (!isBytes && numbers.length < needed) {
            numbers = Arrays.copyOf(numbers, Math.max(needed, numbers.length * 2));
        }
    }

    void add(long bits) {
        numbers[count++] = bits;
    }

    void add(byte[] source, int start, int length) {
        int used = count == 0 ? 0 : ends[count - 1];
        if (data.length - used < length) {
            int wanted = Math.addExact(used, length);
            data = Arrays.copyOf(data, Math.max(wanted, Math.max(1024, data.length * 2)));
        }
        System.arraycopy(source, start, data, used, length);
        ends[count++] = used + length;
    }

    int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    int length(int index) {
        return ends[index] - start(index);
    }

    /// Bytes of the plain form, about.
    long plainBytes() {
        if (count == 0) {
            return 0;
        }
        return switch (type) {
            case BOOLEAN -> count / 8 + 1;
            case INT32, FLOAT -> count * 4L;
            case INT64, DOUBLE -> count * 8L;
            case BYTE_ARRAY -> dataLength() + count * 4L;
            case INT96, FIXED_LEN_BYTE_ARRAY -> dataLength();
        };
    }

    /// How much of the data is used; a page of NULLs has no values.
    private int dataLength() {
        return count == 0 ? 0 : ends[count - 1];
    }

    void clear() {
        count = 0;
    }

    /// Appends the plain form of all values.
    void encode(ByteSink out) {
        switch (type) {
            case BOOLEAN -> {
                for (int i = 0; i < count; i += 8) {
                    int bits = 0;
                    for (int j = i; j < Math.min(count, i + 8); j++) {
                        bits |= (int) numbers[j] << (j - i);
                    }
                    out.one((byte) bits);
                }
            }
            case INT32, FLOAT -> {
                for (int i = 0; i < count; i++) {
                    out.int32((int) numbers[i]);
                }
            }
            case INT64, DOUBLE -> {
                for (int i = 0; i < count; i++) {
                    out.int64(numbers[i]);
                }
            }
            case BYTE_ARRAY -> {
                for (int i = 0; i < count; i++) {
                    out.int32(length(i));
                    out.write(data, start(i), length(i));
                }
            }
            case INT96, FIXED_LEN_BYTE_ARRAY -> out.write(data, 0, dataLength());
        }
    }
}

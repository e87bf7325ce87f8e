// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds a `BytesColumn` by copying each row's bytes into one buffer.
public final class BytesBuilder implements ColumnBuilder {
    private byte[] data = new byte[256];
    private int used;
    private int[] starts;
    private int[] lengths;
    private final ValidityBuilder validity = new ValidityBuilder();
    private int size;

    public BytesBuilder(int capacity) {
        starts = new int[Math.max(capacity, 8)];
        lengths = new int[starts.length];
    }

    public void append(byte[] bytes, int start, int length) {
        if (data.length - used < length) {
            data =
                    Arrays.copyOf(
                            data,
                            (int)
                                    Math.min(
                                            Integer.MAX_VALUE - 8L,
                                            Math.max(data.length * 2L, (long) used + length)));
        }
        System.arraycopy(bytes, start, data, used, length);
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            lengths = Arrays.copyOf(lengths, size * 2);
        }
        starts[size] = used;
        lengths[size++] = length;
        used += length;
    }

    public void append(byte[] bytes) {
        append(bytes, 0, bytes.length);
    }

    public void append(String text) {
        append(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void appendNull() {
        validity.addNull(size);
        append(data, 0, 0);
    }

    @Override
    public void appendBoxed(@Nullable Object value) {
        switch (value) {
            case null -> appendNull();
            case byte[] bytes -> append(bytes);
            default -> append((String) value);
        }
    }

    @Override
    public void appendFrom(Column column, int row) {
        if (column.isNull(row)) {
            appendNull();
        } else {
            BytesColumn bytes = (BytesColumn) column;
            append(bytes.data(), bytes.start(row), bytes.length(row));
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public BytesColumn build() {
        BytesColumn column =
                new BytesColumn(
                        Arrays.copyOf(data, used),
                        Arrays.copyOf(starts, size),
                        Arrays.copyOf(lengths, size),
                        validity.build(size),
                        size);
        size = 0;
        used = 0;
        return column;
    }
}

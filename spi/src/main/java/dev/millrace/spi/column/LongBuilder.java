// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Builds a `LongColumn`.
public final class LongBuilder implements ColumnBuilder {
    private long[] values;
    private final ValidityBuilder validity = new ValidityBuilder();
    private int size;

    public LongBuilder(int capacity) {
        values = new long[Math.max(capacity, 8)];
    }

    public void append(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    @Override
    public void appendNull() {
        validity.addNull(size);
        append(0L);
    }

    @Override
    public void appendBoxed(@Nullable Object value) {
        if (value == null) {
            appendNull();
        } else {
            append(((Number) value).longValue());
        }
    }

    @Override
    public void appendFrom(Column column, int row) {
        if (column.isNull(row)) {
            appendNull();
        } else {
            append(((LongColumn) column).value(row));
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public LongColumn build() {
        LongColumn column = new LongColumn(Arrays.copyOf(values, size), validity.build(size), size);
        size = 0;
        return column;
    }
}

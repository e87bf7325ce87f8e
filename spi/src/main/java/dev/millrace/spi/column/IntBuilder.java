// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Builds a `IntColumn`.
public final class IntBuilder implements ColumnBuilder {
    private int[] values;
    private final ValidityBuilder validity = new ValidityBuilder();
    private int size;

    public IntBuilder(int capacity) {
        values = new int[Math.max(capacity, 8)];
    }

    public void append(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    @Override
    public void appendNull() {
        validity.addNull(size);
        append(0);
    }

    @Override
    public void appendBoxed(@Nullable Object value) {
        if (value == null) {
            appendNull();
        } else {
            append(((Number) value).intValue());
        }
    }

    @Override
    public void appendFrom(Column column, int row) {
        if (column.isNull(row)) {
            appendNull();
        } else {
            append(((IntColumn) column).value(row));
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public IntColumn build() {
        IntColumn column = new IntColumn(Arrays.copyOf(values, size), validity.build(size), size);
        size = 0;
        return column;
    }
}

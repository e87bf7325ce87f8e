// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Builds a `DoubleColumn`.
public final class DoubleBuilder implements ColumnBuilder {
    private double[] values;
    private final ValidityBuilder validity = new ValidityBuilder();
    private int size;

    public DoubleBuilder(int capacity) {
        values = new double[Math.max(capacity, 8)];
    }

    public void append(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    @Override
    public void appendNull() {
        validity.addNull(size);
        append(0.0);
    }

    @Override
    public void appendBoxed(@Nullable Object value) {
        if (value == null) {
            appendNull();
        } else {
            append(((Number) value).doubleValue());
        }
    }

    @Override
    public void appendFrom(Column column, int row) {
        if (column.isNull(row)) {
            appendNull();
        } else {
            append(((DoubleColumn) column).value(row));
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public DoubleColumn build() {
        DoubleColumn column =
                new DoubleColumn(Arrays.copyOf(values, size), validity.build(size), size);
        size = 0;
        return column;
    }
}

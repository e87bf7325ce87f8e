// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Builds a `BooleanColumn`.
public final class BooleanBuilder implements ColumnBuilder {
    private boolean[] values;
    private final ValidityBuilder validity = new ValidityBuilder();
    private int size;

    public BooleanBuilder(int capacity) {
        values = new boolean[Math.max(capacity, 8)];
    }

    public void append(boolean value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    @Override
    public void appendNull() {
        validity.addNull(size);
        append(false);
    }

    @Override
    public void appendBoxed(@Nullable Object value) {
        if (value == null) {
            appendNull();
        } else {
            append((Boolean) value);
        }
    }

    @Override
    public void appendFrom(Column column, int row) {
        if (column.isNull(row)) {
            appendNull();
        } else {
            append(((BooleanColumn) column).value(row));
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public BooleanColumn build() {
        BooleanColumn column =
                new BooleanColumn(Arrays.copyOf(values, size), validity.build(size), size);
        size = 0;
        return column;
    }
}

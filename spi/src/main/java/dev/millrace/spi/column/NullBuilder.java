// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

/// Builds a `NullColumn`.
public final class NullBuilder implements ColumnBuilder {
    private int size;

    @Override
    public int size() {
        return size;
    }

    @Override
    public void appendNull() {
        size++;
    }

    @Override
    public void appendBoxed(@Nullable Object value) {
        size++;
    }

    @Override
    public void appendFrom(Column column, int row) {
        size++;
    }

    @Override
    public NullColumn build() {
        NullColumn column = new NullColumn(size);
        size = 0;
        return column;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/// Builds a `DecimalColumn`.
public final class DecimalBuilder implements ColumnBuilder {
    private final int scale;
    private long[] high;
    private long[] low;
    private final ValidityBuilder validity = new ValidityBuilder();
    private int size;

    /// @param scale of the boxed values, which must have exactly this scale or fewer digits after
    /// the point
    public DecimalBuilder(int scale, int capacity) {
        this.scale = scale;
        this.high = new long[Math.max(capacity, 8)];
        this.low = new long[high.length];
    }

    /// Appends an unscaled value given as two words.
    public void append(long highWord, long lowWord) {
        if (size == high.length) {
            high = Arrays.copyOf(high, size * 2);
            low = Arrays.copyOf(low, size * 2);
        }
        high[size] = highWord;
        low[size++] = lowWord;
    }

    /// Appends an unscaled value that fits a `long`.
    public void append(long unscaled) {
        append(unscaled >> 63, unscaled);
    }

    public void append(BigInteger unscaled) {
        append(DecimalColumn.highOf(unscaled), DecimalColumn.lowOf(unscaled));
    }

    @Override
    public void appendNull() {
        validity.addNull(size);
        append(0, 0);
    }

    @Override
    public void appendBoxed(@Nullable Object value) {
        if (value == null) {
            appendNull();
        } else {
            append(((BigDecimal) value).setScale(scale).unscaledValue());
        }
    }

    @Override
    public void appendFrom(Column column, int row) {
        if (column.isNull(row)) {
            appendNull();
        } else {
            DecimalColumn decimals = (DecimalColumn) column;
            append(decimals.high(row), decimals.low(row));
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public DecimalColumn build() {
        DecimalColumn column =
                new DecimalColumn(
                        Arrays.copyOf(high, size),
                        Arrays.copyOf(low, size),
                        validity.build(size),
                        size);
        size = 0;
        return column;
    }
}

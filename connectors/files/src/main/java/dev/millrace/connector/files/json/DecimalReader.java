// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;

/// Reads decimals from numbers and from strings of digits, rounded half up to the column's scale.
final class DecimalReader extends ValueReader {
    private static final int LONG_DIGITS = 18;
    private static final long[] POWERS = new long[LONG_DIGITS + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private final int precision;
    private final int scale;
    private long[] high = new long[0];
    private long[] low = new long[0];

    DecimalReader(DataType.Decimal type) {
        this.precision = type.precision();
        this.scale = type.scale();
    }

    @Override
    int read(JsonCursor in, int row) {
        if (in.isNumber()) {
            in.readNumber();
            return setNumber(in, row);
        }
        if (in.isString()) {
            in.readString();
            return setBig(parsed(in.text().replace(",", "")), row);
        }
        if (in.passesNull()) {
            clear(row);
            return GOOD;
        }
        in.skipValue();
        return BAD;
    }

    private int setNumber(JsonCursor in, int row) {
        int shift = in.number.exponent() + scale;
        if (in.number.isExact() && shift >= 0 && shift < LONG_DIGITS) {
            long value = in.number.longValue();
            long bound = POWERS[Math.min(precision, LONG_DIGITS) - Math.min(shift, precision)];
            if (shift <= precision && value < bound && value > -bound) {
                set(row, 0, value * POWERS[shift]);
                high[row] = low[row] >> 63;
                return GOOD;
            }
        }
        return setBig(in.number.decimalValue(), row);
    }

    private int setBig(@Nullable BigDecimal value, int row) {
        if (value == null) {
            return BAD;
        }
        BigDecimal scaled = value.setScale(scale, RoundingMode.HALF_UP);
        if (scaled.precision() > precision) {
            return BAD;
        }
        BigInteger unscaled = scaled.unscaledValue();
        set(row, DecimalColumn.highOf(unscaled), DecimalColumn.lowOf(unscaled));
        return GOOD;
    }

    private static @Nullable BigDecimal parsed(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private void set(int row, long highWord, long lowWord) {
        if (row >= low.length) {
            grow(row + 1);
        }
        high[row] = highWord;
        low[row] = lowWord;
        setValid(row);
    }

    @Override
    void grow(int rows) {
        int length = grown(low.length, rows);
        high = Arrays.copyOf(high, length);
        low = Arrays.copyOf(low, length);
    }

    @Override
    Column build(int size, byte[] data) {
        if (low.length < size) {
            grow(size);
        }
        Column column = new DecimalColumn(high, low, takeValidity(size), size);
        high = new long[size];
        low = new long[size];
        return column;
    }
}

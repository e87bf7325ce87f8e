// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/// Unscaled decimal values as signed 128-bit integers in two arrays. The scale is in the column's
/// `DataType.Decimal`.
/// When `high(row) == low(row) >> 63` the value fits a `long`, the case that kernels make fast.
public final class DecimalColumn implements Column {
    private final long[] high;
    private final long[] low;
    private final long @Nullable [] validity;
    private final int size;

    public DecimalColumn(long[] high, long[] low, long @Nullable [] validity, int size) {
        if (high.length < size || low.length < size) {
            throw new IllegalArgumentException(
                    size + " rows in arrays of " + high.length + " and " + low.length);
        }
        this.high = high;
        this.low = low;
        this.validity = validity;
        this.size = size;
    }

    /// Upper 64 bits, with the sign.
    public long high(int row) {
        return high[row];
    }

    /// Lower 64 bits.
    public long low(int row) {
        return low[row];
    }

    public long[] highs() {
        return high;
    }

    public long[] lows() {
        return low;
    }

    public boolean fitsLong(int row) {
        return high[row] == low[row] >> 63;
    }

    public BigInteger unscaled(int row) {
        return unscaled(high[row], low[row]);
    }

    /// The value of 128 bits given as two words.
    public static BigInteger unscaled(long high, long low) {
        if (high == low >> 63) {
            return BigInteger.valueOf(low);
        }
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high >>> (56 - 8 * i));
            bytes[8 + i] = (byte) (low >>> (56 - 8 * i));
        }
        return new BigInteger(bytes);
    }

    /// Upper word of a value of at most 38 digits.
    public static long highOf(BigInteger unscaled) {
        return unscaled.shiftRight(64).longValue();
    }

    /// Lower word of a value.
    public static long lowOf(BigInteger unscaled) {
        return unscaled.longValue();
    }

    public BigDecimal value(int row, int scale) {
        return new BigDecimal(unscaled(row), scale);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long @Nullable [] validity() {
        return validity;
    }

    @Override
    public DecimalColumn gather(int[] rows, int count) {
        long[] gatheredHigh = new long[count];
        long[] gatheredLow = new long[count];
        for (int i = 0; i < count; i++) {
            if (rows[i] >= 0) {
                gatheredHigh[i] = high[rows[i]];
                gatheredLow[i] = low[rows[i]];
            }
        }
        return new DecimalColumn(
                gatheredHigh, gatheredLow, Validity.gather(validity, rows, count), count);
    }

    @Override
    public DecimalColumn slice(int from, int length) {
        return new DecimalColumn(
                Arrays.copyOfRange(high, from, from + length),
                Arrays.copyOfRange(low, from, from + length),
                Validity.slice(validity, from, length),
                length);
    }

    @Override
    public long sizeBytes() {
        return high.length * 16L + (validity == null ? 0 : validity.length * 8L);
    }
}

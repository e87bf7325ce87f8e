// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Exact decimals: powers of ten, rounding half up, the check that a value fits its precision.
public final class Decimals {
    /// Digits of the greatest power of ten that fits a `long`.
    public static final int LONG_DIGITS = 18;

    private static final long[] POWERS = powers();
    private static final BigInteger[] BIG_POWERS = bigPowers();

    private Decimals() {}

    private static long[] powers() {
        long[] powers = new long[LONG_DIGITS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    private static BigInteger[] bigPowers() {
        BigInteger[] powers = new BigInteger[80];
        powers[0] = BigInteger.ONE;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1].multiply(BigInteger.TEN);
        }
        return powers;
    }

    /// 10 to the power of 0..18.
    public static long power(int exponent) {
        return POWERS[exponent];
    }

    /// 10 to the power of 0..79.
    public static BigInteger bigPower(int exponent) {
        return BIG_POWERS[exponent];
    }

    /// True if an unscaled value has at most `precision` digits.
    public static boolean fits(long unscaled, int precision) {
        return precision > LONG_DIGITS
                || (unscaled < POWERS[precision] && unscaled > -POWERS[precision]);
    }

    public static boolean fits(BigInteger unscaled, int precision) {
        return unscaled.abs().compareTo(BIG_POWERS[precision]) < 0;
    }

    /// `value / 10^digits`, halves away from zero. `digits` is 0..18.
    public static long divideHalfUp(long value, int digits) {
        long power = POWERS[digits];
        long quotient = value / power;
        long rest = Math.abs(value - quotient * power);
        if (rest >= power - rest) {
            return quotient + (value < 0 ? -1 : 1);
        }
        return quotient;
    }

    /// The value as the type holds it, rounded half up; null if it has too many digits.
    public static @Nullable BigInteger fit(BigDecimal value, DataType.Decimal type) {
        BigInteger unscaled = value.setScale(type.scale(), RoundingMode.HALF_UP).unscaledValue();
        return fits(unscaled, type.precision()) ? unscaled : null;
    }

    /// A row as a `double`: exact where both parts are exact, else the nearest.
    public static double toDouble(DecimalColumn column, int row, int scale) {
        if (column.fitsLong(row) && scale <= 22) {
            long unscaled = column.low(row);
            if (Math.abs(unscaled) <= 1L << 53) {
                return unscaled / NumberText.doublePower(scale);
            }
        }
        return column.value(row, scale).doubleValue();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// Arithmetic of decimals: exact, then rounded half up to the scale of the result type.
///
/// Values that fit a `long`, which are nearly all, take a path without objects; the rest go through
/// `BigDecimal` in Spark's intermediate precision (39 digits, halves down).
final class DecimalArithmetic implements Kernel {
    private static final MathContext WIDE = new MathContext(39, RoundingMode.HALF_DOWN);
    private static final int QUOTIENT_SCALE = 39;

    private final Arithmetic site;
    private final ArithmeticOperator operator;
    private final int leftScale;
    private final int rightScale;

    /// The greater of both scales, to which both sides are brought for `+ - %`.
    private final int commonScale;

    DecimalArithmetic(Arithmetic site) {
        this.site = site;
        this.operator = site.operator();
        this.leftScale = ((DataType.Decimal) site.left().type()).scale();
        this.rightScale = ((DataType.Decimal) site.right().type()).scale();
        this.commonScale = Math.max(leftScale, rightScale);
    }

    @Override
    public Column evaluate(Column[] arguments, int rowCount, KernelContext context) {
        DecimalColumn left = (DecimalColumn) arguments[0];
        DecimalColumn right = (DecimalColumn) arguments[1];
        long[] valid = Columns.validity(arguments);
        if (operator == ArithmeticOperator.INTEGRAL_DIVIDE) {
            return integralDivide(left, right, valid, rowCount);
        }
        DecimalColumn unchecked = unchecked(left, right, valid, rowCount);
        if (unchecked != null) {
            return unchecked;
        }
        DecimalWriter result =
                new DecimalWriter(
                        (DataType.Decimal) site.type(),
                        site.failsOnError(),
                        site.origin(),
                        rowCount,
                        valid);
        for (int i = 0; i < rowCount; i++) {
            if (valid != null && !Columns.isValid(valid, i)) {
                continue;
            }
            if (!left.fitsLong(i)
                    || !right.fitsLong(i)
                    || !fast(left.low(i), right.low(i), i, result)) {
                slow(left, right, i, result);
            }
        }
        return result.build();
    }

    /// All rows without a look at any of their results, if none can leave the type: then the
    /// greatest values of both sides together do not. Null if that is not so.
    private @Nullable DecimalColumn unchecked(
            DecimalColumn left, DecimalColumn right, long @Nullable [] valid, int rowCount) {
        boolean isProduct = operator == ArithmeticOperator.MULTIPLY;
        boolean isSum =
                operator == ArithmeticOperator.ADD || operator == ArithmeticOperator.SUBTRACT;
        DataType.Decimal type = (DataType.Decimal) site.type();
        if (!(isProduct && type.scale() == leftScale + rightScale
                        || isSum && type.scale() == commonScale)
                || commonScale > Decimals.LONG_DIGITS) {
            return null;
        }
        long leftMost = greatest(left, rowCount);
        long rightMost = greatest(right, rowCount);
        long leftUp = isSum ? Decimals.power(commonScale - leftScale) : 1;
        long rightUp = isSum ? Decimals.power(commonScale - rightScale) : 1;
        if (leftMost < 0
                || rightMost < 0
                || !fits(leftMost, isSum ? leftUp : rightMost, type)
                || isSum && !fits(rightMost, rightUp, type)
                || isSum && !fits(leftMost * leftUp + rightMost * rightUp, 1, type)) {
            return null;
        }
        long[] high = new long[rowCount];
        long[] low = new long[rowCount];
        long[] a = left.lows();
        long[] b = right.lows();
        if (isProduct) {
            for (int i = 0; i < rowCount; i++) {
                low[i] = a[i] * b[i];
            }
        } else {
            long sign = operator == ArithmeticOperator.ADD ? rightUp : -rightUp;
            for (int i = 0; i < rowCount; i++) {
                low[i] = a[i] * leftUp + b[i] * sign;
            }
        }
        for (int i = 0; i < rowCount; i++) {
            high[i] = low[i] >> 63;
        }
        return new DecimalColumn(high, low, valid, rowCount);
    }

    /// Whether the product of two numbers that are not negative is one of the type's digits; a
    /// negative one, from a sum that has overflown, is none.
    private static boolean fits(long a, long b, DataType.Decimal type) {
        long product = a * b;
        return a >= 0
                && Math.multiplyHigh(a, b) == 0
                && product >= 0
                && Decimals.fits(product, type.precision());
    }

    /// A number that no value is above, whatever the sign: all bits of all of them. -1 if there is
    /// a value of more than a `long`.
    private static long greatest(DecimalColumn column, int rowCount) {
        long[] high = column.highs();
        long[] low = column.lows();
        long bits = 0;
        long beyond = 0;
        for (int i = 0; i < rowCount; i++) {
            long sign = low[i] >> 63;
            beyond |= high[i] ^ sign;
            bits |= low[i] ^ sign;
        }
        // The magnitude of a negative number is one more than its bits.
        return beyond != 0 || bits == Long.MAX_VALUE ? -1 : bits + 1;
    }

    /// Computes a row of two values that fit a `long`; false if the result needs more.
    private boolean fast(long left, long right, int row, DecimalWriter result) {
        return switch (operator) {
            case ADD, SUBTRACT -> fastSum(left, right, row, result);
            case MULTIPLY -> {
                long product = left * right;
                if (Math.multiplyHigh(left, right) != product >> 63) {
                    yield false;
                }
                result.set(row, product, leftScale + rightScale);
                yield true;
            }
            case REMAINDER -> fastRemainder(left, right, row, result);
            case DIVIDE, INTEGRAL_DIVIDE -> fastQuotient(left, right, row, result);
        };
    }

    private boolean fastSum(long left, long right, int row, DecimalWriter result) {
        int leftUp = commonScale - leftScale;
        int rightUp = commonScale - rightScale;
        if (leftUp > Decimals.LONG_DIGITS || rightUp > Decimals.LONG_DIGITS) {
            return false;
        }
        long a = left * Decimals.power(leftUp);
        long b = right * Decimals.power(rightUp);
        if (Math.multiplyHigh(left, Decimals.power(leftUp)) != a >> 63
                || Math.multiplyHigh(right, Decimals.power(rightUp)) != b >> 63) {
            return false;
        }
        long sum = operator == ArithmeticOperator.ADD ? a + b : a - b;
        boolean overflows =
                operator == ArithmeticOperator.ADD
                        ? ((a ^ sum) & (b ^ sum)) < 0
                        : ((a ^ b) & (a ^ sum)) < 0;
        if (overflows) {
            return false;
        }
        result.set(row, sum, commonScale);
        return true;
    }

    private boolean fastRemainder(long left, long right, int row, DecimalWriter result) {
        if (right == 0) {
            zeroDivisor(row, result);
            return true;
        }
        if (leftScale != rightScale) {
            return false;
        }
        result.set(row, left % right, leftScale);
        return true;
    }

    /// The quotient with one division, if the numerator brought to the result's scale fits a
    /// `long`.
    private boolean fastQuotient(long left, long right, int row, DecimalWriter result) {
        if (right == 0) {
            zeroDivisor(row, result);
            return true;
        }
        int scale = ((DataType.Decimal) site.type()).scale();
        int up = scale - leftScale + rightScale;
        if (up < 0 || up > Decimals.LONG_DIGITS) {
            return false;
        }
        long numerator = left * Decimals.power(up);
        if (Math.multiplyHigh(left, Decimals.power(up)) != numerator >> 63
                || numerator == Long.MIN_VALUE
                || right == Long.MIN_VALUE) {
            return false;
        }
        long quotient = numerator / right;
        long rest = Math.abs(numerator - quotient * right);
        if (rest >= Math.abs(right) - rest) {
            quotient += (numerator < 0) == (right < 0) ? 1 : -1;
        }
        result.set(row, quotient, scale);
        return true;
    }

    private void slow(DecimalColumn left, DecimalColumn right, int row, DecimalWriter result) {
        BigDecimal a = left.value(row, leftScale);
        BigDecimal b = right.value(row, rightScale);
        switch (operator) {
            case ADD -> result.set(row, a.add(b));
            case SUBTRACT -> result.set(row, a.subtract(b));
            case MULTIPLY -> result.set(row, a.multiply(b, WIDE));
            case DIVIDE, INTEGRAL_DIVIDE -> {
                if (b.signum() == 0) {
                    zeroDivisor(row, result);
                } else {
                    result.set(row, a.divide(b, QUOTIENT_SCALE, RoundingMode.HALF_DOWN));
                }
            }
            case REMAINDER -> {
                if (b.signum() == 0) {
                    zeroDivisor(row, result);
                } else {
                    result.set(row, a.remainder(b));
                }
            }
        }
    }

    private void zeroDivisor(int row, DecimalWriter result) {
        if (site.failsOnError()) {
            throw operator == ArithmeticOperator.REMAINDER
                    ? KernelErrors.remainderByZero(site.origin())
                    : KernelErrors.divideByZero(site.origin());
        }
        result.setNull(row);
    }

    private Column integralDivide(
            DecimalColumn left, DecimalColumn right, long @Nullable [] valid, int rowCount) {
        long[] result = new long[rowCount];
        ZeroDivisors zeros = new ZeroDivisors(site.failsOnError(), rowCount, valid);
        for (int i = 0; i < rowCount; i++) {
            BigInteger divisor = right.unscaled(i);
            if (divisor.signum() != 0) {
                result[i] =
                        left.value(i, leftScale)
                                .divideToIntegralValue(right.value(i, rightScale))
                                .toBigInteger()
                                .longValue();
            } else if (zeros.failsAt(i)) {
                throw KernelErrors.divideByZero(site.origin());
            }
        }
        return new LongColumn(result, zeros.validity(), rowCount);
    }
}

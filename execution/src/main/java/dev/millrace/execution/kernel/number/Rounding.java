// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// `round`, `bround`, `ceil` and `floor`.
final class Rounding {
    /// Digits after the point that are tried before the general way.
    private static final int SIMPLE_SCALE = 6;

    private Rounding() {}

    /// @param site has the value and the number of digits, which is a literal
    static Kernel of(CallSite site, RoundingMode mode) {
        int digits = (int) site.literalLong(1, 0);
        DataType from = site.argumentType(0);
        return switch (site.type()) {
            case DataType.Decimal decimal when from instanceof DataType.Decimal source ->
                    (arguments, rowCount, context) ->
                            decimals(site, arguments[0], source, decimal, digits, mode, rowCount);
            case DataType.Float32 ignored ->
                    (arguments, rowCount, context) ->
                            doubles((DoubleColumn) arguments[0], digits, mode, true, rowCount);
            case DataType.Float64 ignored ->
                    (arguments, rowCount, context) ->
                            doubles((DoubleColumn) arguments[0], digits, mode, false, rowCount);
            case DataType.Int64 ignored when from instanceof DataType.Float64 -> wholes(mode);
            default ->
                    (arguments, rowCount, context) ->
                            digits >= 0
                                    ? arguments[0]
                                    : integers(site, arguments[0], digits, mode, rowCount);
        };
    }

    private static Column decimals(
            CallSite site,
            Column column,
            DataType.Decimal from,
            DataType.Decimal to,
            int digits,
            RoundingMode mode,
            int rowCount) {
        DecimalColumn source = (DecimalColumn) column;
        DecimalWriter result =
                new DecimalWriter(to, true, site.origin(), rowCount, column.validity());
        for (int i = 0; i < rowCount; i++) {
            if (!result.isValid(i)) {
                continue;
            }
            if (mode == RoundingMode.HALF_UP && digits == to.scale() && source.fitsLong(i)) {
                result.set(i, source.low(i), from.scale());
            } else {
                result.set(i, source.value(i, from.scale()).setScale(digits, mode));
            }
        }
        return result.build();
    }

    /// Through the shortest decimal text of the number, as Spark does: 2.675 rounds to 2.68
    /// although
    /// the double is a little less. A number that has no more digits than asked for, which a
    /// multiplication shows, is left alone.
    private static Column doubles(
            DoubleColumn source, int digits, RoundingMode mode, boolean isFloat, int rowCount) {
        double[] values = source.values();
        double[] result = new double[rowCount];
        for (int i = 0; i < rowCount; i++) {
            double value = values[i];
            if (Double.isNaN(value)
                    || Double.isInfinite(value)
                    || (value == Math.rint(value) && digits >= 0)) {
                result[i] = value + 0.0; // -0.0 rounds to 0.0
                continue;
            }
            int scale = Math.max(digits, SIMPLE_SCALE);
            if (mode == RoundingMode.HALF_UP && !isFloat && digits >= 0 && digits <= SIMPLE_SCALE) {
                long exact = NumberText.exactDigits(value, scale);
                if (exact != NumberText.NO_DIGITS) {
                    long rounded = Decimals.divideHalfUp(exact, scale - digits);
                    result[i] = rounded / NumberText.doublePower(digits);
                    continue;
                }
            }
            String text = isFloat ? Float.toString((float) value) : Double.toString(value);
            BigDecimal rounded = new BigDecimal(text).setScale(digits, mode);
            result[i] = isFloat ? rounded.floatValue() : rounded.doubleValue();
        }
        return new DoubleColumn(result, source.validity(), rowCount);
    }

    private static Kernel wholes(RoundingMode mode) {
        return (arguments, rowCount, context) -> {
            DoubleColumn source = (DoubleColumn) arguments[0];
            double[] values = source.values();
            long[] result = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] =
                        (long)
                                (mode == RoundingMode.CEILING
                                        ? Math.ceil(values[i])
                                        : Math.floor(values[i]));
            }
            return new LongColumn(result, source.validity(), rowCount);
        };
    }

    /// Integers change only for digits before the point.
    private static Column integers(
            CallSite site, Column source, int digits, RoundingMode mode, int rowCount) {
        if (source instanceof LongColumn longs) {
            long[] result = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                BigInteger rounded = rounded(longs.value(i), digits, mode);
                result[i] = rounded.longValue();
                if (rounded.bitLength() > 63 && !source.isNull(i)) {
                    throw KernelErrors.overflow("Overflow", "", site.origin());
                }
            }
            return new LongColumn(result, source.validity(), rowCount);
        }
        int[] values = ((IntColumn) source).values();
        int bits =
                switch (site.type()) {
                    case DataType.Int8 ignored -> 7;
                    case DataType.Int16 ignored -> 15;
                    default -> 31;
                };
        int[] result = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            BigInteger rounded = rounded(values[i], digits, mode);
            result[i] = rounded.intValue();
            if (rounded.bitLength() > bits && !source.isNull(i)) {
                throw KernelErrors.overflow("Overflow", "", site.origin());
            }
        }
        return new IntColumn(result, source.validity(), rowCount);
    }

    private static BigInteger rounded(long value, int digits, RoundingMode mode) {
        return BigDecimal.valueOf(value).setScale(digits, mode).toBigInteger();
    }

    /// The rounding of a function name, null if it does not round.
    static @Nullable RoundingMode mode(String function) {
        return switch (function) {
            case "round" -> RoundingMode.HALF_UP;
            case "bround" -> RoundingMode.HALF_EVEN;
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> null;
        };
    }
}

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

import java.math.BigDecimal;

/// `abs`, `negative` and `pmod`: functions of the sign. The least integer has no positive
/// counterpart and overflows.
final class Signs {
    private Signs() {}

    static Kernel of(CallSite site) {
        boolean always = site.function().equals("negative");
        int least =
                switch (site.type()) {
                    case DataType.Int8 ignored -> Byte.MIN_VALUE;
                    case DataType.Int16 ignored -> Short.MIN_VALUE;
                    default -> Integer.MIN_VALUE;
                };
        return (arguments, rowCount, context) ->
                switch (arguments[0]) {
                    case IntColumn ints -> ints(site, ints, least, always, rowCount);
                    case LongColumn longs -> longs(site, longs, always, rowCount);
                    case DoubleColumn doubles -> doubles(doubles, always, rowCount);
                    case DecimalColumn decimals -> decimals(decimals, always, rowCount);
                    default -> arguments[0];
                };
    }

    private static Column ints(
            CallSite site, IntColumn source, int least, boolean always, int rowCount) {
        int[] result = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            int value = source.value(i);
            if (value == least && !source.isNull(i)) {
                throw KernelErrors.overflow("overflow", "", site.origin());
            }
            result[i] = always || value < 0 ? -value : value;
        }
        return new IntColumn(result, source.validity(), rowCount);
    }

    private static Column longs(CallSite site, LongColumn source, boolean always, int rowCount) {
        long[] result = new long[rowCount];
        for (int i = 0; i < rowCount; i++) {
            long value = source.value(i);
            if (value == Long.MIN_VALUE && !source.isNull(i)) {
                throw KernelErrors.overflow("overflow", "", site.origin());
            }
            result[i] = always || value < 0 ? -value : value;
        }
        return new LongColumn(result, source.validity(), rowCount);
    }

    private static Column doubles(DoubleColumn source, boolean always, int rowCount) {
        double[] result = new double[rowCount];
        for (int i = 0; i < rowCount; i++) {
            result[i] = always ? -source.value(i) : Math.abs(source.value(i));
        }
        return new DoubleColumn(result, source.validity(), rowCount);
    }

    private static Column decimals(DecimalColumn source, boolean always, int rowCount) {
        long[] high = new long[rowCount];
        long[] low = new long[rowCount];
        for (int i = 0; i < rowCount; i++) {
            high[i] = source.high(i);
            low[i] = source.low(i);
            if (always || high[i] < 0) {
                low[i] = -low[i];
                high[i] = ~high[i] + (low[i] == 0 ? 1 : 0);
            }
        }
        return new DecimalColumn(high, low, source.validity(), rowCount);
    }

    /// The remainder with the sign of the divisor's absolute value: never negative for a positive
    /// divisor.
    static Kernel positiveRemainder(CallSite site) {
        Kernel remainders = ArithmeticKernels.of(MathKernels.remainder(site));
        return (arguments, rowCount, context) -> {
            Column remainder = remainders.evaluate(arguments, rowCount, context);
            return switch (remainder) {
                case IntColumn ints -> {
                    int[] divisors = ((IntColumn) arguments[1]).values();
                    int[] result = new int[rowCount];
                    for (int i = 0; i < rowCount; i++) {
                        int rest = ints.value(i);
                        result[i] = rest < 0 ? (rest + divisors[i]) % divisors[i] : rest;
                    }
                    yield new IntColumn(result, ints.validity(), rowCount);
                }
                case LongColumn longs -> {
                    long[] divisors = ((LongColumn) arguments[1]).values();
                    long[] result = new long[rowCount];
                    for (int i = 0; i < rowCount; i++) {
                        long rest = longs.value(i);
                        result[i] = rest < 0 ? (rest + divisors[i]) % divisors[i] : rest;
                    }
                    yield new LongColumn(result, longs.validity(), rowCount);
                }
                case DoubleColumn doubles -> {
                    double[] divisors = ((DoubleColumn) arguments[1]).values();
                    double[] result = new double[rowCount];
                    for (int i = 0; i < rowCount; i++) {
                        double rest = doubles.value(i);
                        result[i] = rest < 0 ? (rest + divisors[i]) % divisors[i] : rest;
                    }
                    yield new DoubleColumn(result, doubles.validity(), rowCount);
                }
                case DecimalColumn decimals ->
                        decimalRemainder(site, decimals, (DecimalColumn) arguments[1], rowCount);
                default -> remainder;
            };
        };
    }

    private static Column decimalRemainder(
            CallSite site, DecimalColumn remainders, DecimalColumn divisors, int rowCount) {
        DataType.Decimal type = (DataType.Decimal) site.type();
        int divisorScale = ((DataType.Decimal) site.argumentType(1)).scale();
        DecimalWriter result =
                new DecimalWriter(type, true, site.origin(), rowCount, remainders.validity());
        for (int i = 0; i < rowCount; i++) {
            if (!result.isValid(i)) {
                continue;
            }
            BigDecimal rest = remainders.value(i, type.scale());
            BigDecimal divisor = divisors.value(i, divisorScale);
            result.set(i, rest.signum() < 0 ? rest.add(divisor).remainder(divisor) : rest);
        }
        return result.build();
    }
}

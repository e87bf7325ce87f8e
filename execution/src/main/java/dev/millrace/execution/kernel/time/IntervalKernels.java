// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// Intervals times and by a number: exact for integers and decimals, by doubles for fractions, and
/// rounded half away from zero.
final class IntervalKernels {
    static final List<String> NAMES = List.of("multiply_interval", "divide_interval");

    /// Digits of a quotient before it is rounded to a whole number.
    private static final int QUOTIENT_SCALE = 39;

    private IntervalKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "multiply_interval" -> scaled(site, true);
            case "divide_interval" -> scaled(site, false);
            default -> null;
        };
    }

    private static Kernel scaled(CallSite site, boolean isProduct) {
        int scale = site.argumentType(1) instanceof DataType.Decimal type ? type.scale() : 0;
        Origin origin = site.origin();
        if (site.type() instanceof DataType.YearMonthInterval) {
            return RowKernel.<IntBuilder>strict(
                    site.type(),
                    (a, row, result) -> {
                        long months = ((IntColumn) a[0]).value(row);
                        long value = value(months, a[1], row, scale, isProduct, origin);
                        if (value != (int) value) {
                            throw TimeErrors.intervalOverflow();
                        }
                        result.append((int) value);
                    });
        }
        return RowKernel.<LongBuilder>strict(
                site.type(),
                (a, row, result) -> {
                    long micros = ((LongColumn) a[0]).value(row);
                    result.append(value(micros, a[1], row, scale, isProduct, origin));
                });
    }

    private static long value(
            long length,
            Column number,
            int row,
            int scale,
            boolean isProduct,
            @Nullable Origin origin) {
        try {
            return switch (number) {
                case LongColumn whole ->
                        isProduct
                                ? Math.multiplyExact(length, whole.value(row))
                                : quotient(length, BigDecimal.valueOf(whole.value(row)), origin);
                case DecimalColumn decimals -> {
                    BigDecimal factor = decimals.value(row, scale);
                    yield isProduct
                            ? rounded(BigDecimal.valueOf(length).multiply(factor))
                            : quotient(length, factor, origin);
                }
                default -> {
                    double factor = ((DoubleColumn) number).value(row);
                    if (!isProduct && factor == 0) {
                        throw TimeErrors.intervalByZero(origin);
                    }
                    double value = isProduct ? length * factor : length / factor;
                    if (!Double.isFinite(value)) {
                        throw TimeErrors.intervalOverflow();
                    }
                    yield rounded(new BigDecimal(value));
                }
            };
        } catch (ArithmeticException overflow) {
            throw TimeErrors.intervalOverflow();
        }
    }

    /// The length divided and rounded.
    private static long quotient(long length, BigDecimal divisor, @Nullable Origin origin) {
        if (divisor.signum() == 0) {
            throw TimeErrors.intervalByZero(origin);
        }
        return rounded(
                BigDecimal.valueOf(length).divide(divisor, QUOTIENT_SCALE, RoundingMode.HALF_UP));
    }

    private static long rounded(BigDecimal value) {
        return value.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// Hyperbolic and other functions of doubles, and single bits of integers.
final class MoreMathKernels {
    static final List<String> NAMES =
            List.of(
                    "random_count",
                    "sinh",
                    "cosh",
                    "tanh",
                    "asinh",
                    "acosh",
                    "atanh",
                    "cot",
                    "sec",
                    "csc",
                    "expm1",
                    "rint",
                    "degrees",
                    "radians",
                    "log1p",
                    "hypot",
                    "width_bucket",
                    "bit_count",
                    "bit_get",
                    "shiftrightunsigned",
                    "randn",
                    "randstr");

    /// From here on one less than the square of a number is its square.
    private static final double HUGE = 1L << 28;

    private MoreMathKernels() {}

    static @Nullable Kernel of(CallSite site) {
        DoubleUnaryOperator unary = unary(site.function());
        if (unary != null) {
            return MathKernels.unary(unary);
        }
        return switch (site.function()) {
            case "log1p" ->
                    RowKernel.<dev.millrace.spi.column.DoubleBuilder>strict(
                            site.type(),
                            (arguments, row, result) -> {
                                double value = ((DoubleColumn) arguments[0]).value(row);
                                if (value <= -1) {
                                    result.appendNull();
                                } else {
                                    result.append(StrictMath.log1p(value));
                                }
                            });
            case "hypot" -> MathKernels.binary(Math::hypot);
            case "width_bucket" ->
                    RowKernel.<LongBuilder>strict(site.type(), MoreMathKernels::bucket);
            case "bit_count" ->
                    RowKernel.<IntBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    result.append(Long.bitCount(bits(arguments[0], row))));
            case "bit_get" -> bitAt(site);
            case "shiftrightunsigned" -> shifted();
            case "randn" -> RandomNumbers.gaussian(site);
            case "random_count" -> PoissonNumbers.of(site);
            case "randstr" -> RandomNumbers.texts(site);
            default -> VectorKernels.of(site);
        };
    }

    private static @Nullable DoubleUnaryOperator unary(String function) {
        return switch (function) {
            case "sinh" -> Math::sinh;
            case "cosh" -> Math::cosh;
            case "tanh" -> Math::tanh;
            case "asinh" -> MoreMathKernels::asinh;
            case "acosh" -> MoreMathKernels::acosh;
            case "atanh" -> x -> 0.5 * (StrictMath.log1p(x) - StrictMath.log1p(-x));
            case "cot" -> x -> 1 / Math.tan(x);
            case "sec" -> x -> 1 / Math.cos(x);
            case "csc" -> x -> 1 / Math.sin(x);
            case "expm1" -> StrictMath::expm1;
            case "rint" -> Math::rint;
            case "degrees" -> Math::toDegrees;
            case "radians" -> Math::toRadians;
            default -> null;
        };
    }

    /// Large numbers are not squared, and near one the logarithm of one plus a small number keeps
    /// the digits.
    private static double acosh(double x) {
        if (x >= HUGE) {
            return StrictMath.log(x) + StrictMath.log(2);
        }
        if (x > 2) {
            return StrictMath.log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
        }
        double over = x - 1;
        return StrictMath.log1p(over + Math.sqrt(2 * over + over * over));
    }

    /// Near zero the logarithm of one plus a small number keeps the digits.
    private static double asinh(double x) {
        double size = Math.abs(x);
        double square = size * size;
        return Double.isInfinite(square)
                ? Math.copySign(StrictMath.log(size) + StrictMath.log(2), x)
                : Math.copySign(StrictMath.log1p(size + square / (1 + Math.sqrt(square + 1))), x);
    }

    private static double number(Column column, int row) {
        return switch (column) {
            case DoubleColumn doubles -> doubles.value(row);
            case IntColumn ints -> ints.value(row);
            default -> ((LongColumn) column).value(row);
        };
    }

    /// The number of the equally wide bucket that a value falls in, 0 below and one more above.
    private static void bucket(Column[] arguments, int row, LongBuilder result) {
        double value = number(arguments[0], row);
        double from = number(arguments[1], row);
        double to = number(arguments[2], row);
        long count = ((LongColumn) arguments[3]).value(row);
        boolean isRange =
                count > 0
                        && count < Long.MAX_VALUE
                        && !Double.isNaN(value)
                        && Double.isFinite(from)
                        && Double.isFinite(to)
                        && from != to;
        if (!isRange) {
            result.appendNull();
            return;
        }
        boolean rises = from < to;
        if (rises ? value < from : value > from) {
            result.append(0);
        } else if (rises ? value >= to : value <= to) {
            result.append(count + 1);
        } else {
            double place = rises ? (value - from) / (to - from) : (from - value) / (from - to);
            result.append((long) (count * place) + 1);
        }
    }

    private static long bits(Column column, int row) {
        return switch (column) {
            case BooleanColumn booleans -> booleans.value(row) ? 1 : 0;
            case IntColumn ints -> ints.value(row);
            default -> ((LongColumn) column).value(row);
        };
    }

    private static int width(DataType type) {
        return switch (type) {
            case DataType.Int8 ignored -> Byte.SIZE;
            case DataType.Int16 ignored -> Short.SIZE;
            case DataType.Int32 ignored -> Integer.SIZE;
            default -> Long.SIZE;
        };
    }

    private static Kernel bitAt(CallSite site) {
        int width = width(site.argumentType(0));
        return RowKernel.<IntBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    int place = ((IntColumn) arguments[1]).value(row);
                    if (place < 0 || place >= width) {
                        throw KernelErrors.bitPosition(place, width);
                    }
                    result.append((int) (bits(arguments[0], row) >>> place & 1));
                });
    }

    private static Kernel shifted() {
        return (arguments, rowCount, context) -> {
            int[] places = ((IntColumn) arguments[1]).values();
            long[] valid = Columns.validity(arguments);
            if (arguments[0] instanceof IntColumn ints) {
                int[] result = new int[rowCount];
                for (int i = 0; i < rowCount; i++) {
                    result[i] = ints.value(i) >>> places[i];
                }
                return new IntColumn(result, valid, rowCount);
            }
            LongColumn longs = (LongColumn) arguments[0];
            long[] result = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = longs.value(i) >>> places[i];
            }
            return new LongColumn(result, valid, rowCount);
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.DoubleBuilder;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Mathematical functions.
public final class MathKernels {
    private static final List<String> NAMES =
            List.of(
                    "round",
                    "bround",
                    "ceil",
                    "floor",
                    "sqrt",
                    "cbrt",
                    "exp",
                    "sin",
                    "cos",
                    "tan",
                    "asin",
                    "acos",
                    "atan",
                    "sign",
                    "ln",
                    "log10",
                    "log2",
                    "log",
                    "pow",
                    "atan2",
                    "nanvl",
                    "isnan",
                    "abs",
                    "negative",
                    "pmod",
                    "factorial",
                    "bitand",
                    "bitor",
                    "bitxor",
                    "bitnot",
                    "shiftleft",
                    "shiftright",
                    "rand");

    private static final int MAX_FACTORIAL = 20;

    private MathKernels() {}

    /// Names that `of` knows.
    public static List<String> names() {
        List<String> names = new ArrayList<>(NAMES);
        names.addAll(MoreMathKernels.NAMES);
        names.addAll(BitmapKernels.NAMES);
        names.addAll(VectorKernels.NAMES);
        return names;
    }

    /// The kernel of a call, null if the function is none of this class.
    public static @Nullable Kernel of(CallSite site) {
        RoundingMode mode = Rounding.mode(site.function());
        if (mode != null) {
            return Rounding.of(site, mode);
        }
        DoubleUnaryOperator unary = unary(site.function());
        if (unary != null) {
            return unary(unary);
        }
        return switch (site.function()) {
            case "ln" -> logarithm(Math::log);
            case "log10" -> logarithm(Math::log10);
            case "log2" -> logarithm(x -> Math.log(x) / Math.log(2));
            case "log" ->
                    RowKernel.<DoubleBuilder>strict(
                            site.type(),
                            (arguments, row, result) -> {
                                double base = ((DoubleColumn) arguments[0]).value(row);
                                double value = ((DoubleColumn) arguments[1]).value(row);
                                if (base <= 0 || value <= 0) {
                                    result.appendNull();
                                } else {
                                    result.append(StrictMath.log(value) / StrictMath.log(base));
                                }
                            });
            case "pow" -> binary(StrictMath::pow);
            case "atan2" -> binary((y, x) -> Math.atan2(y + 0.0, x + 0.0));
            case "nanvl" -> nanvl();
            case "isnan" -> isNan();
            case "abs", "negative" -> Signs.of(site);
            case "pmod" -> Signs.positiveRemainder(site);
            case "factorial" ->
                    RowKernel.<LongBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    factorial(((IntColumn) arguments[0]).value(row), result));
            case "bitand", "bitor", "bitxor", "bitnot", "shiftleft", "shiftright" ->
                    BitKernels.of(site);
            case "rand" -> RandomNumbers.of(site);
            case "bitmap_bucket_number", "bitmap_bit_position", "bitmap_count" ->
                    BitmapKernels.of(site);
            default -> MoreMathKernels.of(site);
        };
    }

    private static @Nullable DoubleUnaryOperator unary(String function) {
        return switch (function) {
            case "sqrt" -> Math::sqrt;
            case "cbrt" -> Math::cbrt;
            case "exp" -> StrictMath::exp;
            case "sin" -> Math::sin;
            case "cos" -> Math::cos;
            case "tan" -> Math::tan;
            case "asin" -> Math::asin;
            case "acos" -> Math::acos;
            case "atan" -> Math::atan;
            case "sign" -> Math::signum;
            default -> null;
        };
    }

    static Kernel unary(DoubleUnaryOperator operator) {
        return (arguments, rowCount, context) -> {
            DoubleColumn source = (DoubleColumn) arguments[0];
            double[] values = source.values();
            double[] result = new double[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = operator.applyAsDouble(values[i]);
            }
            return new DoubleColumn(result, source.validity(), rowCount);
        };
    }

    static Kernel binary(DoubleBinaryOperator operator) {
        return (arguments, rowCount, context) -> {
            double[] left = ((DoubleColumn) arguments[0]).values();
            double[] right = ((DoubleColumn) arguments[1]).values();
            double[] result = new double[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = operator.applyAsDouble(left[i], right[i]);
            }
            return new DoubleColumn(result, Columns.validity(arguments), rowCount);
        };
    }

    /// NULL for numbers that have no logarithm.
    private static Kernel logarithm(DoubleUnaryOperator operator) {
        return RowKernel.<DoubleBuilder>strict(
                DataType.DOUBLE,
                (arguments, row, result) -> {
                    double value = ((DoubleColumn) arguments[0]).value(row);
                    if (value <= 0) {
                        result.appendNull();
                    } else {
                        result.append(operator.applyAsDouble(value));
                    }
                });
    }

    private static Kernel nanvl() {
        return RowKernel.<DoubleBuilder>withNulls(
                DataType.DOUBLE,
                (arguments, row, result) -> {
                    DoubleColumn first = (DoubleColumn) arguments[0];
                    boolean isNan = !first.isNull(row) && Double.isNaN(first.value(row));
                    result.appendFrom(isNan ? arguments[1] : first, row);
                });
    }

    private static Kernel isNan() {
        return (arguments, rowCount, context) -> {
            DoubleColumn source = (DoubleColumn) arguments[0];
            boolean[] result = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = Double.isNaN(source.value(i)) && !source.isNull(i);
            }
            return new BooleanColumn(result, null, rowCount);
        };
    }

    private static void factorial(int number, LongBuilder result) {
        if (number < 0 || number > MAX_FACTORIAL) {
            result.appendNull();
            return;
        }
        long product = 1;
        for (int i = 2; i <= number; i++) {
            product *= i;
        }
        result.append(product);
    }

    /// The remainder node whose kernel does the zero checks of `pmod`.
    static Arithmetic remainder(CallSite site) {
        return new Arithmetic(
                ArithmeticOperator.REMAINDER,
                new Literal(null, site.argumentType(0)),
                new Literal(null, site.argumentType(1)),
                site.type(),
                true,
                site.origin());
    }
}

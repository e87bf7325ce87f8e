// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;

import org.jspecify.annotations.Nullable;

/// `+ - * % div` of long and of day-time intervals. Overflow shows in the sign bit of a word that
/// the
/// loop gathers; which row it was is looked for afterwards.
final class LongArithmetic implements Kernel {
    private final Arithmetic site;
    private final ArithmeticOperator operator;

    LongArithmetic(Arithmetic site) {
        this.site = site;
        this.operator = site.operator();
    }

    @Override
    public Column evaluate(Column[] arguments, int rowCount, KernelContext context) {
        long[] left = ArithmeticKernels.longs(arguments[0], rowCount);
        long[] right = ArithmeticKernels.longs(arguments[1], rowCount);
        long[] valid = Columns.validity(arguments);
        if (operator == ArithmeticOperator.REMAINDER
                || operator == ArithmeticOperator.INTEGRAL_DIVIDE) {
            return divide(left, right, valid, rowCount);
        }
        long[] result = new long[rowCount];
        boolean overflows =
                switch (operator) {
                    case ADD -> add(left, right, result, rowCount);
                    case SUBTRACT -> subtract(left, right, result, rowCount);
                    default -> multiply(left, right, result, rowCount);
                };
        if (overflows && site.failsOnError()) {
            failIfValid(left, right, valid, rowCount);
        }
        return new LongColumn(result, valid, rowCount);
    }

    private static boolean add(long[] left, long[] right, long[] result, int rowCount) {
        long signs = 0;
        for (int i = 0; i < rowCount; i++) {
            long sum = left[i] + right[i];
            result[i] = sum;
            signs |= (left[i] ^ sum) & (right[i] ^ sum);
        }
        return signs < 0;
    }

    private static boolean subtract(long[] left, long[] right, long[] result, int rowCount) {
        long signs = 0;
        for (int i = 0; i < rowCount; i++) {
            long difference = left[i] - right[i];
            result[i] = difference;
            signs |= (left[i] ^ right[i]) & (left[i] ^ difference);
        }
        return signs < 0;
    }

    private static boolean multiply(long[] left, long[] right, long[] result, int rowCount) {
        long lost = 0;
        for (int i = 0; i < rowCount; i++) {
            long product = left[i] * right[i];
            result[i] = product;
            lost |= Math.multiplyHigh(left[i], right[i]) ^ (product >> 63);
        }
        return lost != 0;
    }

    private void failIfValid(long[] left, long[] right, long @Nullable [] valid, int rowCount) {
        for (int i = 0; i < rowCount; i++) {
            if (Columns.isValid(valid, i) && overflows(left[i], right[i])) {
                throw KernelErrors.overflow(
                        "overflow", ArithmeticKernels.alternative(operator), site.origin());
            }
        }
    }

    private boolean overflows(long left, long right) {
        return switch (operator) {
            case ADD -> ((left ^ (left + right)) & (right ^ (left + right))) < 0;
            case SUBTRACT -> ((left ^ right) & (left ^ (left - right))) < 0;
            default -> Math.multiplyHigh(left, right) != (left * right) >> 63;
        };
    }

    private Column divide(long[] left, long[] right, long @Nullable [] valid, int rowCount) {
        long[] result = new long[rowCount];
        boolean isRemainder = operator == ArithmeticOperator.REMAINDER;
        ZeroDivisors zeros = new ZeroDivisors(site.failsOnError(), rowCount, valid);
        for (int i = 0; i < rowCount; i++) {
            if (right[i] == 0) {
                if (zeros.failsAt(i)) {
                    throw isRemainder
                            ? KernelErrors.remainderByZero(site.origin())
                            : KernelErrors.divideByZero(site.origin());
                }
            } else if (isRemainder) {
                result[i] = left[i] % right[i];
            } else {
                if (left[i] == Long.MIN_VALUE
                        && right[i] == -1
                        && site.failsOnError()
                        && Columns.isValid(valid, i)) {
                    throw KernelErrors.overflow(
                            "Overflow in integral divide", "try_divide", site.origin());
                }
                result[i] = left[i] / right[i];
            }
        }
        return new LongColumn(result, zeros.validity(), rowCount);
    }
}

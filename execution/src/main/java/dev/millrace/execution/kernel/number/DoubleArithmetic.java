// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// Arithmetic of double, and of float as double rounded afterwards, which for one operation is the
/// same as computing in float. Only a zero divisor can fail.
final class DoubleArithmetic implements Kernel {
    private final Arithmetic site;
    private final ArithmeticOperator operator;
    private final boolean isFloat;

    DoubleArithmetic(Arithmetic site) {
        this.site = site;
        this.operator = site.operator();
        this.isFloat = site.type() instanceof DataType.Float32;
    }

    @Override
    public Column evaluate(Column[] arguments, int rowCount, KernelContext context) {
        double[] left = ((DoubleColumn) arguments[0]).values();
        double[] right = ((DoubleColumn) arguments[1]).values();
        double[] result = new double[rowCount];
        long[] valid = Columns.validity(arguments);
        switch (operator) {
            case ADD -> {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = left[i] + right[i];
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = left[i] - right[i];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = left[i] * right[i];
                }
            }
            case DIVIDE, INTEGRAL_DIVIDE -> {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = left[i] / right[i];
                }
                valid = checkZeros(right, valid, rowCount);
            }
            case REMAINDER -> {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = left[i] % right[i];
                }
                valid = checkZeros(right, valid, rowCount);
            }
        }
        if (isFloat) {
            for (int i = 0; i < rowCount; i++) {
                result[i] = (float) result[i];
            }
        }
        return new DoubleColumn(result, valid, rowCount);
    }

    private long @Nullable [] checkZeros(double[] right, long @Nullable [] valid, int rowCount) {
        ZeroDivisors zeros = new ZeroDivisors(site.failsOnError(), rowCount, valid);
        for (int i = 0; i < rowCount; i++) {
            if (right[i] == 0 && zeros.failsAt(i)) {
                throw operator == ArithmeticOperator.REMAINDER
                        ? KernelErrors.remainderByZero(site.origin())
                        : KernelErrors.divideByZero(site.origin());
            }
        }
        return zeros.validity();
    }
}

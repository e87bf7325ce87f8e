// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// `+ - * %` of byte, short and int. The loop computes in `long`, on the slots of NULL rows too,
/// and
/// only notes that some row overflowed; the search for a valid row that did comes after it.
final class IntegerArithmetic implements Kernel {
    private final Arithmetic site;
    private final ArithmeticOperator operator;

    /// The range of the type.
    private final int least;

    private final int greatest;

    IntegerArithmetic(Arithmetic site) {
        this.site = site;
        this.operator = site.operator();
        switch (site.type()) {
            case DataType.Int8 ignored -> {
                least = Byte.MIN_VALUE;
                greatest = Byte.MAX_VALUE;
            }
            case DataType.Int16 ignored -> {
                least = Short.MIN_VALUE;
                greatest = Short.MAX_VALUE;
            }
            default -> {
                least = Integer.MIN_VALUE;
                greatest = Integer.MAX_VALUE;
            }
        }
    }

    @Override
    public Column evaluate(Column[] arguments, int rowCount, KernelContext context) {
        int[] left = ((IntColumn) arguments[0]).values();
        int[] right = ((IntColumn) arguments[1]).values();
        long @Nullable [] valid = Columns.validity(arguments);
        if (operator == ArithmeticOperator.REMAINDER) {
            return remainder(left, right, valid, rowCount);
        }
        int[] result = new int[rowCount];
        boolean inRange =
                switch (operator) {
                    case ADD -> add(left, right, result, rowCount);
                    case SUBTRACT -> subtract(left, right, result, rowCount);
                    default -> multiply(left, right, result, rowCount);
                };
        if (!inRange) {
            overflow(left, right, valid, result);
        }
        return new IntColumn(result, valid, rowCount);
    }

    private boolean add(int[] left, int[] right, int[] result, int rowCount) {
        boolean inRange = true;
        for (int i = 0; i < rowCount; i++) {
            long exact = (long) left[i] + right[i];
            result[i] = (int) exact;
            inRange &= exact >= least & exact <= greatest;
        }
        return inRange;
    }

    private boolean subtract(int[] left, int[] right, int[] result, int rowCount) {
        boolean inRange = true;
        for (int i = 0; i < rowCount; i++) {
            long exact = (long) left[i] - right[i];
            result[i] = (int) exact;
            inRange &= exact >= least & exact <= greatest;
        }
        return inRange;
    }

    private boolean multiply(int[] left, int[] right, int[] result, int rowCount) {
        boolean inRange = true;
        for (int i = 0; i < rowCount; i++) {
            long exact = (long) left[i] * right[i];
            result[i] = (int) exact;
            inRange &= exact >= least & exact <= greatest;
        }
        return inRange;
    }

    /// Some row is out of range: fails if that row is valid, else wraps it into the type.
    private void overflow(int[] left, int[] right, long @Nullable [] valid, int[] result) {
        for (int i = 0; i < result.length; i++) {
            long exact =
                    switch (operator) {
                        case ADD -> (long) left[i] + right[i];
                        case SUBTRACT -> (long) left[i] - right[i];
                        default -> (long) left[i] * right[i];
                    };
            if (exact >= least && exact <= greatest) {
                continue;
            }
            if (site.failsOnError() && Columns.isValid(valid, i)) {
                throw failure(left[i], right[i]);
            }
            result[i] =
                    switch (site.type()) {
                        case DataType.Int8 ignored -> (byte) exact;
                        case DataType.Int16 ignored -> (short) exact;
                        default -> (int) exact;
                    };
        }
    }

    private RuntimeException failure(int left, int right) {
        String alternative = ArithmeticKernels.alternative(operator);
        if (greatest == Integer.MAX_VALUE) {
            return KernelErrors.overflow("overflow", alternative, site.origin());
        }
        return KernelErrors.smallOverflow(left, operator.symbol(), right, alternative);
    }

    private Column remainder(int[] left, int[] right, long @Nullable [] valid, int rowCount) {
        int[] result = new int[rowCount];
        ZeroDivisors zeros = new ZeroDivisors(site.failsOnError(), rowCount, valid);
        for (int i = 0; i < rowCount; i++) {
            if (right[i] != 0) {
                result[i] = left[i] % right[i];
            } else if (zeros.failsAt(i)) {
                throw KernelErrors.remainderByZero(site.origin());
            }
        }
        return new IntColumn(result, zeros.validity(), rowCount);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.comparison;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;

/// Compares two columns of `int`, row by row.
final class IntComparison implements Kernel {
    private final ComparisonOperator operator;

    IntComparison(ComparisonOperator operator) {
        this.operator = operator;
    }

    @Override
    public Column evaluate(Column[] arguments, int rowCount, KernelContext context) {
        int[] left = ((IntColumn) arguments[0]).values();
        int[] right = ((IntColumn) arguments[1]).values();
        boolean[] result = new boolean[rowCount];
        switch (operator) {
            case EQUAL, NULL_SAFE_EQUAL -> equal(left, right, result);
            case LESS -> less(left, right, result);
            case LESS_OR_EQUAL -> lessOrEqual(left, right, result);
            case GREATER -> less(right, left, result);
            case GREATER_OR_EQUAL -> lessOrEqual(right, left, result);
        }
        return new BooleanColumn(result, Columns.validity(arguments), rowCount);
    }

    private static void equal(int[] left, int[] right, boolean[] result) {
        for (int i = 0; i < result.length; i++) {
            result[i] = left[i] == right[i];
        }
    }

    private static void less(int[] left, int[] right, boolean[] result) {
        for (int i = 0; i < result.length; i++) {
            result[i] = left[i] < right[i];
        }
    }

    private static void lessOrEqual(int[] left, int[] right, boolean[] result) {
        for (int i = 0; i < result.length; i++) {
            result[i] = left[i] <= right[i];
        }
    }
}

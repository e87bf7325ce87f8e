// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.comparison;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;

/// Compares two columns of any type through its order.
final class GeneralComparison implements Kernel {
    private final ComparisonOperator operator;
    private final RowComparator order;

    GeneralComparison(ComparisonOperator operator, RowComparator order) {
        this.operator = operator;
        this.order = order;
    }

    @Override
    public Column evaluate(Column[] arguments, int rowCount, KernelContext context) {
        Column left = arguments[0];
        Column right = arguments[1];
        long[] valid = Columns.validity(arguments);
        boolean[] result = new boolean[rowCount];
        for (int i = 0; i < rowCount; i++) {
            if (valid != null && !Columns.isValid(valid, i)) {
                continue;
            }
            int compared = order.compare(left, i, right, i);
            result[i] =
                    switch (operator) {
                        case EQUAL, NULL_SAFE_EQUAL -> compared == 0;
                        case LESS -> compared < 0;
                        case LESS_OR_EQUAL -> compared <= 0;
                        case GREATER -> compared > 0;
                        case GREATER_OR_EQUAL -> compared >= 0;
                    };
        }
        return new BooleanColumn(result, valid, rowCount);
    }
}

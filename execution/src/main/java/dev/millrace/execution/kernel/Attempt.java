// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// An expression that is NULL for the rows for which it fails. A batch that fails is halved until
/// the rows at fault are alone: batches without errors cost nothing.
final class Attempt {
    private final DataType type;
    private final RowSubset expression;

    private Attempt(Expression expression, List<Attribute> input) {
        this.type = expression.type();
        this.expression = new RowSubset(expression, input);
    }

    static Evaluator of(Expression expression, List<Attribute> input) {
        Attempt attempt = new Attempt(expression, input);
        return (batch, context) -> {
            Merge result = new Merge(attempt.type, batch.rowCount());
            attempt.evaluate(batch, 0, batch.rowCount(), context, result);
            return result.build();
        };
    }

    private void evaluate(
            ColumnBatch batch, int from, int to, EvaluationContext context, Merge result) {
        if (from == to) {
            return;
        }
        int[] rows = new int[to - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = from + i;
        }
        Column values;
        try {
            values = expression.evaluate(batch, rows, rows.length, context);
        } catch (MillraceException | ArithmeticException failed) {
            if (rows.length == 1) {
                result.add(Columns.nulls(type, 1), rows, 1);
                return;
            }
            int middle = (from + to) >>> 1;
            evaluate(batch, from, middle, context, result);
            evaluate(batch, middle, to, context, result);
            return;
        }
        result.add(values, rows, rows.length);
    }
}

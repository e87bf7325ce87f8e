// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.ColumnBatch;

import java.util.List;

/// A condition that picks rows: those for which it is true, neither false nor NULL.
public final class Predicate {
    private final Evaluator condition;

    private Predicate(Evaluator condition) {
        this.condition = condition;
    }

    /// Compiles a boolean expression.
    public static Predicate compile(Expression expression, List<Attribute> input) {
        return new Predicate(ExpressionCompiler.compile(expression, input));
    }

    /// Writes the rows that qualify to `rows`, ascending, and returns how many they are.
    ///
    /// @param rows at least as long as the batch
    public int select(ColumnBatch batch, EvaluationContext context, int[] rows) {
        BooleanColumn result = Logic.booleans(condition.evaluate(batch, context));
        boolean[] holds = result.values();
        long[] valid = result.validity();
        int rowCount = batch.rowCount();
        int count = 0;
        if (valid == null) {
            for (int i = 0; i < rowCount; i++) {
                rows[count] = i;
                count += holds[i] ? 1 : 0;
            }
        } else {
            for (int i = 0; i < rowCount; i++) {
                rows[count] = i;
                count += holds[i] & (valid[i >> 6] >>> i & 1L) != 0 ? 1 : 0;
            }
        }
        return count;
    }

    /// The batch of the qualifying rows; the batch itself if all qualify.
    public ColumnBatch filter(ColumnBatch batch, EvaluationContext context) {
        int[] rows = new int[batch.rowCount()];
        int count = select(batch, context, rows);
        return count == batch.rowCount() ? batch : batch.gather(rows, count);
    }
}

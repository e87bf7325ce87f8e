// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import java.util.ArrayList;
import java.util.List;

/// An expression that is evaluated for some rows of a batch: only the columns it reads are
/// gathered.
final class RowSubset {
    private final int[] ordinals;
    private final Evaluator evaluator;

    RowSubset(Expression expression, List<Attribute> input) {
        List<Attribute> read = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < input.size(); i++) {
            if (reads(expression, input.get(i).id())) {
                read.add(input.get(i));
                positions.add(i);
            }
        }
        this.ordinals = positions.stream().mapToInt(Integer::intValue).toArray();
        this.evaluator = ExpressionCompiler.compile(expression, read);
    }

    /// True if the expression uses the column or, inside a lambda, the parameter of this id.
    static boolean reads(Expression expression, long id) {
        if (expression instanceof Attribute attribute) {
            return attribute.id() == id;
        }
        if (expression instanceof Expression.LambdaVariable variable) {
            return variable.id() == id;
        }
        for (Expression child : expression.children()) {
            if (reads(child, id)) {
                return true;
            }
        }
        return false;
    }

    /// One value for each of `rows[0..count)`.
    Column evaluate(ColumnBatch batch, int[] rows, int count, EvaluationContext context) {
        boolean all = count == batch.rowCount();
        List<Column> columns = new ArrayList<>(ordinals.length);
        for (int ordinal : ordinals) {
            Column column = batch.column(ordinal);
            columns.add(all ? column : column.gather(rows, count));
        }
        return evaluator.evaluate(new ColumnBatch(count, columns), context);
    }
}

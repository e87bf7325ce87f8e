// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression.Lambda;
import dev.millrace.plan.expression.Expression.LambdaVariable;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import java.util.ArrayList;
import java.util.List;

/// A lambda compiled over batches with one row per element: the columns around the call that it
/// reads, then its parameters. So its body runs as any expression does, on many elements at once.
final class LambdaBody {
    private final int[] ordinals;
    private final int parameterCount;
    private final Evaluator evaluator;

    LambdaBody(Lambda lambda, List<Attribute> input) {
        List<Attribute> columns = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < input.size(); i++) {
            if (RowSubset.reads(lambda.body(), input.get(i).id())) {
                columns.add(input.get(i));
                positions.add(i);
            }
        }
        for (LambdaVariable p : lambda.parameters()) {
            columns.add(new Attribute(p.id(), p.name(), p.type(), p.nullable()));
        }
        ordinals = positions.stream().mapToInt(Integer::intValue).toArray();
        parameterCount = lambda.parameters().size();
        evaluator = ExpressionCompiler.compile(lambda.body(), columns);
    }

    /// One value per element.
    Column evaluate(
            ColumnBatch batch, Elements elements, EvaluationContext context, Column... parameters) {
        return evaluate(batch, elements.rows(), elements.count(), context, parameters);
    }

    /// The same for rows of the batch as they are numbered.
    ///
    /// @param rows the row of the batch that each element belongs to
    /// @param parameters as many as the lambda names are used
    Column evaluate(
            ColumnBatch batch,
            int[] rows,
            int count,
            EvaluationContext context,
            Column... parameters) {
        List<Column> columns = new ArrayList<>(ordinals.length + parameterCount);
        for (int ordinal : ordinals) {
            columns.add(batch.column(ordinal).gather(rows, count));
        }
        for (int i = 0; i < parameterCount; i++) {
            columns.add(parameters[i]);
        }
        return evaluator.evaluate(new ColumnBatch(count, columns), context);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import java.util.ArrayList;
import java.util.List;

/// A list of expressions computed together: input columns are passed on as they are, and what
/// several expressions have in common is computed once.
public final class Projection {
    private final Evaluator[] shared;
    private final Evaluator[] outputs;

    private Projection(Evaluator[] shared, Evaluator[] outputs) {
        this.shared = shared;
        this.outputs = outputs;
    }

    /// Compiles the expressions over batches whose columns are `input`.
    public static Projection compile(List<NamedExpression> expressions, List<Attribute> input) {
        return of(expressions.stream().map(NamedExpression::expression).toList(), input);
    }

    /// The same for expressions without names, such as grouping keys.
    public static Projection of(List<Expression> expressions, List<Attribute> input) {
        SharedExpressions common = SharedExpressions.of(expressions, input);
        List<Attribute> extended = new ArrayList<>(input);
        extended.addAll(common.attributes());
        return new Projection(
                common.expressions().stream()
                        .map(e -> ExpressionCompiler.compile(e, input))
                        .toArray(Evaluator[]::new),
                expressions.stream()
                        .map(e -> ExpressionCompiler.compile(common.rewrite(e), extended))
                        .toArray(Evaluator[]::new));
    }

    /// One column per expression.
    public ColumnBatch apply(ColumnBatch batch, EvaluationContext context) {
        ColumnBatch source = batch;
        if (shared.length > 0) {
            List<Column> columns = new ArrayList<>(batch.columns());
            for (Evaluator expression : shared) {
                columns.add(expression.evaluate(batch, context));
            }
            source = new ColumnBatch(batch.rowCount(), columns);
        }
        List<Column> results = new ArrayList<>(outputs.length);
        for (Evaluator output : outputs) {
            results.add(output.evaluate(source, context));
        }
        return new ColumnBatch(batch.rowCount(), results);
    }
}

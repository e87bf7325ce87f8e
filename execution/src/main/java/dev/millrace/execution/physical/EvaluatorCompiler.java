// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.ProjectOperator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import java.util.ArrayList;
import java.util.List;

/// Turns an expression over the columns of an input into something that runs. The planner asks for
/// it instead of naming the compiler, so that operators can be tested without kernels.
@FunctionalInterface
public interface EvaluatorCompiler {
    /// @param input the attribute of each column of the batches that will be evaluated
    Evaluator compile(Expression expression, List<Attribute> input);

    /// Several expressions at once, which may share work.
    default ProjectOperator.Projector project(
            List<NamedExpression> expressions, List<Attribute> input) {
        List<Evaluator> evaluators =
                expressions.stream().map(e -> compile(e.expression(), input)).toList();
        return (batch, context) -> {
            List<Column> columns = new ArrayList<>(evaluators.size());
            for (Evaluator evaluator : evaluators) {
                columns.add(evaluator.evaluate(batch, context));
            }
            return new ColumnBatch(batch.rowCount(), columns);
        };
    }
}

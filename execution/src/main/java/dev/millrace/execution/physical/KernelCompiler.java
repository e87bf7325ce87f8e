// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.kernel.ExpressionCompiler;
import dev.millrace.execution.kernel.Projection;
import dev.millrace.execution.operator.ProjectOperator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedExpression;

import java.util.List;

/// Compiles expressions into the kernels of `execution.kernel`.
final class KernelCompiler implements EvaluatorCompiler {
    @Override
    public Evaluator compile(Expression expression, List<Attribute> input) {
        return ExpressionCompiler.compile(expression, input);
    }

    @Override
    public ProjectOperator.Projector project(
            List<NamedExpression> expressions, List<Attribute> input) {
        return Projection.compile(expressions, input)::apply;
    }
}

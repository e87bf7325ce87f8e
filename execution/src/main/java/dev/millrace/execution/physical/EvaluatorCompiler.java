// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;

import java.util.List;

/// Turns an expression over the columns of an input into something that runs. The planner asks for
/// it instead of naming the compiler, so that operators can be tested without kernels.
@FunctionalInterface
public interface EvaluatorCompiler {
    /// @param input the attribute of each column of the batches that will be evaluated
    Evaluator compile(Expression expression, List<Attribute> input);
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.PlanExpressions;

/// `1 + 2` → `3`. An expression that fails stays, and fails when it runs.
final class FoldConstants implements Rule {
    private final ConstantEvaluator evaluator;

    FoldConstants(ConstantEvaluator evaluator) {
        this.evaluator = evaluator;
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(node -> PlanExpressions.map(node, this::fold));
    }

    /// The expression with all its constant parts computed.
    Expression fold(Expression expression) {
        return expression.transformUp(this::folded);
    }

    private Expression folded(Expression expression) {
        if (expression instanceof Literal
                || expression instanceof Attribute
                || expression instanceof Expression.UserCall
                || !expression.children().stream().allMatch(c -> c instanceof Literal)) {
            return expression;
        }
        return Conjuncts.isDeterministic(expression) ? evaluator.evaluate(expression) : expression;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Join;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Rows with NULL in an equality of a join never match: they are dropped before it, on every side
/// whose unmatched rows the join does not keep. As in Spark they then do not move a watermark
/// either.
final class RequireJoinKeys implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(node -> node instanceof Join join ? required(join) : node);
    }

    private static LogicalPlan required(Join join) {
        Expression condition = join.condition();
        if (condition == null) {
            return join;
        }
        boolean dropsLeft =
                switch (join.type()) {
                    case INNER, CROSS, RIGHT, LEFT_SEMI -> true;
                    case LEFT, FULL, LEFT_ANTI -> false;
                };
        boolean dropsRight =
                switch (join.type()) {
                    case INNER, CROSS, LEFT, LEFT_SEMI, LEFT_ANTI -> true;
                    case RIGHT, FULL -> false;
                };
        List<Expression> leftParts = new ArrayList<>();
        List<Expression> rightParts = new ArrayList<>();
        Set<Long> left = Conjuncts.ids(join.left().output());
        for (Expression part : Conjuncts.split(condition)) {
            if (part instanceof Comparison(var operator, var a, var b)
                    && operator == ComparisonOperator.EQUAL) {
                for (Expression side : List.of(a, b)) {
                    if (side instanceof Attribute key && key.nullable()) {
                        boolean isLeft = left.contains(key.id());
                        Expression present = new Expression.Not(new Expression.IsNull(key));
                        if (isLeft && dropsLeft) {
                            leftParts.add(present);
                        } else if (!isLeft && dropsRight) {
                            rightParts.add(present);
                        }
                    }
                }
            }
        }
        return leftParts.isEmpty() && rightParts.isEmpty()
                ? join
                : new Join(
                        Conjuncts.filtered(join.left(), leftParts),
                        Conjuncts.filtered(join.right(), rightParts),
                        join.type(),
                        condition,
                        join.output());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

import dev.millrace.plan.expression.Expression;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Conditions that must all hold.
public final class Conjunction {
    private Conjunction() {}

    /// All parts joined by AND, null if there are none.
    public static @Nullable Expression of(List<Expression> parts) {
        Expression all = null;
        for (Expression part : parts) {
            all = all == null ? part : new Expression.And(all, part);
        }
        return all;
    }

    /// The plan with a filter over it, or the plan itself if there are no parts.
    public static LogicalPlan filtered(LogicalPlan plan, List<Expression> parts) {
        Expression condition = of(parts);
        return condition == null ? plan : new LogicalPlan.Filter(plan, condition);
    }
}

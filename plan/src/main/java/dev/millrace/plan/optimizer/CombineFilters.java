// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Filter;

/// `Filter b (Filter a (x))` → `Filter (a AND b) (x)`.
final class CombineFilters implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(
                node ->
                        node instanceof Filter(var input, var outer)
                                        && input instanceof Filter(var below, var inner)
                                        && Conjuncts.isDeterministic(inner)
                                        && Conjuncts.isDeterministic(outer)
                                ? new Filter(below, new Expression.And(inner, outer))
                                : node);
    }
}

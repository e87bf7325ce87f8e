// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Aggregate;
import dev.millrace.plan.logical.LogicalPlan.Filter;

import java.util.Map;

/// A condition on the keys of a grouping → a filter of its input. One that reads no column stays:
/// it would not keep a grouping without rows from making its one row.
final class PushFilterThroughAggregate implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                node ->
                        node instanceof Filter filter
                                        && filter.input() instanceof Aggregate aggregate
                                ? pushed(filter, aggregate)
                                : node);
    }

    private static LogicalPlan pushed(Filter filter, Aggregate aggregate) {
        Map<Long, Expression> keys = Conjuncts.values(aggregate.keys());
        if (!keys.values().stream().allMatch(Conjuncts::isDeterministic)) {
            return filter;
        }
        return Conjuncts.push(
                filter,
                part -> {
                    var used = Conjuncts.columns(part);
                    return !used.isEmpty() && keys.keySet().containsAll(used);
                },
                parts ->
                        aggregate.withInput(
                                Conjunction.filtered(
                                        aggregate.input(),
                                        parts.stream()
                                                .map(p -> Conjuncts.substitute(p, keys))
                                                .toList())));
    }
}

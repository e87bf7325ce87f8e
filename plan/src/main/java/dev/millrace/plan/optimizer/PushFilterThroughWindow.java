// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Filter;
import dev.millrace.plan.logical.LogicalPlan.Window;

import java.util.HashSet;
import java.util.Set;

/// A condition on the columns that partition a window → a filter of its input: it keeps or drops
/// whole partitions.
final class PushFilterThroughWindow implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                node ->
                        node instanceof Filter filter && filter.input() instanceof Window window
                                ? pushed(filter, window)
                                : node);
    }

    private static LogicalPlan pushed(Filter filter, Window window) {
        Set<Long> keys = new HashSet<>();
        window.partitionBy()
                .forEach(
                        e -> {
                            if (e instanceof Attribute attribute) {
                                keys.add(attribute.id());
                            }
                        });
        return Conjuncts.push(
                filter,
                part -> {
                    Set<Long> used = Conjuncts.columns(part);
                    return !used.isEmpty() && keys.containsAll(used);
                },
                parts -> window.withInput(Conjunction.filtered(window.input(), parts)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Filter;
import dev.millrace.plan.logical.LogicalPlan.Generate;

import java.util.Set;

/// A condition on columns that a generator keeps → a filter of its input.
final class PushFilterThroughGenerate implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                node ->
                        node instanceof Filter filter && filter.input() instanceof Generate generate
                                ? pushed(filter, generate)
                                : node);
    }

    private static LogicalPlan pushed(Filter filter, Generate generate) {
        Set<Long> kept = Conjuncts.ids(generate.kept());
        return Conjuncts.push(
                filter,
                part -> kept.containsAll(Conjuncts.columns(part)),
                parts -> generate.withInput(Conjunction.filtered(generate.input(), parts)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Filter;
import dev.millrace.plan.logical.LogicalPlan.Project;

import java.util.List;
import java.util.Map;

/// `Filter (x > 1) (Project [a AS x])` → `Project [a AS x] (Filter (a > 1))`.
///
/// A value that costs something is not computed twice for it, except over a watermark: there the
/// place of the filter decides which rows move the watermark, and Spark always pushes.
final class PushFilterThroughProject implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                node ->
                        node instanceof Filter filter && filter.input() instanceof Project project
                                ? pushed(filter, project)
                                : node);
    }

    private static LogicalPlan pushed(Filter filter, Project project) {
        Map<Long, Expression> values = Conjuncts.values(project.expressions());
        if (!values.values().stream().allMatch(Conjuncts::isDeterministic)) {
            return filter;
        }
        boolean isAlways = hasWatermark(project.input());
        return Conjuncts.push(
                filter,
                part -> isAlways || isCheap(part, values),
                parts -> {
                    List<Expression> below =
                            parts.stream().map(p -> Conjuncts.substitute(p, values)).toList();
                    return new Project(
                            Conjunction.filtered(project.input(), below), project.expressions());
                });
    }

    private static boolean isCheap(Expression part, Map<Long, Expression> values) {
        return Conjuncts.columns(part).stream()
                .allMatch(
                        id -> {
                            Expression value = values.get(id);
                            return value != null && Conjuncts.isCheap(value);
                        });
    }

    private static boolean hasWatermark(LogicalPlan plan) {
        return plan instanceof LogicalPlan.Watermark
                || plan.children().stream().anyMatch(PushFilterThroughProject::hasWatermark);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Project;

import java.util.HashMap;
import java.util.Map;

/// `Project [x + 1] (Project [a * 2 AS x])` → `Project [a * 2 + 1]`, if no value that costs
/// something, or may differ from call to call, is then computed more than once.
final class CollapseProjects implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(
                node ->
                        node instanceof Project outer
                                        && outer.input() instanceof Project inner
                                        && canCollapse(outer, inner)
                                ? collapsed(outer, inner)
                                : node);
    }

    private static boolean canCollapse(Project outer, Project inner) {
        Map<Long, Integer> uses = new HashMap<>();
        outer.expressions().forEach(e -> count(e.expression(), uses));
        for (NamedExpression named : inner.expressions()) {
            int count = uses.getOrDefault(named.output().id(), 0);
            boolean isSafe = Conjuncts.isDeterministic(named.expression());
            if (!isSafe && count != 1) {
                // Dropping it is also a change: it may be there to fail.
                return false;
            }
            if (!isSafe && !isPlain(outer, named)) {
                return false;
            }
            if (count > 1 && !Conjuncts.isCheap(named.expression())) {
                return false;
            }
        }
        return true;
    }

    /// True if the outer projection passes the value on as it is.
    private static boolean isPlain(Project outer, NamedExpression named) {
        return outer.expressions().stream()
                .anyMatch(
                        e ->
                                e.expression() instanceof Attribute attribute
                                        && attribute.id() == named.output().id());
    }

    private static void count(Expression expression, Map<Long, Integer> uses) {
        if (expression instanceof Attribute attribute) {
            uses.merge(attribute.id(), 1, Integer::sum);
        }
        expression.children().forEach(c -> count(c, uses));
    }

    private static Project collapsed(Project outer, Project inner) {
        Map<Long, Expression> values = Conjuncts.values(inner.expressions());
        return new Project(
                inner.input(),
                outer.expressions().stream()
                        .map(
                                e ->
                                        new NamedExpression(
                                                e.output(),
                                                Conjuncts.substitute(e.expression(), values)))
                        .toList());
    }
}

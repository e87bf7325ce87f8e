// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Filter;
import dev.millrace.plan.logical.LogicalPlan.Join;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Filters that follow from a join, for every side whose unmatched rows the join does not keep:
/// columns that the condition needs are there, and what is known of a column holds for the one that
/// equals it. Rows dropped so get no state, and do not move a watermark that a filter passes: it is
/// part of what a streaming query means, so it concludes what Spark concludes and no more.
record InferFilters(Constraints constraints) implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                node ->
                        switch (node) {
                            case Join join -> inferred(join);
                            case Filter filter when isTimed(filter.input()) -> inferred(filter);
                            default -> node;
                        });
    }

    /// Filters over tables gain nothing.
    private static boolean isTimed(LogicalPlan plan) {
        return plan instanceof LogicalPlan.Watermark
                || plan.children().stream().anyMatch(InferFilters::isTimed);
    }

    private LogicalPlan inferred(Filter filter) {
        Set<Expression> more = constraints.of(filter);
        more.removeAll(constraints.of(filter.input()));
        List<Expression> parts = Conjuncts.split(filter.condition());
        parts.forEach(more::remove);
        if (more.isEmpty()) {
            return filter;
        }
        List<Expression> all = new ArrayList<>(more);
        all.addAll(parts);
        return Conjunction.filtered(filter.input(), all);
    }

    private LogicalPlan inferred(Join join) {
        boolean left =
                switch (join.type()) {
                    case INNER, CROSS, RIGHT, LEFT_SEMI -> true;
                    case LEFT, FULL, LEFT_ANTI -> false;
                };
        boolean right =
                switch (join.type()) {
                    case INNER, CROSS, LEFT, LEFT_SEMI, LEFT_ANTI -> true;
                    case RIGHT, FULL -> false;
                };
        Set<Expression> known = constraints.ofMatches(join);
        LogicalPlan newLeft = left ? filtered(join.left(), known) : join.left();
        LogicalPlan newRight = right ? filtered(join.right(), known) : join.right();
        return newLeft == join.left() && newRight == join.right()
                ? join
                : new Join(newLeft, newRight, join.type(), join.condition(), join.output());
    }

    private LogicalPlan filtered(LogicalPlan side, Set<Expression> known) {
        Set<Long> columns = Conjuncts.ids(side.output());
        Set<Expression> more = new LinkedHashSet<>(known);
        more.addAll(Constraints.present(known, side.output()));
        more.removeIf(part -> !Constraints.isAbout(part, columns));
        more.removeAll(constraints.of(side));
        return Conjunction.filtered(side, new ArrayList<>(more));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Filter;
import dev.millrace.plan.logical.LogicalPlan.Join;
import dev.millrace.plan.relation.Relation.JoinType;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Conditions on one side of a join, written over it or in its own condition, → filters of that
/// side; conditions on both sides over an inner join → part of its condition. A side whose rows are
/// kept without a match is not filtered by the join's condition, and one that can be missing not by
/// a filter over the join.
final class PushFilterThroughJoin implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                node ->
                        switch (node) {
                            case Filter filter when filter.input() instanceof Join join ->
                                    filterOver(filter, join);
                            case Join join -> condition(join);
                            default -> node;
                        });
    }

    private static LogicalPlan filterOver(Filter filter, Join join) {
        JoinType type = join.type();
        boolean toLeft =
                switch (type) {
                    case INNER, CROSS, LEFT, LEFT_SEMI, LEFT_ANTI -> true;
                    case RIGHT, FULL -> false;
                };
        boolean toRight =
                type == JoinType.INNER || type == JoinType.CROSS || type == JoinType.RIGHT;
        boolean toCondition = type == JoinType.INNER || type == JoinType.CROSS;
        Set<Long> left = Conjuncts.ids(join.left().output());
        Set<Long> right = Conjuncts.ids(join.right().output());
        List<Expression> leftParts = new ArrayList<>();
        List<Expression> rightParts = new ArrayList<>();
        List<Expression> both = new ArrayList<>();
        List<Expression> staying = new ArrayList<>();
        for (Expression part : Conjuncts.split(filter.condition())) {
            Set<Long> used = Conjuncts.columns(part);
            boolean isFree =
                    Conjuncts.isDeterministic(part)
                            && staying.stream().allMatch(Conjuncts::isDeterministic);
            if (isFree && toLeft && left.containsAll(used)) {
                leftParts.add(part);
            } else if (isFree && toRight && right.containsAll(used)) {
                rightParts.add(part);
            } else if (isFree && toCondition) {
                both.add(part);
            } else {
                staying.add(part);
            }
        }
        if (leftParts.isEmpty() && rightParts.isEmpty() && both.isEmpty()) {
            return filter;
        }
        if (join.condition() != null) {
            both.addFirst(join.condition());
        }
        JoinType changed = both.isEmpty() || type != JoinType.CROSS ? type : JoinType.INNER;
        Join pushed =
                new Join(
                        Conjunction.filtered(join.left(), leftParts),
                        Conjunction.filtered(join.right(), rightParts),
                        changed,
                        Conjunction.of(both),
                        join.output());
        return Conjunction.filtered(pushed, staying);
    }

    private static LogicalPlan condition(Join join) {
        Expression condition = join.condition();
        if (condition == null || !Conjuncts.isDeterministic(condition)) {
            return join;
        }
        boolean toLeft =
                switch (join.type()) {
                    case INNER, CROSS, RIGHT, LEFT_SEMI -> true;
                    case LEFT, FULL, LEFT_ANTI -> false;
                };
        boolean toRight = join.type() != JoinType.RIGHT && join.type() != JoinType.FULL;
        Set<Long> left = Conjuncts.ids(join.left().output());
        Set<Long> right = Conjuncts.ids(join.right().output());
        List<Expression> leftParts = new ArrayList<>();
        List<Expression> rightParts = new ArrayList<>();
        List<Expression> staying = new ArrayList<>();
        for (Expression part : Conjuncts.split(condition)) {
            Set<Long> used = Conjuncts.columns(part);
            if (toLeft && !used.isEmpty() && left.containsAll(used)) {
                leftParts.add(part);
            } else if (toRight && !used.isEmpty() && right.containsAll(used)) {
                rightParts.add(part);
            } else {
                staying.add(part);
            }
        }
        return leftParts.isEmpty() && rightParts.isEmpty()
                ? join
                : new Join(
                        Conjunction.filtered(join.left(), leftParts),
                        Conjunction.filtered(join.right(), rightParts),
                        join.type(),
                        Conjunction.of(staying),
                        join.output());
    }
}

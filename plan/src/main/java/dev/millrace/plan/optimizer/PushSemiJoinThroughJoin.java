// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.JoinCondition;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Join;
import dev.millrace.plan.logical.SizeEstimate;
import dev.millrace.plan.relation.Relation.JoinType;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A semi or anti join (`IN`, `EXISTS`) over an inner join that looks at one side of it only → the
/// same over that side, where it has fewer rows to look at and leaves fewer for the inner join.
/// Columns that the inner join makes equal count for both sides.
///
/// It stays where it is if the other side takes more rows away than it brings: if that is filtered,
/// or this side is the larger one.
final class PushSemiJoinThroughJoin implements Rule {
    private static final SizeEstimate SIZES = new SizeEstimate(true);

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                node ->
                        node instanceof Join semi
                                        && isSemi(semi.type())
                                        && !semi.isStreaming()
                                        && semi.left() instanceof Join inner
                                        && inner.type() == JoinType.INNER
                                ? pushed(semi, inner)
                                : node);
    }

    private static boolean isSemi(JoinType type) {
        return type == JoinType.LEFT_SEMI || type == JoinType.LEFT_ANTI;
    }

    private static LogicalPlan pushed(Join semi, Join inner) {
        Expression condition = semi.condition();
        if (condition == null || !Conjuncts.isDeterministic(condition)) {
            return semi;
        }
        Join left = over(inner.left(), inner.right(), semi, inner, condition);
        Join right = over(inner.right(), inner.left(), semi, inner, condition);
        if (left != null && (right == null || SIZES.of(inner.left()) <= SIZES.of(inner.right()))) {
            return new Join(left, inner.right(), inner.type(), inner.condition(), semi.output());
        }
        return right == null
                ? semi
                : new Join(inner.left(), right, inner.type(), inner.condition(), semi.output());
    }

    /// The semi join over one side of the inner join, null if it cannot or need not go there.
    private static @Nullable Join over(
            LogicalPlan side, LogicalPlan other, Join semi, Join inner, Expression condition) {
        Map<Long, Attribute> equals = new HashMap<>();
        for (JoinCondition.Equality equality : JoinCondition.of(inner).equalities()) {
            if (equality.left() instanceof Attribute a
                    && equality.right() instanceof Attribute b
                    && a.type().equals(b.type())) {
                boolean isLeft = side == inner.left();
                equals.put(isLeft ? b.id() : a.id(), isLeft ? a : b);
            }
        }
        Set<Long> given = Conjuncts.ids(side.output());
        Expression translated =
                condition.transformUp(
                        node ->
                                node instanceof Attribute attribute
                                                && !given.contains(attribute.id())
                                                && equals.get(attribute.id()) instanceof Attribute e
                                        ? e
                                        : node);
        Set<Long> known = new java.util.HashSet<>(given);
        known.addAll(Conjuncts.ids(semi.right().output()));
        boolean isSmaller = SIZES.of(side) < SIZES.of(other);
        boolean isUnfiltered = !SizeEstimate.isFiltered(other);
        return known.containsAll(Conjuncts.columns(translated)) && (isSmaller || isUnfiltered)
                ? new Join(side, semi.right(), semi.type(), translated, side.output())
                : null;
    }
}

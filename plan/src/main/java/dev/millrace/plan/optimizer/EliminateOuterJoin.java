// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Filter;
import dev.millrace.plan.logical.LogicalPlan.Join;
import dev.millrace.plan.relation.Relation.JoinType;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An outer join under a filter that no row of NULLs passes keeps no unmatched rows of that side,
/// so it need not make them: a full join becomes a left or right one, these become inner ones. Then
/// the filter can go below, which in a stream also keeps rows from the state.
final class EliminateOuterJoin implements Rule {
    private final FoldConstants constants;

    EliminateOuterJoin(ConstantEvaluator evaluator) {
        this.constants = new FoldConstants(evaluator);
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                node ->
                        node instanceof Filter filter && filter.input() instanceof Join join
                                ? reduced(filter, join)
                                : node);
    }

    private LogicalPlan reduced(Filter filter, Join join) {
        JoinType type = type(filter, join);
        return type == join.type()
                ? filter
                : new Filter(
                        new Join(join.left(), join.right(), type, join.condition(), join.output()),
                        filter.condition());
    }

    private JoinType type(Filter filter, Join join) {
        JoinType type = join.type();
        return switch (type) {
            case LEFT -> rejects(filter, join, join.right()) ? JoinType.INNER : type;
            case RIGHT -> rejects(filter, join, join.left()) ? JoinType.INNER : type;
            case FULL -> {
                boolean noLeft = rejects(filter, join, join.left());
                boolean noRight = rejects(filter, join, join.right());
                yield noLeft && noRight
                        ? JoinType.INNER
                        : noLeft ? JoinType.LEFT : noRight ? JoinType.RIGHT : type;
            }
            case INNER, CROSS, LEFT_SEMI, LEFT_ANTI -> type;
        };
    }

    /// Whether no row passes the filter that has NULL in all columns of a side.
    private boolean rejects(Filter filter, Join join, LogicalPlan side) {
        List<Expression> parts = Conjuncts.split(filter.condition());
        Set<Expression> all = new LinkedHashSet<>(parts);
        all.addAll(Constraints.present(new LinkedHashSet<>(parts), join.output()));
        Map<Long, Expression> nothing = new HashMap<>();
        for (Attribute column : side.output()) {
            nothing.put(column.id(), new Literal(null, column.type()));
        }
        return all.stream()
                .anyMatch(
                        part ->
                                Constraints.isAbout(part, nothing.keySet())
                                        && fails(part, nothing));
    }

    private boolean fails(Expression part, Map<Long, Expression> nothing) {
        Expression value = constants.fold(Conjuncts.substitute(part, nothing));
        return value instanceof Literal(var constant, var ignored)
                && !Boolean.TRUE.equals(constant);
    }
}

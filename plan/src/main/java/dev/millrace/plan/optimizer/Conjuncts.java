// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.LogicalPlan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Conditions as lists of parts that all must hold, and what rules ask about expressions.
final class Conjuncts {
    private Conjuncts() {}

    /// The parts of nested ANDs, in order.
    static List<Expression> split(Expression condition) {
        List<Expression> parts = new ArrayList<>();
        split(condition, parts);
        return parts;
    }

    private static void split(Expression condition, List<Expression> parts) {
        if (condition instanceof Expression.And and) {
            split(and.left(), parts);
            split(and.right(), parts);
        } else {
            parts.add(condition);
        }
    }

    /// Pushes what it can of a filter below the node that it stands on.
    ///
    /// @param canPass which parts may
    /// @param below the node again, over its input filtered by the passing parts
    static LogicalPlan push(LogicalPlan.Filter filter, Predicate<Expression> canPass, Below below) {
        List<Expression> passing = new ArrayList<>();
        List<Expression> staying = new ArrayList<>();
        for (Expression part : split(filter.condition())) {
            // What stands after a part that may differ from call to call is not moved before it.
            boolean isFree = staying.stream().allMatch(Conjuncts::isDeterministic);
            (isFree && isDeterministic(part) && canPass.test(part) ? passing : staying).add(part);
        }
        return passing.isEmpty() ? filter : Conjunction.filtered(below.with(passing), staying);
    }

    /// Rebuilds a node over a filtered input.
    @FunctionalInterface
    interface Below {
        LogicalPlan with(List<Expression> parts);
    }

    static Set<Long> columns(Expression expression) {
        Set<Long> ids = new HashSet<>();
        collect(expression, ids);
        return ids;
    }

    private static void collect(Expression expression, Set<Long> ids) {
        if (expression instanceof Attribute attribute) {
            ids.add(attribute.id());
        }
        expression.children().forEach(c -> collect(c, ids));
    }

    static Set<Long> ids(List<Attribute> attributes) {
        Set<Long> ids = new HashSet<>();
        attributes.forEach(a -> ids.add(a.id()));
        return ids;
    }

    /// True if two evaluations over one row give the same value.
    static boolean isDeterministic(Expression expression) {
        boolean itself =
                switch (expression) {
                    case Expression.Call call -> call.isDeterministic();
                    case Expression.UserCall call -> call.function().isDeterministic();
                    default -> true;
                };
        return itself && expression.children().stream().allMatch(Conjuncts::isDeterministic);
    }

    /// True if computing it twice costs next to nothing: columns, fields, constants.
    static boolean isCheap(Expression expression) {
        return switch (expression) {
            case Attribute ignored -> true;
            case Expression.Literal ignored -> true;
            case Expression.Field field -> isCheap(field.struct());
            default -> false;
        };
    }

    /// The expression with columns replaced by what they stand for.
    static Expression substitute(Expression expression, Map<Long, Expression> values) {
        return expression.transformUp(
                e -> {
                    if (e instanceof Attribute attribute) {
                        Expression value = values.get(attribute.id());
                        return value == null ? e : value;
                    }
                    return simplifiedField(e);
                });
    }

    /// `struct(a, b).b` is `b`.
    private static Expression simplifiedField(Expression expression) {
        return expression instanceof Expression.Field field
                        && field.struct() instanceof Expression.Struct struct
                ? struct.values().get(field.index())
                : expression;
    }

    static Map<Long, Expression> values(List<NamedExpression> expressions) {
        Map<Long, Expression> values = new HashMap<>();
        expressions.forEach(e -> values.put(e.output().id(), e.expression()));
        return values;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ComparisonOperator;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The parts of a join's condition.
///
/// @param equalities of an expression over the left side and one over the right side
/// @param residual all the rest, null if nothing
public record JoinCondition(List<Equality> equalities, @Nullable Expression residual) {
    public JoinCondition {
        equalities = List.copyOf(equalities);
    }

    /// @param left over the columns of the left side
    /// @param right over those of the right side, of the same type
    /// @param nullSafe whether NULL equals NULL (`<=>`)
    public record Equality(Expression left, Expression right, boolean nullSafe) {
        @Override
        public String toString() {
            return left + (nullSafe ? " <=> " : " = ") + right;
        }
    }

    public static JoinCondition of(LogicalPlan.Join join) {
        Set<Long> left = ids(join.left().output());
        Set<Long> right = ids(join.right().output());
        List<Equality> equalities = new ArrayList<>();
        Expression residual = null;
        for (Expression conjunct : conjuncts(join.condition())) {
            Equality equality = equality(conjunct, left, right);
            if (equality != null) {
                equalities.add(equality);
            } else {
                residual = residual == null ? conjunct : new Expression.And(residual, conjunct);
            }
        }
        return new JoinCondition(equalities, residual);
    }

    /// The parts of nested ANDs, in order; none for a condition that always holds.
    public static List<Expression> conjuncts(@Nullable Expression condition) {
        List<Expression> conjuncts = new ArrayList<>();
        if (condition instanceof Expression.And(var first, var second)) {
            conjuncts.addAll(conjuncts(first));
            conjuncts.addAll(conjuncts(second));
        } else if (condition != null && !condition.equals(Expression.Literal.TRUE)) {
            conjuncts.add(condition);
        }
        return conjuncts;
    }

    private static @Nullable Equality equality(
            Expression conjunct, Set<Long> left, Set<Long> right) {
        if (!(conjunct instanceof Expression.Comparison(var operator, var first, var second))
                || operator != ComparisonOperator.EQUAL
                        && operator != ComparisonOperator.NULL_SAFE_EQUAL) {
            return null;
        }
        boolean nullSafe = operator == ComparisonOperator.NULL_SAFE_EQUAL;
        Set<Long> ofFirst = columns(first);
        Set<Long> ofSecond = columns(second);
        if (ofFirst.isEmpty() || ofSecond.isEmpty()) {
            return null;
        }
        if (left.containsAll(ofFirst) && right.containsAll(ofSecond)) {
            return new Equality(first, second, nullSafe);
        }
        if (right.containsAll(ofFirst) && left.containsAll(ofSecond)) {
            return new Equality(second, first, nullSafe);
        }
        return null;
    }

    /// The ids of the columns that an expression reads.
    public static Set<Long> columns(Expression expression) {
        Set<Long> ids = new HashSet<>();
        if (expression instanceof Attribute attribute) {
            ids.add(attribute.id());
        }
        expression.children().forEach(child -> ids.addAll(columns(child)));
        return ids;
    }

    private static Set<Long> ids(List<Attribute> attributes) {
        Set<Long> ids = new HashSet<>();
        attributes.forEach(attribute -> ids.add(attribute.id()));
        return ids;
    }
}

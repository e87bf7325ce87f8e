// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.join.JoinKeys;
import dev.millrace.execution.operator.join.JoinOperator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Chooses keys and sides of a join.
record JoinPlanning(EvaluatorCompiler compiler) {
    /// The parts of a join condition.
    ///
    /// @param residual what is not an equality between the sides, null if nothing
    private record Condition(List<Equality> equalities, @Nullable Expression residual) {}

    private record Equality(Expression left, Expression right, boolean nullSafe) {
        @Override
        public String toString() {
            return left + (nullSafe ? " <=> " : " = ") + right;
        }
    }

    PhysicalPlan plan(LogicalPlan.Join join, PhysicalPlan left, PhysicalPlan right) {
        List<Attribute> leftOutput = join.left().output();
        List<Attribute> rightOutput = join.right().output();
        Condition condition = split(join.condition(), ids(leftOutput), ids(rightOutput));
        boolean isProbeLeft = isProbeLeft(join);
        List<Evaluator> leftKeys = new ArrayList<>();
        List<Evaluator> rightKeys = new ArrayList<>();
        boolean[] nullSafe = new boolean[condition.equalities().size()];
        for (int i = 0; i < nullSafe.length; i++) {
            Equality equality = condition.equalities().get(i);
            leftKeys.add(compiler.compile(equality.left(), leftOutput));
            rightKeys.add(compiler.compile(equality.right(), rightOutput));
            nullSafe[i] = equality.nullSafe();
        }
        JoinKeys keys =
                new JoinKeys(
                        isProbeLeft ? leftKeys : rightKeys,
                        isProbeLeft ? rightKeys : leftKeys,
                        condition.equalities().stream().map(e -> e.left().type()).toList(),
                        nullSafe);
        List<Attribute> both = new ArrayList<>(leftOutput);
        both.addAll(rightOutput);
        Expression residual = condition.residual();
        JoinOperator operator =
                new JoinOperator(
                        kind(join.type()),
                        isProbeLeft,
                        keys,
                        residual == null ? null : compiler.compile(residual, both),
                        isProbeLeft ? left.schema() : right.schema(),
                        isProbeLeft ? right.schema() : left.schema());
        return new PhysicalPlan.HashJoin(
                join.type(),
                isProbeLeft ? left : right,
                isProbeLeft ? right : left,
                condition.equalities().stream().map(Equality::toString).toList(),
                residual,
                join.schema(),
                operator);
    }

    private static JoinOperator.Kind kind(JoinType type) {
        return switch (type) {
            case INNER, CROSS -> JoinOperator.Kind.INNER;
            case LEFT, RIGHT -> JoinOperator.Kind.PROBE_OUTER;
            case FULL -> JoinOperator.Kind.FULL_OUTER;
            case LEFT_SEMI -> JoinOperator.Kind.SEMI;
            case LEFT_ANTI -> JoinOperator.Kind.ANTI;
        };
    }

    /// The side whose unmatched rows count is streamed; otherwise the one that is not known to be
    /// small, and for want of knowledge the left one.
    private static boolean isProbeLeft(LogicalPlan.Join join) {
        return switch (join.type()) {
            case LEFT, FULL, LEFT_SEMI, LEFT_ANTI -> true;
            case RIGHT -> false;
            case INNER, CROSS -> knownRows(join.left()) >= knownRows(join.right());
        };
    }

    /// An upper bound of the rows of a plan, `Long.MAX_VALUE` if there is none before it runs.
    private static long knownRows(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.LocalScan scan ->
                    scan.batches().stream().mapToLong(ColumnBatch::rowCount).sum();
            case LogicalPlan.Limit limit -> Math.min(limit.count(), knownRows(limit.input()));
            case LogicalPlan.Tail tail -> Math.min(tail.count(), knownRows(tail.input()));
            case LogicalPlan.Aggregate aggregate ->
                    aggregate.keys().isEmpty() ? 1 : knownRows(aggregate.input());
            case LogicalPlan.Generate ignored -> Long.MAX_VALUE;
            case LogicalPlan.Unary unary -> knownRows(unary.input());
            default -> Long.MAX_VALUE;
        };
    }

    private static Condition split(
            @Nullable Expression condition, Set<Long> left, Set<Long> right) {
        List<Equality> equalities = new ArrayList<>();
        Expression residual = null;
        for (Expression conjunct : conjuncts(condition)) {
            Equality equality = equality(conjunct, left, right);
            if (equality != null) {
                equalities.add(equality);
            } else {
                residual = residual == null ? conjunct : new Expression.And(residual, conjunct);
            }
        }
        return new Condition(equalities, residual);
    }

    private static List<Expression> conjuncts(@Nullable Expression condition) {
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
        Set<Long> ofFirst = references(first);
        Set<Long> ofSecond = references(second);
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

    private static Set<Long> references(Expression expression) {
        Set<Long> ids = new HashSet<>();
        if (expression instanceof Attribute attribute) {
            ids.add(attribute.id());
        }
        expression.children().forEach(child -> ids.addAll(references(child)));
        return ids;
    }

    private static Set<Long> ids(List<Attribute> attributes) {
        Set<Long> ids = new HashSet<>();
        attributes.forEach(attribute -> ids.add(attribute.id()));
        return ids;
    }
}

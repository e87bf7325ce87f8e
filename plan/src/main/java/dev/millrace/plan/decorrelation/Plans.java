// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.decorrelation;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Relation.JoinType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Small plans over others.
final class Plans {
    private Plans() {}

    /// The plan with more columns.
    static LogicalPlan extended(LogicalPlan plan, List<NamedExpression> more) {
        List<NamedExpression> columns = new ArrayList<>();
        plan.output().forEach(a -> columns.add(NamedExpression.of(a)));
        columns.addAll(more);
        return new LogicalPlan.Project(plan, columns);
    }

    /// True if the plan is one row without columns.
    static boolean isOneRow(LogicalPlan plan) {
        return plan instanceof LogicalPlan.LocalScan scan
                && scan.output().isEmpty()
                && scan.batches().stream().mapToInt(b -> b.rowCount()).sum() == 1;
    }

    static LogicalPlan product(LogicalPlan left, LogicalPlan right) {
        if (isOneRow(left)) {
            return right;
        }
        return join(left, right, JoinType.INNER, null);
    }

    static LogicalPlan.Join join(
            LogicalPlan left, LogicalPlan right, JoinType type, @Nullable Expression condition) {
        List<Attribute> output = new ArrayList<>(left.output());
        if (type != JoinType.LEFT_SEMI && type != JoinType.LEFT_ANTI) {
            boolean mayMiss = type == JoinType.LEFT;
            right.output().forEach(a -> output.add(a.withNullable(a.nullable() || mayMiss)));
        }
        JoinType effective = type == JoinType.INNER && condition == null ? JoinType.CROSS : type;
        return new LogicalPlan.Join(left, right, effective, condition, output);
    }

    /// The aggregate's value, or that over no rows where the marker is NULL.
    static Expression orEmpty(NamedAggregate aggregate, Attribute marker) {
        Expression value = aggregate.output().withNullable(true);
        if (aggregate.call().nullable()) {
            return value;
        }
        return new Expression.Case(
                List.of(
                        new Expression.Case.Branch(
                                new Expression.IsNull(marker), Unnesting.empty(aggregate.call()))),
                aggregate.output());
    }
}

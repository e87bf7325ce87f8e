// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.decorrelation;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The value of a scalar subquery that has one row at most, by its form.
///
/// @param source an aggregation without keys, or one row without columns
/// @param value over the columns of the source and of the outer plan; NULL for no row
record SingleRow(LogicalPlan source, Expression value) {
    static @Nullable SingleRow of(LogicalPlan plan) {
        return of(plan, plan.output().getFirst());
    }

    private static @Nullable SingleRow of(LogicalPlan plan, Expression value) {
        return switch (plan) {
            case LogicalPlan.Project(var input, var columns) -> of(input, over(columns, value));
            case LogicalPlan.Filter(var input, var condition) ->
                    of(
                            input,
                            new Expression.Case(
                                    List.of(new Expression.Case.Branch(condition, value)),
                                    new Literal(null, value.type())));
            case LogicalPlan.Sort(var input, var _) -> of(input, value);
            case LogicalPlan.Aggregate aggregate when aggregate.keys().isEmpty() ->
                    new SingleRow(plan, value);
            default -> Plans.isOneRow(plan) ? new SingleRow(plan, value) : null;
        };
    }

    private static Expression over(List<NamedExpression> columns, Expression value) {
        Map<Long, Expression> values = new HashMap<>();
        columns.forEach(c -> values.put(c.output().id(), c.expression()));
        return value.transformUp(
                e -> e instanceof Attribute a ? values.getOrDefault(a.id(), e) : e);
    }
}

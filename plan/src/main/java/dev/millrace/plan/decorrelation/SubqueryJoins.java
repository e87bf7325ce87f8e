// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.decorrelation;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.JoinCondition;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Joins subqueries to the plan whose columns they may use. There are no operators of their own for
/// them: `EXISTS` and `IN` that decide about rows are semi and anti joins, their truth as a column
/// is an outer join with the different keys, a scalar subquery is an outer join with one row for
/// each key.
///
/// @param ids new column ids
public record SubqueryJoins(LongSupplier ids) {
    /// The outer rows for which the subquery has a row, or has none.
    ///
    /// @param conditions on its rows, over columns of both plans (`IN` compares here)
    public LogicalPlan having(
            LogicalPlan outer, LogicalPlan inner, List<Expression> conditions, boolean isNegated) {
        Unnesting unnesting = new Unnesting(outer, ids);
        LogicalPlan rows = conditions.isEmpty() ? withoutShape(inner) : inner;
        if (conditions.isEmpty() && isOneRowAlways(rows)) {
            return isNegated ? new LogicalPlan.Filter(outer, Literal.FALSE) : outer;
        }
        Unnested unnested = unnesting.filtered(unnesting.unnest(rows, true), conditions, true);
        JoinType type = isNegated ? JoinType.LEFT_ANTI : JoinType.LEFT_SEMI;
        Expression matches = Conjunction.of(unnested.matches());
        return Plans.join(outer, unnested.plan(), type, matches == null ? Literal.TRUE : matches);
    }

    /// What decides about the number of a subquery's rows without that of none.
    private static LogicalPlan withoutShape(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Project(var input, var _) -> withoutShape(input);
            case LogicalPlan.Sort(var input, var _) -> withoutShape(input);
            case LogicalPlan.Limit(var input, long offset, long count)
                    when offset == 0 && count > 0 ->
                    withoutShape(input);
            default -> plan;
        };
    }

    private static boolean isOneRowAlways(LogicalPlan plan) {
        return plan instanceof LogicalPlan.Aggregate aggregate && aggregate.keys().isEmpty();
    }

    /// The outer plan with a column that tells whether the subquery has a row.
    ///
    /// @param conditions as for `having`
    /// @param result the new column, a boolean
    public LogicalPlan withExistence(
            LogicalPlan outer, LogicalPlan inner, List<Expression> conditions, Attribute result) {
        Unnesting unnesting = new Unnesting(outer, ids);
        LogicalPlan rows = conditions.isEmpty() ? withoutShape(inner) : inner;
        if (conditions.isEmpty() && isOneRowAlways(rows)) {
            return Plans.extended(outer, List.of(new NamedExpression(result, Literal.TRUE)));
        }
        Unnested unnested = unnesting.filtered(unnesting.unnest(rows, false), conditions, false);
        if (unnested.keys().isEmpty()) {
            Attribute count = unnesting.attribute("count", DataType.LONG, false);
            LogicalPlan counted =
                    new LogicalPlan.Aggregate(
                            new LogicalPlan.Limit(unnested.plan(), 0, 1),
                            List.of(),
                            List.of(new NamedAggregate(count, countOfRows())));
            Expression exists =
                    new Comparison(
                            ComparisonOperator.GREATER, count, new Literal(0L, DataType.LONG));
            return with(result, exists, Plans.product(outer, counted), outer);
        }
        Attribute marker = unnesting.attribute("found", DataType.BOOLEAN, true);
        Unnested groups =
                unnesting.groups(
                        new Unnested(unnested.plan(), unnested.keys(), List.of()), List.of());
        LogicalPlan joined = leftJoin(outer, groups, marker);
        Expression exists = new Expression.Not(new Expression.IsNull(marker));
        return with(result, exists, joined, outer);
    }

    private static AggregateCall countOfRows() {
        return new AggregateCall("count", List.of(), false, null, false, DataType.LONG, false);
    }

    /// The outer plan with its rows' groups, and a marker that is NULL where there is none.
    private static LogicalPlan leftJoin(LogicalPlan outer, Unnested groups, Attribute marker) {
        LogicalPlan marked =
                Plans.extended(groups.plan(), List.of(new NamedExpression(marker, Literal.TRUE)));
        return Plans.join(outer, marked, JoinType.LEFT, Conjunction.of(groups.matches()));
    }

    /// The outer plan's columns and the result.
    private static LogicalPlan with(
            Attribute result, Expression value, LogicalPlan joined, LogicalPlan outer) {
        List<NamedExpression> columns = new ArrayList<>();
        outer.output().forEach(a -> columns.add(NamedExpression.of(a)));
        columns.add(new NamedExpression(result, value));
        return new LogicalPlan.Project(joined, columns);
    }

    /// The outer plan with the value of the subquery's one column in its one row: NULL without a
    /// row, an error with several.
    public LogicalPlan withValue(LogicalPlan outer, LogicalPlan inner, Attribute result) {
        Unnesting unnesting = new Unnesting(outer, ids);
        SingleRow single = SingleRow.of(inner);
        if (single == null) {
            return with(
                    result,
                    unnesting,
                    unnesting.unnest(inner, false),
                    inner.output().getFirst(),
                    outer);
        }
        if (!(single.source() instanceof LogicalPlan.Aggregate aggregate)) {
            return Plans.extended(outer, List.of(new NamedExpression(result, single.value())));
        }
        Unnested groups = unnesting.groups(aggregate);
        if (groups.keys().isEmpty()) {
            return with(result, single.value(), Plans.product(outer, groups.plan()), outer);
        }
        Attribute marker = unnesting.attribute("found", DataType.BOOLEAN, true);
        Map<Long, Expression> values = new HashMap<>();
        aggregate.aggregates().forEach(a -> values.put(a.output().id(), Plans.orEmpty(a, marker)));
        Expression value =
                single.value()
                        .transformUp(
                                e -> e instanceof Attribute a ? values.getOrDefault(a.id(), e) : e);
        return with(result, value, leftJoin(outer, groups, marker), outer);
    }

    private LogicalPlan with(
            Attribute result,
            Unnesting unnesting,
            Unnested rows,
            Attribute value,
            LogicalPlan outer) {
        Attribute first = unnesting.attribute(value.name(), value.type(), true);
        Attribute count = unnesting.attribute("count", DataType.LONG, true);
        AggregateCall firstValue =
                new AggregateCall("first", List.of(value), false, null, false, value.type(), true);
        Unnested groups =
                unnesting.groups(
                        rows,
                        List.of(
                                new NamedAggregate(first, firstValue),
                                new NamedAggregate(count, countOfRows())));
        Expression checked =
                new Expression.Call(
                        "single_value", List.of(first, count), value.type(), true, true, null);
        LogicalPlan joined =
                groups.keys().isEmpty()
                        ? Plans.product(outer, groups.plan())
                        : Plans.join(
                                outer,
                                groups.plan(),
                                JoinType.LEFT,
                                Conjunction.of(groups.matches()));
        return with(result, checked, joined, outer);
    }

    /// `outer JOIN LATERAL inner ON condition`.
    ///
    /// @param type inner or left
    /// @param condition over columns of both, null for none
    public LogicalPlan lateral(
            LogicalPlan outer, LogicalPlan inner, JoinType type, @Nullable Expression condition) {
        Unnesting unnesting = new Unnesting(outer, ids);
        boolean isLeft = type == JoinType.LEFT;
        if (!isLeft || condition == null && isComputed(inner)) {
            LogicalPlan pairs = pairs(unnesting, outer, inner);
            return condition == null ? pairs : new LogicalPlan.Filter(pairs, condition);
        }
        if (condition == null
                && inner instanceof LogicalPlan.Generate generate
                && Plans.isOneRow(generate.input())) {
            return generated(outer, generate, outer, true);
        }
        Unnested unnested = unnesting.unnest(inner, true);
        List<Expression> matches = new ArrayList<>(unnested.matches());
        matches.addAll(JoinCondition.conjuncts(condition));
        return Plans.join(outer, unnested.plan(), JoinType.LEFT, Conjunction.of(matches));
    }

    /// True if the plan computes columns from nothing.
    private static boolean isComputed(LogicalPlan plan) {
        return plan instanceof LogicalPlan.Project(var input, var _)
                ? isComputed(input)
                : Plans.isOneRow(plan);
    }

    /// Every outer row with each of its inner rows: what computes inner rows from outer columns
    /// alone moves above the join.
    private LogicalPlan pairs(Unnesting unnesting, LogicalPlan outer, LogicalPlan inner) {
        if (Plans.isOneRow(inner)) {
            return outer;
        }
        if (!unnesting.isCorrelated(inner)) {
            return Plans.product(outer, inner);
        }
        return switch (inner) {
            case LogicalPlan.Project(var input, var columns) -> {
                List<NamedExpression> all = new ArrayList<>();
                outer.output().forEach(a -> all.add(NamedExpression.of(a)));
                all.addAll(columns);
                yield new LogicalPlan.Project(pairs(unnesting, outer, input), all);
            }
            case LogicalPlan.Filter(var input, var condition) ->
                    new LogicalPlan.Filter(pairs(unnesting, outer, input), condition);
            case LogicalPlan.Generate generate ->
                    generated(
                            pairs(unnesting, outer, generate.input()),
                            generate,
                            outer,
                            generate.isOuter());
            default -> {
                Unnested unnested = unnesting.unnest(inner, true);
                yield Plans.join(
                        outer, unnested.plan(), JoinType.INNER, Conjunction.of(unnested.matches()));
            }
        };
    }

    private static LogicalPlan generated(
            LogicalPlan input, LogicalPlan.Generate generate, LogicalPlan outer, boolean isOuter) {
        Map<Long, Attribute> kept = new LinkedHashMap<>();
        outer.output().forEach(a -> kept.put(a.id(), a));
        generate.kept().forEach(a -> kept.put(a.id(), a));
        List<Attribute> generated =
                generate.generated().stream()
                        .map(a -> a.withNullable(a.nullable() || isOuter))
                        .toList();
        return new LogicalPlan.Generate(
                input,
                generate.function(),
                generate.arguments(),
                isOuter,
                List.copyOf(kept.values()),
                generated);
    }
}

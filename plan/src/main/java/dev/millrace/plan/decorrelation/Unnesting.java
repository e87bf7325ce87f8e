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
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.JoinCondition;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.PlanExpressions;
import dev.millrace.plan.logical.PlanValidator;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// Makes a subquery stand by itself (after Neumann and Kemper, "Unnesting Arbitrary Queries").
///
/// 1. A condition `outer = inner` is taken out of its filter: the inner side becomes a key, which
///    every node above carries along (an aggregation groups by it, a window is partitioned by it).
/// 2. Other conditions are taken out too while each row of the subquery still is a row of its own
///    (`isOpen`); they become part of the join.
/// 3. Where neither will do, the plan is multiplied with the different values that the outer plan
///    has for the expression (its domain), and these are the key.
final class Unnesting {
    private final LogicalPlan outer;
    private final Set<Long> outerIds;
    private final LongSupplier ids;

    Unnesting(LogicalPlan outer, LongSupplier ids) {
        this.outer = outer;
        this.ids = ids;
        this.outerIds = new HashSet<>();
        outer.output().forEach(a -> outerIds.add(a.id()));
    }

    /// True if anything in the plan is a column of the outer one.
    boolean isCorrelated(LogicalPlan plan) {
        return PlanValidator.expressions(plan).stream().anyMatch(this::isCorrelated)
                || plan.children().stream().anyMatch(this::isCorrelated);
    }

    boolean isCorrelated(Expression expression) {
        return expression instanceof Attribute attribute
                ? outerIds.contains(attribute.id())
                : expression.children().stream().anyMatch(this::isCorrelated);
    }

    Attribute attribute(String name, DataType type, boolean nullable) {
        return new Attribute(ids.getAsLong(), name, type, nullable);
    }

    /// @param isOpen whether conditions that are no keys may be taken out
    Unnested unnest(LogicalPlan plan, boolean isOpen) {
        if (!isCorrelated(plan)) {
            return Unnested.of(plan);
        }
        return switch (plan) {
            case LogicalPlan.Filter filter ->
                    filtered(
                            unnest(filter.input(), isOpen),
                            JoinCondition.conjuncts(filter.condition()),
                            isOpen);
            case LogicalPlan.Project project -> project(project, isOpen);
            case LogicalPlan.Aggregate aggregate -> aggregate(aggregate);
            case LogicalPlan.Deduplicate deduplicate -> {
                Unnested input = unnest(deduplicate.input(), false);
                List<Attribute> keys = new ArrayList<>(deduplicate.keys());
                keys.addAll(input.keyColumns());
                yield input.with(new LogicalPlan.Deduplicate(input.plan(), keys, false));
            }
            case LogicalPlan.Join join -> join(join, isOpen);
            case LogicalPlan.Union union -> union(union);
            case LogicalPlan.Sort sort -> unnest(sort.input(), isOpen);
            case LogicalPlan.Limit limit -> limit(limit);
            case LogicalPlan.Window window -> window(window);
            case LogicalPlan.Generate generate -> generate(generate, isOpen);
            case LogicalPlan.Watermark watermark -> unnest(watermark.input(), isOpen);
            case LogicalPlan.Tail _, LogicalPlan.Observe _, LogicalPlan.Recursion _ ->
                    throw refused();
            case LogicalPlan.OverObjects _ -> throw refused();
            case LogicalPlan.Leaf _ -> throw MillraceException.bug("a correlated leaf: " + plan);
        };
    }

    private static MillraceException refused() {
        return MillraceException.unsupported("a correlated subquery of this form");
    }

    /// The plan with a filter, whose conditions on outer columns become keys or are taken out.
    Unnested filtered(Unnested input, List<Expression> conjuncts, boolean isOpen) {
        Unnested result = input;
        List<Expression> others = new ArrayList<>();
        for (Expression conjunct : conjuncts) {
            Unnested keyed = keyed(result, conjunct);
            if (keyed == null) {
                others.add(conjunct);
            } else {
                result = keyed;
            }
        }
        List<Expression> inner = new ArrayList<>();
        List<Expression> correlated = new ArrayList<>();
        for (Expression conjunct : others) {
            Expression over = result.over(conjunct);
            (isCorrelated(over) ? correlated : inner).add(over);
        }
        result = result.with(Conjunction.filtered(result.plan(), inner));
        if (correlated.isEmpty()) {
            return result;
        }
        if (isOpen) {
            List<Expression> conditions = new ArrayList<>(result.conditions());
            conditions.addAll(correlated);
            return new Unnested(result.plan(), result.keys(), conditions);
        }
        Unnested complete = withDomain(result, correlated);
        return complete.with(
                Conjunction.filtered(
                        complete.plan(), correlated.stream().map(complete::over).toList()));
    }

    /// The input with a further key, null if the condition is no `outer = inner`.
    private @Nullable Unnested keyed(Unnested input, Expression conjunct) {
        Expression over = input.over(conjunct);
        if (!(over instanceof Comparison(var operator, var left, var right))
                || operator != ComparisonOperator.EQUAL
                        && operator != ComparisonOperator.NULL_SAFE_EQUAL) {
            return null;
        }
        Expression outerSide = isOuter(left) ? left : right;
        Expression innerSide = isOuter(left) ? right : left;
        if (!isOuter(outerSide) || isCorrelated(innerSide)) {
            return null;
        }
        boolean isNullSafe = operator == ComparisonOperator.NULL_SAFE_EQUAL;
        Map<Expression, Unnested.Key> keys = new LinkedHashMap<>(input.keys());
        if (innerSide instanceof Attribute column) {
            keys.put(outerSide, new Unnested.Key(column, isNullSafe));
            return input.with(input.plan(), keys);
        }
        Attribute column = attribute("key", innerSide.type(), innerSide.nullable());
        keys.put(outerSide, new Unnested.Key(column, isNullSafe));
        return input.with(
                Plans.extended(input.plan(), List.of(new NamedExpression(column, innerSide))),
                keys);
    }

    /// True if the expression is over outer columns, and at least one.
    private boolean isOuter(Expression expression) {
        Set<Long> columns = JoinCondition.columns(expression);
        return !columns.isEmpty() && outerIds.containsAll(columns);
    }

    /// The input multiplied with the values of the outer columns in the expressions that are no
    /// keys yet.
    private Unnested withDomain(Unnested input, List<Expression> expressions) {
        Set<Expression> missing = new LinkedHashSet<>();
        expressions.forEach(e -> collectOuter(input.over(e), missing));
        return withDomain(input, missing);
    }

    private void collectOuter(Expression expression, Set<Expression> found) {
        if (expression instanceof Attribute attribute && outerIds.contains(attribute.id())) {
            found.add(attribute);
        }
        expression.children().forEach(c -> collectOuter(c, found));
    }

    /// @param outerValues expressions over outer columns that are no keys of the input
    private Unnested withDomain(Unnested input, Set<Expression> outerValues) {
        if (outerValues.isEmpty()) {
            return input;
        }
        Map<Expression, Unnested.Key> keys = new LinkedHashMap<>(input.keys());
        LogicalPlan domain = domain(outerValues, keys);
        return input.with(Plans.product(input.plan(), domain), keys);
    }

    /// The different values of expressions over the outer plan; their columns become keys.
    private LogicalPlan domain(Set<Expression> outerValues, Map<Expression, Unnested.Key> keys) {
        List<NamedExpression> values = new ArrayList<>();
        for (Expression value : outerValues) {
            Attribute column = attribute("outer", value.type(), value.nullable());
            values.add(new NamedExpression(column, value));
            keys.put(value, new Unnested.Key(column, true));
        }
        return new LogicalPlan.Aggregate(outer, values, List.of());
    }

    private Unnested project(LogicalPlan.Project project, boolean isOpen) {
        List<Expression> written =
                project.expressions().stream().map(NamedExpression::expression).toList();
        Unnested input = withDomain(unnest(project.input(), isOpen), written);
        List<NamedExpression> columns = new ArrayList<>();
        Set<Long> given = new HashSet<>();
        for (NamedExpression column : project.expressions()) {
            columns.add(new NamedExpression(column.output(), input.over(column.expression())));
            given.add(column.output().id());
        }
        for (Attribute carried : carried(input)) {
            if (given.add(carried.id())) {
                columns.add(NamedExpression.of(carried));
            }
        }
        return input.with(new LogicalPlan.Project(input.plan(), columns));
    }

    /// The columns that must stay in the output: keys and what conditions read.
    private static List<Attribute> carried(Unnested input) {
        List<Attribute> carried = new ArrayList<>(input.keyColumns());
        Set<Long> read = new HashSet<>();
        input.conditions().forEach(c -> read.addAll(JoinCondition.columns(c)));
        for (Attribute column : input.plan().output()) {
            if (read.contains(column.id())) {
                carried.add(column);
            }
        }
        return carried;
    }

    private Unnested aggregate(LogicalPlan.Aggregate aggregate) {
        Unnested groups = groups(aggregate);
        return aggregate.keys().isEmpty() && !groups.keys().isEmpty()
                ? complete(groups, aggregate.aggregates())
                : groups;
    }

    /// The aggregation by its keys and those of its input. Without keys of its own it lacks the
    /// groups without rows.
    Unnested groups(LogicalPlan.Aggregate aggregate) {
        Unnested input =
                withDomain(unnest(aggregate.input(), false), PlanValidator.expressions(aggregate));
        LogicalPlan.Aggregate own =
                (LogicalPlan.Aggregate)
                        PlanExpressions.map(aggregate.withInput(input.plan()), input::over);
        return groups(input, own.keys(), own.aggregates());
    }

    /// One row for each value of the keys.
    Unnested groups(Unnested input, List<NamedAggregate> aggregates) {
        return groups(input, List.of(), aggregates);
    }

    private Unnested groups(
            Unnested input, List<NamedExpression> ownKeys, List<NamedAggregate> aggregates) {
        List<NamedExpression> all = new ArrayList<>(ownKeys);
        Map<Expression, Unnested.Key> carried = new LinkedHashMap<>();
        Map<Long, Attribute> columns = new LinkedHashMap<>();
        for (Attribute key : input.keyColumns()) {
            Attribute fresh = copy(key);
            columns.put(key.id(), fresh);
            all.add(new NamedExpression(fresh, key));
        }
        input.keys()
                .forEach(
                        (value, key) ->
                                carried.put(
                                        value,
                                        new Unnested.Key(
                                                java.util.Objects.requireNonNull(
                                                        columns.get(key.column().id())),
                                                key.isNullSafe())));
        LogicalPlan plan = new LogicalPlan.Aggregate(input.plan(), all, aggregates);
        return new Unnested(plan, carried, List.of());
    }

    private Attribute copy(Attribute attribute) {
        return attribute(attribute.name(), attribute.type(), attribute.nullable());
    }

    /// One row for every value that the outer plan has for the keys, with the aggregates of no rows
    /// where there is no group.
    private Unnested complete(Unnested groups, List<NamedAggregate> aggregates) {
        Map<Expression, Unnested.Key> keys = new LinkedHashMap<>();
        LogicalPlan domain = domain(groups.keys().keySet(), keys);
        Attribute marker = attribute("found", DataType.BOOLEAN, true);
        LogicalPlan marked =
                Plans.extended(groups.plan(), List.of(new NamedExpression(marker, Literal.TRUE)));
        List<Expression> conditions = new ArrayList<>();
        groups.keys()
                .forEach(
                        (value, key) ->
                                conditions.add(
                                        key.equal(
                                                java.util.Objects.requireNonNull(keys.get(value))
                                                        .column())));
        LogicalPlan joined = Plans.join(domain, marked, JoinType.LEFT, Conjunction.of(conditions));
        List<NamedExpression> columns = new ArrayList<>();
        keys.values().forEach(k -> columns.add(NamedExpression.of(k.column())));
        for (NamedAggregate aggregate : aggregates) {
            columns.add(new NamedExpression(aggregate.output(), Plans.orEmpty(aggregate, marker)));
        }
        return new Unnested(new LogicalPlan.Project(joined, columns), keys, List.of());
    }

    private Unnested join(LogicalPlan.Join join, boolean isOpen) {
        List<Expression> conjuncts = JoinCondition.conjuncts(join.condition());
        return switch (join.type()) {
            case INNER, CROSS -> {
                Unnested left = unnest(join.left(), isOpen);
                Unnested right = unnest(join.right(), isOpen);
                yield filtered(product(left, right), conjuncts, isOpen);
            }
            case LEFT, LEFT_SEMI, LEFT_ANTI ->
                    oneSided(join.left(), join.right(), join.type(), conjuncts, isOpen);
            case RIGHT -> oneSided(join.right(), join.left(), JoinType.LEFT, conjuncts, isOpen);
            case FULL -> throw refused();
        };
    }

    private static Unnested product(Unnested left, Unnested right) {
        Map<Expression, Unnested.Key> keys = new LinkedHashMap<>(left.keys());
        List<Expression> equal = new ArrayList<>();
        right.keys()
                .forEach(
                        (value, key) -> {
                            Unnested.Key other = keys.get(value);
                            if (other == null) {
                                keys.put(value, key);
                                return;
                            }
                            boolean isNullSafe = key.isNullSafe() && other.isNullSafe();
                            equal.add(
                                    new Unnested.Key(key.column(), isNullSafe)
                                            .equal(other.column()));
                            keys.put(value, new Unnested.Key(other.column(), isNullSafe));
                        });
        List<Expression> conditions = new ArrayList<>(left.conditions());
        conditions.addAll(right.conditions());
        LogicalPlan plan =
                Plans.join(left.plan(), right.plan(), JoinType.INNER, Conjunction.of(equal));
        return new Unnested(plan, keys, conditions);
    }

    /// A join that keeps the rows, or some rows, of its left side: that side has all the keys.
    private Unnested oneSided(
            LogicalPlan leftPlan,
            LogicalPlan rightPlan,
            JoinType type,
            List<Expression> conjuncts,
            boolean isOpen) {
        Unnested right = unnest(rightPlan, false);
        Unnested left = unnest(leftPlan, isOpen);
        Set<Expression> missing = new LinkedHashSet<>(right.keys().keySet());
        missing.removeAll(left.keys().keySet());
        left = withDomain(withDomain(left, missing), conjuncts);
        List<Expression> conditions = new ArrayList<>();
        for (Map.Entry<Expression, Unnested.Key> entry : right.keys().entrySet()) {
            conditions.add(entry.getValue().equal(left.over(entry.getKey())));
        }
        conjuncts.stream().map(left::over).forEach(conditions::add);
        return left.with(Plans.join(left.plan(), right.plan(), type, Conjunction.of(conditions)));
    }

    private Unnested union(LogicalPlan.Union union) {
        List<Unnested> inputs = new ArrayList<>();
        Set<Expression> values = new LinkedHashSet<>();
        for (LogicalPlan input : union.inputs()) {
            Unnested each = unnest(input, false);
            inputs.add(each);
            values.addAll(each.keys().keySet());
        }
        Map<Expression, Unnested.Key> keys = new LinkedHashMap<>();
        List<Attribute> output = new ArrayList<>(union.output());
        for (Expression value : values) {
            Attribute column = attribute("key", value.type(), true);
            keys.put(value, new Unnested.Key(column, true));
            output.add(column);
        }
        List<LogicalPlan> plans = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Set<Expression> missing = new LinkedHashSet<>(values);
            missing.removeAll(inputs.get(i).keys().keySet());
            Unnested each = withDomain(inputs.get(i), missing);
            List<Expression> present = new ArrayList<>();
            List<NamedExpression> columns = new ArrayList<>();
            union.inputs().get(i).output().forEach(a -> columns.add(NamedExpression.of(a)));
            for (Expression value : values) {
                Unnested.Key key = java.util.Objects.requireNonNull(each.keys().get(value));
                Attribute column = key.column();
                if (!key.isNullSafe()) {
                    present.add(new Expression.Not(new Expression.IsNull(column)));
                }
                columns.add(new NamedExpression(copy(column), column));
            }
            plans.add(new LogicalPlan.Project(Conjunction.filtered(each.plan(), present), columns));
        }
        return new Unnested(new LogicalPlan.Union(plans, output), keys, List.of());
    }

    /// Numbers the rows of each key.
    private Unnested limit(LogicalPlan.Limit limit) {
        List<SortOrder> order =
                limit.input() instanceof LogicalPlan.Sort sort ? sort.keys() : List.of();
        Unnested input =
                withDomain(
                        unnest(limit.input(), false),
                        order.stream().map(SortOrder::expression).toList());
        Attribute number = attribute("number", DataType.INTEGER, false);
        WindowFunction function =
                new WindowFunction.Ranking("row_number", List.of(), false, DataType.INTEGER, false);
        LogicalPlan numbered =
                new LogicalPlan.Window(
                        input.plan(),
                        List.of(new LogicalPlan.Window.Column(number, function)),
                        List.copyOf(input.keyColumns()),
                        order.stream()
                                .map(
                                        o ->
                                                new SortOrder(
                                                        input.over(o.expression()),
                                                        o.ascending(),
                                                        o.nullsFirst()))
                                .toList());
        List<Expression> conditions = new ArrayList<>();
        if (limit.offset() > 0) {
            conditions.add(compared(ComparisonOperator.GREATER, number, limit.offset()));
        }
        if (limit.count() < Integer.MAX_VALUE) {
            conditions.add(
                    compared(
                            ComparisonOperator.LESS_OR_EQUAL,
                            number,
                            limit.offset() + limit.count()));
        }
        return input.with(Conjunction.filtered(numbered, conditions));
    }

    private static Expression compared(ComparisonOperator operator, Attribute number, long value) {
        int bound = (int) Math.min(Integer.MAX_VALUE, value);
        return new Comparison(operator, number, new Literal(bound, DataType.INTEGER));
    }

    private Unnested window(LogicalPlan.Window window) {
        Unnested input =
                withDomain(unnest(window.input(), false), PlanValidator.expressions(window));
        LogicalPlan.Window over =
                (LogicalPlan.Window)
                        PlanExpressions.map(window.withInput(input.plan()), input::over);
        List<Expression> partitionBy = new ArrayList<>(over.partitionBy());
        partitionBy.addAll(input.keyColumns());
        return input.with(
                new LogicalPlan.Window(
                        over.input(), over.functions(), partitionBy, over.orderBy()));
    }

    private Unnested generate(LogicalPlan.Generate generate, boolean isOpen) {
        Unnested input = withDomain(unnest(generate.input(), isOpen), generate.arguments());
        List<Attribute> kept = new ArrayList<>(generate.kept());
        Set<Long> given = new HashSet<>();
        kept.forEach(a -> given.add(a.id()));
        carried(input).stream().filter(a -> given.add(a.id())).forEach(kept::add);
        return input.with(
                new LogicalPlan.Generate(
                        input.plan(),
                        generate.function(),
                        generate.arguments().stream().map(input::over).toList(),
                        generate.isOuter(),
                        kept,
                        generate.generated()));
    }

    /// The value of an aggregate over no rows.
    static Expression empty(AggregateCall call) {
        if (call.nullable()) {
            return new Literal(null, call.type());
        }
        return switch (call.type()) {
            case DataType.Array type ->
                    new Expression.Call("array", List.of(), type, false, true, null);
            case DataType.Int64 _ -> new Literal(0L, DataType.LONG);
            default ->
                    throw MillraceException.unsupported(
                            "the aggregate function `"
                                    + call.function()
                                    + "` in a correlated subquery");
        };
    }
}

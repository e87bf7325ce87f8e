// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;

import java.util.List;
import java.util.function.UnaryOperator;

/// Rewrites the expressions that stand in a node.
public final class PlanExpressions {
    private PlanExpressions() {}

    /// The node with every expression changed. Plain lists of columns (the kept ones of a
    /// generator, the keys of a deduplication) stay.
    public static LogicalPlan map(LogicalPlan plan, UnaryOperator<Expression> change) {
        return switch (plan) {
            case LogicalPlan.Project p ->
                    new LogicalPlan.Project(p.input(), named(p.expressions(), change));
            case LogicalPlan.Filter f ->
                    new LogicalPlan.Filter(f.input(), change.apply(f.condition()));
            case LogicalPlan.Aggregate a ->
                    new LogicalPlan.Aggregate(
                            a.input(), named(a.keys(), change), aggregates(a.aggregates(), change));
            case LogicalPlan.Window w ->
                    new LogicalPlan.Window(
                            w.input(),
                            w.functions().stream()
                                    .map(
                                            c ->
                                                    new LogicalPlan.Window.Column(
                                                            c.output(),
                                                            function(c.function(), change)))
                                    .toList(),
                            w.partitionBy().stream().map(change).toList(),
                            orders(w.orderBy(), change));
            case LogicalPlan.Generate g ->
                    new LogicalPlan.Generate(
                            g.input(),
                            g.function(),
                            g.arguments().stream().map(change).toList(),
                            g.isOuter(),
                            g.kept(),
                            g.generated());
            case LogicalPlan.Join j ->
                    j.condition() == null
                            ? j
                            : new LogicalPlan.Join(
                                    j.left(),
                                    j.right(),
                                    j.type(),
                                    change.apply(j.condition()),
                                    j.output());
            case LogicalPlan.Sort s -> new LogicalPlan.Sort(s.input(), orders(s.keys(), change));
            case LogicalPlan.Observe o ->
                    new LogicalPlan.Observe(
                            o.input(), o.name(), aggregates(o.aggregates(), change), o.planId());
            case LogicalPlan.TableScan s -> s;
            case LogicalPlan.StreamScan s -> s;
            case LogicalPlan.LocalScan s -> s;
            case LogicalPlan.RangeScan s -> s;
            case LogicalPlan.Union u -> u;
            case LogicalPlan.Recursion r -> r;
            case LogicalPlan.RecursionRows r -> r;
            case TypedPlan t -> t;
            case LogicalPlan.Limit l -> l;
            case LogicalPlan.Tail t -> t;
            case LogicalPlan.Deduplicate d -> d;
            case LogicalPlan.Watermark w -> w;
        };
    }

    private static List<NamedExpression> named(
            List<NamedExpression> expressions, UnaryOperator<Expression> change) {
        return expressions.stream()
                .map(e -> new NamedExpression(e.output(), change.apply(e.expression())))
                .toList();
    }

    private static List<SortOrder> orders(
            List<SortOrder> orders, UnaryOperator<Expression> change) {
        return orders.stream()
                .map(
                        o ->
                                new SortOrder(
                                        change.apply(o.expression()),
                                        o.ascending(),
                                        o.nullsFirst()))
                .toList();
    }

    private static List<NamedAggregate> aggregates(
            List<NamedAggregate> aggregates, UnaryOperator<Expression> change) {
        return aggregates.stream()
                .map(a -> new NamedAggregate(a.output(), aggregate(a.call(), change)))
                .toList();
    }

    private static AggregateCall aggregate(AggregateCall call, UnaryOperator<Expression> change) {
        Expression filter = call.filter();
        return call.over(
                call.arguments().stream().map(change).toList(),
                filter == null ? null : change.apply(filter));
    }

    private static WindowFunction function(
            WindowFunction function, UnaryOperator<Expression> change) {
        return switch (function) {
            case WindowFunction.Ranking r ->
                    r.over(r.arguments().stream().map(change).toList(), change);
            case WindowFunction.OverFrame(var call, var frame) ->
                    new WindowFunction.OverFrame(aggregate(call, change), frame.map(change));
        };
    }
}

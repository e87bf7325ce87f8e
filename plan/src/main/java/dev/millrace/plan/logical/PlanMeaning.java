// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.Unplaced;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.spi.column.BoxedValues;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A plan without what does not matter to its rows: names and ids of columns, places in texts, the
/// order of the operands of a conjunction. Two that are equal give the same rows; two that are not
/// may do so too.
///
/// @param node what the node is, beside its expressions
public record PlanMeaning(List<?> node, List<Expression> expressions, List<PlanMeaning> children) {
    public static PlanMeaning of(LogicalPlan plan) {
        Map<Long, Integer> places = new HashMap<>();
        for (LogicalPlan child : plan.children()) {
            child.output().forEach(column -> places.putIfAbsent(column.id(), places.size()));
        }
        return new PlanMeaning(
                List.of(plan.getClass(), details(plan)),
                PlanValidator.expressions(plan).stream()
                        .map(e -> e.transformUp(part -> normal(part, places)))
                        .toList(),
                plan.children().stream().map(PlanMeaning::of).toList());
    }

    private static Object details(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.TableScan s ->
                    List.of(
                            s.table().description(),
                            s.output().stream().map(Attribute::name).toList(),
                            s.predicates().toString());
            case LogicalPlan.StreamScan s -> s.definition().description();
            case LogicalPlan.LocalScan s ->
                    s.batches().stream()
                            .map(batch -> BoxedValues.rows(batch, s.schema()).toString())
                            .toList();
            case LogicalPlan.RangeScan s -> List.of(s.start(), s.end(), s.step());
            case LogicalPlan.Aggregate a ->
                    List.of(
                            a.keys().size(),
                            a.aggregates().stream().map(g -> call(g.call())).toList());
            case LogicalPlan.Window w ->
                    List.of(
                            w.functions().stream().map(f -> function(f.function())).toList(),
                            w.partitionBy().size(),
                            directions(w.orderBy()));
            case LogicalPlan.Generate g -> List.of(g.function(), g.isOuter());
            case LogicalPlan.Join j -> j.type();
            case LogicalPlan.Sort s -> directions(s.keys());
            case LogicalPlan.Limit l -> List.of(l.offset(), l.count());
            case LogicalPlan.Tail t -> t.count();
            case LogicalPlan.Deduplicate d -> d.withinWatermark();
            case LogicalPlan.Watermark w -> w.delayMicros();
            case LogicalPlan.Observe o ->
                    List.of(o.name(), o.aggregates().stream().map(g -> call(g.call())).toList());
            case LogicalPlan.Recursion r -> List.of(r.maxRounds(), r.maxRows());
            case LogicalPlan.RecursionRows ignored -> "";
            case LogicalPlan.Project ignored -> "";
            case LogicalPlan.Filter ignored -> "";
            case LogicalPlan.Union ignored -> "";
            // Code of users: nobody knows what it does.
            case TypedPlan typed -> typed;
        };
    }

    private static List<?> call(AggregateCall call) {
        return List.of(
                call.user() == null ? call.function() : call.user(),
                call.arguments().size(),
                call.distinct(),
                call.filter() != null,
                call.ignoreNulls());
    }

    private static List<?> function(WindowFunction function) {
        return switch (function) {
            case WindowFunction.Ranking r ->
                    List.of(
                            r.function(),
                            r.ignoreNulls(),
                            r.frame() == null ? "" : shape(r.frame()));
            case WindowFunction.OverFrame(var aggregate, var frame) ->
                    List.of(call(aggregate), shape(frame));
        };
    }

    /// The frame without its expressions, which are compared with those of the node.
    private static WindowFunction.Frame shape(WindowFunction.Frame frame) {
        return frame.map(value -> Expression.Literal.TRUE);
    }

    private static List<?> directions(List<SortOrder> keys) {
        return keys.stream().map(k -> List.of(k.ascending(), k.nullsFirst())).toList();
    }

    private static Expression normal(Expression expression, Map<Long, Integer> places) {
        return switch (expression) {
            case Attribute a ->
                    new Attribute(places.getOrDefault(a.id(), -1), "", a.type(), a.nullable());
            case Comparison c -> comparison(c);
            case Expression.And and -> sorted(and);
            case Expression.Or(var left, var right) ->
                    Unplaced.isAfter(left, right) ? new Expression.Or(right, left) : expression;
            default -> Unplaced.ordered(expression);
        };
    }

    private static Expression comparison(Comparison comparison) {
        Expression left = comparison.left();
        Expression right = comparison.right();
        return switch (comparison.operator()) {
            case EQUAL, NULL_SAFE_EQUAL ->
                    Unplaced.isAfter(left, right)
                            ? new Comparison(comparison.operator(), right, left)
                            : comparison;
            case GREATER -> new Comparison(ComparisonOperator.LESS, right, left);
            case GREATER_OR_EQUAL -> new Comparison(ComparisonOperator.LESS_OR_EQUAL, right, left);
            case LESS, LESS_OR_EQUAL -> comparison;
        };
    }

    private static Expression sorted(Expression.And and) {
        List<Expression> parts = new ArrayList<>();
        collect(and, parts);
        parts.sort(Comparator.comparing(Expression::toString));
        return Objects.requireNonNull(Conjunction.of(parts));
    }

    private static void collect(Expression expression, List<Expression> parts) {
        if (expression instanceof Expression.And(var left, var right)) {
            collect(left, parts);
            collect(right, parts);
        } else {
            parts.add(expression);
        }
    }
}

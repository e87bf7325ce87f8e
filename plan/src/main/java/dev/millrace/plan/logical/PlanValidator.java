// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Checks what every plan promises: each column that a node uses is in the output of its inputs
/// with the same type, and no output has one id twice.
public final class PlanValidator {
    private PlanValidator() {}

    /// @param after what made the plan, for the message
    /// @throws IllegalStateException if the plan is wrong: a bug of whatever made it
    public static void check(LogicalPlan plan, String after) {
        for (LogicalPlan child : plan.children()) {
            check(child, after);
        }
        Map<Long, Attribute> available = new HashMap<>();
        for (LogicalPlan child : plan.children()) {
            for (Attribute attribute : child.output()) {
                available.put(attribute.id(), attribute);
            }
        }
        for (Expression used : expressions(plan)) {
            check(used, available, plan, after);
        }
        Map<Long, Attribute> seen = new HashMap<>();
        for (Attribute attribute : plan.output()) {
            if (seen.put(attribute.id(), attribute) != null) {
                throw MillraceException.bug(
                        "after " + after + " column " + attribute + " is twice in " + plan);
            }
        }
        checkShape(plan, available, after);
    }

    private static void check(
            Expression used, Map<Long, Attribute> available, LogicalPlan plan, String after) {
        if (used instanceof Attribute attribute) {
            Attribute given = available.get(attribute.id());
            if (given == null) {
                throw MillraceException.bug(
                        "after " + after + " column " + attribute + " is missing below " + plan);
            }
            if (!sameType(given.type(), attribute.type())) {
                throw MillraceException.bug(
                        "after "
                                + after
                                + " column "
                                + attribute
                                + " is "
                                + given.type().simpleName()
                                + " but used as "
                                + attribute.type().simpleName()
                                + " in "
                                + plan);
            }
        }
        used.children().forEach(c -> check(c, available, plan, after));
    }

    private static boolean sameType(DataType left, DataType right) {
        return left.simpleName().equals(right.simpleName());
    }

    private static void checkShape(LogicalPlan plan, Map<Long, Attribute> available, String after) {
        switch (plan) {
            case LogicalPlan.Union union -> {
                for (LogicalPlan input : union.inputs()) {
                    if (!typesMatch(input.output(), union.output())) {
                        throw MillraceException.bug(
                                "after " + after + " the inputs of a union differ: " + input);
                    }
                }
            }
            case LogicalPlan.Join join -> {
                for (Attribute attribute : join.output()) {
                    check(attribute, available, plan, after);
                }
            }
            case LogicalPlan.Filter filter -> {
                if (!(filter.condition().type() instanceof DataType.Bool)) {
                    throw MillraceException.bug("after " + after + " no boolean: " + filter);
                }
            }
            case LogicalPlan.Project project ->
                    project.expressions()
                            .forEach(
                                    e -> {
                                        if (!sameType(e.output().type(), e.expression().type())) {
                                            throw MillraceException.bug(
                                                    "after " + after + " type of " + e);
                                        }
                                    });
            default -> {}
        }
    }

    private static boolean typesMatch(List<Attribute> left, List<Attribute> right) {
        boolean match = left.size() == right.size();
        for (int i = 0; match && i < left.size(); i++) {
            match = sameType(left.get(i).type(), right.get(i).type());
        }
        return match;
    }

    /// All expressions that stand in the node itself.
    public static List<Expression> expressions(LogicalPlan plan) {
        List<Expression> all = new ArrayList<>();
        switch (plan) {
            case LogicalPlan.TableScan ignored -> {}
            case LogicalPlan.StreamScan ignored -> {}
            case LogicalPlan.LocalScan ignored -> {}
            case LogicalPlan.RangeScan ignored -> {}
            case LogicalPlan.Project p -> p.expressions().forEach(e -> all.add(e.expression()));
            case LogicalPlan.Filter f -> all.add(f.condition());
            case LogicalPlan.Aggregate a -> {
                a.keys().forEach(k -> all.add(k.expression()));
                a.aggregates().forEach(g -> add(g.call(), all));
            }
            case LogicalPlan.Window w -> {
                all.addAll(w.partitionBy());
                w.orderBy().forEach(o -> all.add(o.expression()));
                w.functions().forEach(f -> add(f.function(), all));
            }
            case LogicalPlan.Generate g -> {
                all.addAll(g.arguments());
                all.addAll(g.kept());
            }
            case LogicalPlan.Join j -> {
                if (j.condition() != null) {
                    all.add(j.condition());
                }
            }
            case LogicalPlan.Union ignored -> {}
            case LogicalPlan.Recursion ignored -> {}
            case LogicalPlan.RecursionRows ignored -> {}
            case TypedPlan t -> all.addAll(t.reads());
            case LogicalPlan.Sort s -> s.keys().forEach(k -> all.add(k.expression()));
            case LogicalPlan.Limit ignored -> {}
            case LogicalPlan.Tail ignored -> {}
            case LogicalPlan.Deduplicate d -> all.addAll(d.keys());
            case LogicalPlan.Watermark w -> all.add(w.eventTime());
            case LogicalPlan.Observe o -> o.aggregates().forEach(a -> add(a.call(), all));
        }
        return all;
    }

    private static void add(AggregateCall call, List<Expression> all) {
        all.addAll(call.arguments());
        if (call.filter() != null) {
            all.add(call.filter());
        }
    }

    private static void add(WindowFunction function, List<Expression> all) {
        switch (function) {
            case WindowFunction.Ranking ranking -> {
                all.addAll(ranking.arguments());
                if (ranking.frame() != null) {
                    all.addAll(ranking.frame().expressions());
                }
            }
            case WindowFunction.OverFrame(var aggregate, var frame) -> {
                add(aggregate, all);
                all.addAll(frame.expressions());
            }
        }
    }
}

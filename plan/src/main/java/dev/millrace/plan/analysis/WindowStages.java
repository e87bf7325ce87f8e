// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.logical.LogicalPlan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The window functions of one selection, gathered by partitioning and order: each group becomes
/// one `Window` node, in the order in which they were met.
final class WindowStages {
    private final AnalysisContext context;
    private final Map<Specification, Stage> stages = new LinkedHashMap<>();

    private record Specification(List<Expression> partitionBy, List<SortOrder> orderBy) {}

    private record Stage(Collector.WindowCall first, List<LogicalPlan.Window.Column> columns) {}

    WindowStages(AnalysisContext context) {
        this.context = context;
    }

    /// The column of the window function.
    Attribute column(Collector.WindowCall call, String text) {
        Specification specification =
                new Specification(
                        call.partitionBy().stream().map(Expressions::canonical).toList(),
                        call.orderBy().stream()
                                .map(
                                        o ->
                                                new SortOrder(
                                                        Expressions.canonical(o.expression()),
                                                        o.ascending(),
                                                        o.nullsFirst()))
                                .toList());
        Stage stage =
                stages.computeIfAbsent(specification, s -> new Stage(call, new ArrayList<>()));
        Attribute output =
                context.attribute(text, call.function().type(), call.function().nullable());
        stage.columns().add(new LogicalPlan.Window.Column(output, call.function()));
        return output;
    }

    /// Refuses a window function over an alias of the same list, as Spark does.
    static void checkNoLateralAlias(
            Collector.WindowCall call, List<NamedExpression> lateral, String text) {
        List<Expression> used = new ArrayList<>(call.partitionBy());
        call.orderBy().forEach(o -> used.add(o.expression()));
        switch (call.function()) {
            case WindowFunction.Ranking ranking -> used.addAll(ranking.arguments());
            case WindowFunction.OverFrame(var aggregate, var frame) ->
                    used.addAll(aggregate.arguments());
        }
        for (NamedExpression alias : lateral) {
            long id = alias.output().id();
            if (used.stream().anyMatch(e -> Expressions.columns(e).contains(id))) {
                throw NameErrors.error(
                                "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW", "0A000", null)
                        .with("lca", NameErrors.quoted(alias.output().name()))
                        .with("windowExpr", "\"" + text + "\"")
                        .text(
                                "The feature is not supported: Referencing a lateral column alias "
                                        + NameErrors.quoted(alias.output().name())
                                        + " in window expression \""
                                        + text
                                        + "\".");
            }
        }
    }

    boolean isEmpty() {
        return stages.isEmpty();
    }

    LogicalPlan over(LogicalPlan input) {
        LogicalPlan plan = input;
        for (Stage stage : stages.values()) {
            plan =
                    new LogicalPlan.Window(
                            plan,
                            stage.columns(),
                            stage.first().partitionBy(),
                            stage.first().orderBy());
        }
        return plan;
    }
}

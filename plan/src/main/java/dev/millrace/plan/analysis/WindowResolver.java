// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.analysis.FrameResolver.ShownFrame;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.expression.WindowFunction.Frame;
import dev.millrace.plan.function.AggregateFunction;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.CallSite;
import dev.millrace.plan.function.FunctionDefinition;
import dev.millrace.plan.function.RankingFunction;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// `function OVER (PARTITION BY … ORDER BY … frame)`.
final class WindowResolver {
    private final AnalysisContext context;
    private final ExpressionResolver expressions;
    private final CallResolver calls;
    private final Collector collector;

    WindowResolver(
            AnalysisContext context,
            ExpressionResolver expressions,
            CallResolver calls,
            Collector collector) {
        this.context = context;
        this.expressions = expressions;
        this.calls = calls;
        this.collector = collector;
    }

    /// A function with how it reads, and the frame it shows if that is not the window's.
    private record ShownFunction(WindowFunction function, String text, @Nullable String frame) {}

    Resolved resolve(ParsedExpression.Window window) {
        if (!(window.function() instanceof Call call)) {
            throw notAWindowFunction(window.function());
        }
        List<Resolved> partitionBy = expressions.resolveAll(window.partitionBy());
        List<SortOrder> orderBy = new ArrayList<>();
        List<String> orderText = new ArrayList<>();
        for (ParsedExpression.SortKey key : window.orderBy()) {
            Resolved value = expressions.resolve(key.child());
            orderBy.add(new SortOrder(value.expression(), key.ascending(), key.nullsFirst()));
            orderText.add(ColumnNames.sortKey(value.text(), key.ascending(), key.nullsFirst()));
        }
        List<String> partitionText = partitionBy.stream().map(Resolved::text).toList();
        ShownFrame frame =
                new FrameResolver(context, expressions, calls, window, partitionText, orderText)
                        .resolve(orderBy);
        ShownFunction shown = function(call, frame, orderBy);
        String text =
                ColumnNames.over(
                        shown.text(),
                        partitionText,
                        orderText,
                        shown.frame() == null ? frame.text() : shown.frame());
        Collector.WindowCall use =
                new Collector.WindowCall(
                        shown.function(),
                        partitionBy.stream().map(Resolved::expression).toList(),
                        orderBy);
        return Resolved.of(collector.window(use, text), text);
    }

    private static MillraceException notAWindowFunction(ParsedExpression function) {
        return NameErrors.error(
                        "UNSUPPORTED_EXPR_FOR_WINDOW", "42P20", CallResolver.origin(function))
                .with("sqlExpr", "\"" + function + "\"")
                .text("Expression \"" + function + "\" not supported within a window function.");
    }

    private ShownFunction function(Call call, ShownFrame frame, List<SortOrder> orderBy) {
        FunctionDefinition definition = calls.definition(call);
        if (definition instanceof RankingFunction ranking) {
            return ranking(ranking, call, frame, orderBy);
        }
        if (definition instanceof AggregateFunction aggregate) {
            CallResolver.AggregateUse use = calls.aggregateUse(aggregate, call);
            if (use.call().distinct()) {
                throw NameErrors.error(
                                "DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", "0A000", call.origin())
                        .with("windowExpr", "\"" + use.text() + "\"")
                        .text(
                                "Distinct window functions are not supported: \""
                                        + use.text()
                                        + "\".");
            }
            checkSorted(aggregate, call, use.text(), frame, orderBy);
            return new ShownFunction(
                    new WindowFunction.OverFrame(use.call(), frame.frame()), use.text(), null);
        }
        throw notAWindowFunction(call);
    }

    private ShownFunction ranking(
            RankingFunction function, Call call, ShownFrame frame, List<SortOrder> orderBy) {
        List<Argument> arguments =
                calls.arguments(function, call, expressions.resolveAll(call.arguments()));
        String text = CallResolver.text(function, call.name(), arguments);
        if (orderBy.isEmpty()) {
            throw NameErrors.error("WINDOW_FUNCTION_FRAME_NOT_ORDERED", "42601", null)
                    .with("wf_name", function.name())
                    .with("wf_expr", text)
                    .text(
                            "Window function "
                                    + function.name()
                                    + " requires the window to be ordered. You need to add an ORDER"
                                    + " BY clause. For example: SELECT "
                                    + text
                                    + " OVER (PARTITION BY window_partition ORDER BY"
                                    + " window_ordering) FROM table.");
        }
        CallSite site = context.callSite(call.name(), text, call.origin());
        WindowFunction.Ranking ranking = function.meaning().of(site, arguments, call.ignoreNulls());
        String shownFrame = function.frame().text(arguments);
        return new ShownFunction(
                shownFrame == null ? ranking.withFrame(frame.frame()) : ranking, text, shownFrame);
    }

    /// Functions that sort their values themselves see the whole partition.
    private static void checkSorted(
            AggregateFunction function,
            Call call,
            String text,
            ShownFrame frame,
            List<SortOrder> orderBy) {
        boolean sorts =
                switch (function.name()) {
                    case "median", "percentile_cont", "percentile_disc" -> true;
                    case "listagg" -> text.contains(" WITHIN GROUP (");
                    default -> false;
                };
        if (sorts && !(orderBy.isEmpty() && frame.frame().equals(Frame.WHOLE))) {
            throw NameErrors.error(
                            "INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC", "42601", call.origin())
                    .with("aggFunc", "\"" + text + "\"")
                    .text("Cannot specify ORDER BY or a window frame for \"" + text + "\".");
        }
    }
}

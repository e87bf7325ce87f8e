// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.expression.WindowFunction.Frame;
import dev.millrace.plan.function.AggregateFunction;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.CallSite;
import dev.millrace.plan.function.FunctionDefinition;
import dev.millrace.plan.function.RankingFunction;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Bound;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// `function OVER (PARTITION BY … ORDER BY … frame)`.
final class WindowResolver {
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final String TO_CURRENT_ROW = "BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";

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

    /// A frame with how it reads.
    private record ShownFrame(Frame frame, String text) {}

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
        ShownFrame frame = frame(window, orderBy);
        ShownFunction shown = function(call, frame, orderBy);
        String text =
                ColumnNames.over(
                        shown.text(),
                        partitionBy.stream().map(Resolved::text).toList(),
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
            throw NameErrors.error("WINDOW_FUNCTION_FRAME_NOT_ORDERED", "42601", call.origin())
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
        if (sorts && !(orderBy.isEmpty() && frame.frame().equals(new Frame(true, null, null)))) {
            throw NameErrors.error(
                            "INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC", "42601", call.origin())
                    .with("aggFunc", "\"" + text + "\"")
                    .text("Cannot specify ORDER BY or a window frame for \"" + text + "\".");
        }
    }

    private ShownFrame frame(ParsedExpression.Window window, List<SortOrder> orderBy) {
        ParsedExpression.Frame given = window.frame();
        if (given == null) {
            return orderBy.isEmpty()
                    ? new ShownFrame(
                            new Frame(true, null, null),
                            "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING")
                    : new ShownFrame(new Frame(false, null, 0L), "RANGE " + TO_CURRENT_ROW);
        }
        if (!given.isRows() && orderBy.size() != 1 && hasOffset(given)) {
            throw rangeNeedsOneKey(orderBy);
        }
        Edge start = edge(given.start(), orderBy, "PRECEDING");
        Edge end = edge(given.end(), orderBy, "FOLLOWING");
        String text =
                (given.isRows() ? "ROWS" : "RANGE")
                        + " BETWEEN "
                        + start.text()
                        + " AND "
                        + end.text();
        if (start.offset() != null && end.offset() != null && start.offset() > end.offset()) {
            throw NameErrors.error(
                            "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON",
                            "42K09",
                            null)
                    .with("sqlExpr", "\"" + text + "\"")
                    .with("comparison", "less than or equal")
                    .text(
                            "Cannot resolve \""
                                    + text
                                    + "\" due to data type mismatch: The lower bound of a window"
                                    + " frame must be less than or equal to the upper bound.");
        }
        return new ShownFrame(new Frame(given.isRows(), start.offset(), end.offset()), text);
    }

    private static boolean hasOffset(ParsedExpression.Frame frame) {
        return frame.start() instanceof Bound.Offset || frame.end() instanceof Bound.Offset;
    }

    private static MillraceException rangeNeedsOneKey(List<SortOrder> orderBy) {
        String subcondition =
                orderBy.isEmpty() ? "RANGE_FRAME_WITHOUT_ORDER" : "RANGE_FRAME_MULTI_ORDER";
        return NameErrors.error("DATATYPE_MISMATCH." + subcondition, "42K09", null)
                .text(
                        orderBy.isEmpty()
                                ? "A range window frame cannot be used in an unordered window"
                                        + " specification."
                                : "A range window frame with value boundaries cannot be used in a"
                                        + " window specification with multiple order by"
                                        + " expressions.");
    }

    /// @param offset null for unbounded
    private record Edge(@Nullable Long offset, String text) {}

    private Edge edge(Bound bound, List<SortOrder> orderBy, String unbounded) {
        return switch (bound) {
            case Bound.Unbounded ignored -> new Edge(null, "UNBOUNDED " + unbounded);
            case Bound.CurrentRow ignored -> new Edge(0L, "CURRENT ROW");
            case Bound.Offset(var value) -> {
                long offset = constant(value, orderBy);
                String text = expressions.resolve(value).text();
                String distance =
                        text.startsWith("-") ? text.substring(1) : text.replace("'-", "'");
                yield new Edge(
                        offset, offset < 0 ? distance + " PRECEDING" : distance + " FOLLOWING");
            }
        };
    }

    /// The value of a bound. An interval over dates counts in days, as the dates do.
    private long constant(ParsedExpression value, List<SortOrder> orderBy) {
        if (value instanceof Call(var name, var arguments, var d, var f, var i, var o)
                && (name.equals("negative") || name.equals("unary -"))
                && arguments.size() == 1) {
            return -constant(arguments.getFirst(), orderBy);
        }
        if (expressions.resolve(value).expression() instanceof Literal literal
                && literal.value() instanceof Number number) {
            boolean isDays =
                    literal.type() instanceof DataType.DayTimeInterval
                            && orderBy.getFirst().expression().type() instanceof DataType.Date;
            if (isDays) {
                return number.longValue() / MICROS_PER_DAY;
            }
            if (literal.type() instanceof DataType.YearMonthInterval
                    || literal.type() instanceof DataType.Decimal
                    || literal.type() instanceof DataType.Float64) {
                throw MillraceException.unsupported(
                        "a window frame bound of type " + literal.type().simpleName());
            }
            return number.longValue();
        }
        throw MillraceException.unsupported("a window frame bound that is not a constant");
    }
}

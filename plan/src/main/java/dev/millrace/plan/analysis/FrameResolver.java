// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.expression.WindowFunction.Frame;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.FunctionDefinition;
import dev.millrace.plan.function.ScalarFunction;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Bound;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;

/// The frame of one window. A distance of a RANGE frame becomes an expression of the current row,
/// order key plus distance, so that it is added as the operator `+` adds it.
record FrameResolver(
        AnalysisContext context,
        ExpressionResolver expressions,
        CallResolver calls,
        ParsedExpression.Window window,
        List<String> partitionText,
        List<String> orderText) {
    private static final String TO_CURRENT_ROW = "BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";
    private static final String CURRENT_ROW = "CURRENT ROW";
    private static final String ACCEPTED_BY_RANGE =
            "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or"
                    + " \"INTERVAL\")";

    /// A frame with how it reads.
    record ShownFrame(Frame frame, String text) {}

    /// One end of the frame.
    ///
    /// @param distance a constant, null for the current row and where there is no bound
    /// @param shown how the bound reads alone
    /// @param text how it reads in the frame
    private record Edge(Bound bound, @Nullable Expression distance, String shown, String text) {}

    ShownFrame resolve(List<SortOrder> orderBy) {
        ParsedExpression.Frame given = window.frame();
        if (given == null) {
            return orderBy.isEmpty()
                    ? new ShownFrame(
                            Frame.WHOLE, "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING")
                    : new ShownFrame(
                            new Frame(
                                    new WindowFunction.Bound.Unbounded(),
                                    new WindowFunction.Bound.Peers()),
                            "RANGE " + TO_CURRENT_ROW);
        }
        boolean isRows = given.isRows();
        Edge start = edge(given.start(), isRows, orderBy);
        Edge end = edge(given.end(), isRows, orderBy);
        String text =
                (isRows ? "ROWS" : "RANGE") + " BETWEEN " + start.text() + " AND " + end.text();
        check(start, end, isRows, text);
        if (!isRows) {
            checkRange(start, end, orderBy, text);
        }
        return new ShownFrame(
                new Frame(bound(start, isRows, orderBy), bound(end, isRows, orderBy)), text);
    }

    private Edge edge(Bound bound, boolean isRows, List<SortOrder> orderBy) {
        return switch (bound) {
            case Bound.Unbounded(var isPreceding) -> {
                String text = "UNBOUNDED " + (isPreceding ? "PRECEDING" : "FOLLOWING");
                yield new Edge(bound, null, text, text);
            }
            case Bound.CurrentRow _ -> new Edge(bound, null, CURRENT_ROW, CURRENT_ROW);
            case Bound.Offset(var value) -> {
                Resolved resolved = expressions.resolve(value);
                Expression distance = resolved.expression();
                if (!isRows && orderBy.size() == 1) {
                    distance = likeKey(distance, orderBy.getFirst().expression().type());
                }
                boolean isAsWritten = distance == resolved.expression();
                String text =
                        isAsWritten
                                        && value instanceof Call call
                                        && call.name().equals("unary -")
                                        && call.arguments().size() == 1
                                ? expressions.resolve(call.arguments().getFirst()).text()
                                        + " PRECEDING"
                                : resolved.text() + " FOLLOWING";
                yield new Edge(bound, distance, resolved.text(), text);
            }
        };
    }

    /// The distance in the type of the order key, where that is a number or an interval.
    private Expression likeKey(Expression distance, DataType key) {
        boolean isTime = key instanceof DataType.Date || key instanceof DataType.Timestamp;
        boolean ansi = context.settings().ansi();
        if (isTime || distance.type().equals(key) || !Casts.isAllowed(distance.type(), key, ansi)) {
            return distance;
        }
        return distance instanceof Expression.Literal(var value, var _) && value == null
                ? new Expression.Literal(null, key)
                : new Expression.Cast(distance, key, Misfit.ofSession(ansi), window.origin());
    }

    private void check(Edge start, Edge end, boolean isRows, String text) {
        checkBound(start, "lower", isRows, text);
        checkBound(end, "upper", isRows, text);
        boolean startsAfterAll = start.bound() instanceof Bound.Unbounded(var before) && !before;
        boolean endsBeforeAll = end.bound() instanceof Bound.Unbounded(var isFirst) && isFirst;
        if (startsAfterAll || endsBeforeAll) {
            throw frameError("SPECIFIED_WINDOW_FRAME_INVALID_BOUND", text)
                    .with("upper", TypeErrors.quoted(end.shown()))
                    .with("lower", TypeErrors.quoted(start.shown()))
                    .text("The upper bound of a window frame has to follow the lower one.");
        }
        Expression lower = start.distance();
        Expression upper = end.distance();
        if (lower == null || upper == null) {
            return;
        }
        if (!lower.type().equals(upper.type())) {
            throw frameError("SPECIFIED_WINDOW_FRAME_DIFF_TYPES", text)
                    .with("lower", TypeErrors.quoted(start.shown()))
                    .with("upper", TypeErrors.quoted(end.shown()))
                    .with("lowerType", TypeErrors.quoted(lower.type()))
                    .with("upperType", TypeErrors.quoted(upper.type()))
                    .text("The bounds of a window frame differ in their types.");
        }
        BigDecimal from = Constants.value(lower);
        BigDecimal to = Constants.value(upper);
        if (from != null && to != null && from.compareTo(to) > 0) {
            throw frameError("SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON", text)
                    .with("comparison", "less than or equal")
                    .text("The lower bound of a window frame lies behind the upper one.");
        }
    }

    private void checkBound(Edge edge, String location, boolean isRows, String text) {
        Expression distance = edge.distance();
        if (distance == null) {
            return;
        }
        if (!Constants.isConstant(distance)) {
            throw frameError("SPECIFIED_WINDOW_FRAME_WITHOUT_FOLDABLE", text)
                    .with("location", location)
                    .with("expression", TypeErrors.quoted(edge.shown()))
                    .text("The " + location + " bound of a window frame has to be constant.");
        }
        DataType type = distance.type();
        boolean isAccepted =
                isRows
                        ? type instanceof DataType.Int32
                        : Types.isNumeric(type) || Types.isInterval(type);
        if (!isAccepted) {
            throw frameError("SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE", text)
                    .with("location", location)
                    .with("exprType", TypeErrors.quoted(type))
                    .with("expectedType", isRows ? "\"INT\"" : ACCEPTED_BY_RANGE)
                    .text(
                            "The "
                                    + location
                                    + " bound of a window frame cannot be of type "
                                    + type.sqlName()
                                    + ".");
        }
    }

    private void checkRange(Edge start, Edge end, List<SortOrder> orderBy, String text) {
        Expression distance = start.distance() == null ? end.distance() : start.distance();
        boolean isWhole =
                start.bound() instanceof Bound.Unbounded && end.bound() instanceof Bound.Unbounded;
        if (orderBy.isEmpty() && !isWhole) {
            throw windowError("RANGE_FRAME_WITHOUT_ORDER", text)
                    .text("A RANGE frame needs an order of the window.");
        }
        if (distance == null) {
            return;
        }
        if (orderBy.size() > 1) {
            throw windowError("RANGE_FRAME_MULTI_ORDER", text)
                    .with("orderSpec", String.join(",", orderText))
                    .text("A RANGE frame with a distance needs an order by one key.");
        }
        DataType key = orderBy.getFirst().expression().type();
        if (!isDistanceOf(distance.type(), key)) {
            throw windowError("RANGE_FRAME_INVALID_TYPE", text)
                    .with("orderSpecType", TypeErrors.quoted(key))
                    .with("valueBoundaryType", TypeErrors.quoted(distance.type()))
                    .text(
                            "Keys of type "
                                    + key.sqlName()
                                    + " have no distance of type "
                                    + distance.type().sqlName()
                                    + ".");
        }
    }

    private static boolean isDistanceOf(DataType distance, DataType key) {
        if (key instanceof DataType.Date) {
            boolean isDays =
                    distance instanceof DataType.DayTimeInterval interval
                            && interval.start() == DataType.DayTimeInterval.DAY
                            && interval.end() == DataType.DayTimeInterval.DAY;
            return isDays
                    || distance instanceof DataType.Int32
                    || distance instanceof DataType.YearMonthInterval;
        }
        return Types.isTimestamp(key) ? Types.isInterval(distance) : distance.equals(key);
    }

    private WindowFunction.Bound bound(Edge edge, boolean isRows, List<SortOrder> orderBy) {
        return switch (edge.bound()) {
            case Bound.Unbounded _ -> new WindowFunction.Bound.Unbounded();
            case Bound.CurrentRow _ ->
                    isRows ? new WindowFunction.Bound.Row(0) : new WindowFunction.Bound.Peers();
            case Bound.Offset _ -> {
                Expression distance = java.util.Objects.requireNonNull(edge.distance());
                yield isRows ? rows(distance) : key(distance, orderBy.getFirst());
            }
        };
    }

    private static WindowFunction.Bound rows(Expression distance) {
        BigDecimal count = Constants.value(distance);
        if (count == null) {
            throw MillraceException.unsupported("a window frame bound that is not a constant");
        }
        return new WindowFunction.Bound.Row(count.intValue());
    }

    private WindowFunction.Bound key(Expression distance, SortOrder order) {
        Argument key = new Argument(order.expression(), "");
        Expression signed =
                order.ascending()
                        ? distance
                        : operator("unary -", List.of(new Argument(distance, "")));
        // The plan counts intervals of days as days where it sees a literal.
        Expression folded = Constants.literal(signed);
        return new WindowFunction.Bound.Key(
                order.expression().type() instanceof DataType.Decimal decimal
                        ? exactSum(order.expression(), folded, decimal)
                        : operator("+", List.of(key, new Argument(folded, ""))));
    }

    /// Spark adds decimals here without taking digits off for the operator's result type.
    private Expression exactSum(Expression key, Expression distance, DataType.Decimal type) {
        int precision = Math.min(DataType.Decimal.MAX_PRECISION, type.precision() + 1);
        return new Expression.Arithmetic(
                Expression.ArithmeticOperator.ADD,
                key,
                distance,
                new DataType.Decimal(precision, type.scale()),
                context.settings().ansi(),
                window.origin());
    }

    private Expression operator(String name, List<Argument> arguments) {
        FunctionDefinition definition = calls.definition(Call.of(name));
        if (!(definition instanceof ScalarFunction function)) {
            throw MillraceException.bug("an operator that is no function: " + name);
        }
        return function.meaning().of(context.callSite(name, "", null), arguments);
    }

    private MillraceException.Builder frameError(String subcondition, String text) {
        return TypeErrors.mismatch(subcondition, text, window.origin());
    }

    private MillraceException.Builder windowError(String subcondition, String text) {
        return TypeErrors.mismatch(
                subcondition, ColumnNames.window(partitionText, orderText, text), window.origin());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.logical.ColumnMetadata;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// The calls `window(time, duration[, slide[, start]])` and `window_time(window)`.
final class TimeWindowCalls {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final AnalysisContext context;
    private final ExpressionResolver expressions;
    private final Collector collector;

    TimeWindowCalls(AnalysisContext context, ExpressionResolver expressions, Collector collector) {
        this.context = context;
        this.expressions = expressions;
        this.collector = collector;
    }

    Resolved resolve(String name, Call call) {
        List<ParsedExpression> arguments = call.arguments();
        return switch (name) {
            case "window" -> {
                if (arguments.size() < 2 || arguments.size() > 4) {
                    throw TypeErrors.wrongCount(
                            "window", "[2, 3, 4]", arguments.size(), call.origin());
                }
                yield window(call);
            }
            case "window_time" -> {
                if (arguments.size() != 1) {
                    throw TypeErrors.wrongCount(
                            "window_time", "1", arguments.size(), call.origin());
                }
                yield windowTime(expressions.resolve(arguments.getFirst()));
            }
            default -> throw MillraceException.unsupported("session windows");
        };
    }

    private Resolved window(Call call) {
        List<ParsedExpression> arguments = call.arguments();
        Resolved time = expressions.resolve(arguments.getFirst());
        long duration = micros(arguments.get(1), "duration");
        long slide = arguments.size() > 2 ? micros(arguments.get(2), "slide") : duration;
        long start = arguments.size() > 3 ? micros(arguments.get(3), "start") : 0;
        String text = "window(" + time.text() + ", " + duration + ", " + slide + ", " + start + ")";
        if (time.expression().type() instanceof DataType.Struct
                && ColumnMetadata.has(time.metadata(), TimeWindows.MARKER)) {
            time = windowTime(time);
        }
        check(call, text, duration, slide, start);
        DataType type = time.expression().type();
        if (!Types.isTimestamp(type)) {
            if (!Types.isDatetime(type) && !Types.isText(type) && !Types.isNull(type)) {
                throw TypeErrors.unexpectedInput(
                        context.callSite("window", text, call.origin()),
                        0,
                        time.argument(),
                        "(\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\" or"
                                + " \"STRUCT<start: TIMESTAMP, end: TIMESTAMP>\" or"
                                + " \"STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>\")");
            }
            time = time.with(context.coercion().cast(time.expression(), DataType.TIMESTAMP));
        }
        return collector.timeWindow(new Collector.TimeWindow(time, duration, slide, start));
    }

    private void check(Call call, String text, long duration, long slide, long start) {
        if (duration <= 0) {
            throw outOfRange(call, text, "window_duration", duration);
        }
        if (slide <= 0) {
            throw outOfRange(call, text, "slide_duration", slide);
        }
        if (slide > duration) {
            throw constraint(
                    call, text, "slide_duration", slide, "<=", "window_duration", duration);
        }
        if (Math.abs(start) >= slide) {
            throw constraint(
                    call, text, "abs(start_time)", Math.abs(start), "<", "slide_duration", slide);
        }
    }

    private static MillraceException outOfRange(Call call, String text, String name, long value) {
        return TypeErrors.mismatch("VALUE_OUT_OF_RANGE", text, call.origin())
                .with("exprName", "`" + name + "`")
                .with("valueRange", "(0, " + Long.MAX_VALUE + "]")
                .with("currentValue", value + "L")
                .text(
                        TypeErrors.cannotResolve(text)
                                + "The `"
                                + name
                                + "` must be between (0, "
                                + Long.MAX_VALUE
                                + "] (current value = "
                                + value
                                + "L).");
    }

    private static MillraceException constraint(
            Call call,
            String text,
            String left,
            long leftValue,
            String constraint,
            String right,
            long rightValue) {
        return TypeErrors.mismatch("PARAMETER_CONSTRAINT_VIOLATION", text, call.origin())
                .with("leftExprName", "`" + left + "`")
                .with("leftExprValue", leftValue + "L")
                .with("constraint", constraint)
                .with("rightExprName", "`" + right + "`")
                .with("rightExprValue", rightValue + "L")
                .text(
                        TypeErrors.cannotResolve(text)
                                + "The `"
                                + left
                                + "`("
                                + leftValue
                                + "L) must be "
                                + constraint
                                + " the `"
                                + right
                                + "`("
                                + rightValue
                                + "L).");
    }

    /// A constant interval without months, in microseconds.
    private long micros(ParsedExpression expression, String what) {
        Expression value = expressions.resolve(expression).expression();
        if (!(value instanceof Literal literal)) {
            throw MillraceException.of(ErrorKind.ANALYSIS)
                    .text("The " + what + " of a time window must be a constant.");
        }
        return switch (literal.value()) {
            case String text -> micros(IntervalText.parse(text), text);
            case Long micros -> micros;
            case Integer micros when literal.type() instanceof DataType.Int32 -> micros;
            case CalendarIntervalValue interval -> micros(interval, interval.toString());
            case null, default ->
                    throw MillraceException.of(ErrorKind.ANALYSIS)
                            .text("The " + what + " of a time window must be an interval.");
        };
    }

    private static long micros(CalendarIntervalValue interval, String text) {
        if (interval.months() != 0) {
            throw MillraceException.of(
                            ErrorKind.ILLEGAL_ARGUMENT, "_LEGACY_ERROR_TEMP_3231", "XXKCM")
                    .with("interval", text)
                    .text("Intervals greater than a month is not supported (" + text + ").");
        }
        return Math.addExact(
                Math.multiplyExact(interval.days(), MICROS_PER_DAY), interval.micros());
    }

    /// The last microsecond of a window, which stands for the whole of it in a further window.
    private Resolved windowTime(Resolved window) {
        if (!(window.expression().type() instanceof DataType.Struct struct)
                || !ColumnMetadata.has(window.metadata(), TimeWindows.MARKER)) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_3101", "XXKCM")
                    .with("windowTime", "window_time(" + window.text() + ")")
                    .text("The input is not a correct window column: " + window.text());
        }
        Expression end = new Expression.Field(window.expression(), struct.indexOf("end"));
        Expression last =
                new Expression.Call(
                        "timestamp_add_interval",
                        List.of(end, new Literal(-1L, DataType.DAY_TIME_INTERVAL)),
                        end.type(),
                        end.nullable(),
                        true,
                        null);
        return new Resolved(
                last,
                "window_time(" + window.text() + ")",
                null,
                ColumnMetadata.without(window.metadata(), TimeWindows.MARKER));
    }
}

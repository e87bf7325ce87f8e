// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.logical.ColumnMetadata;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The calls `window(time, duration[, slide[, start]])`, `session_window(time, gap)` and
/// `window_time(window)`.
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
            default -> {
                if (arguments.size() != 2) {
                    throw TypeErrors.wrongCount(
                            "session_window", "2", arguments.size(), call.origin());
                }
                yield session(call);
            }
        };
    }

    private Resolved window(Call call) {
        List<ParsedExpression> arguments = call.arguments();
        Resolved time = expressions.resolve(arguments.getFirst());
        long duration = micros(arguments.get(1), "duration");
        long slide = arguments.size() > 2 ? micros(arguments.get(2), "slide") : duration;
        long start = arguments.size() > 3 ? micros(arguments.get(3), "start") : 0;
        String text = "window(" + time.text() + ", " + duration + ", " + slide + ", " + start + ")";
        check(call, text, duration, slide, start);
        return collector.timeWindow(
                new Collector.FixedWindow(
                        time("window", call, text, time), duration, slide, start));
    }

    private Resolved session(Call call) {
        Resolved time = expressions.resolve(call.arguments().getFirst());
        Resolved gap = expressions.resolve(call.arguments().get(1));
        String text = "session_window(" + time.text() + ", " + gap.text() + ")";
        return collector.timeWindow(
                new Collector.SessionWindow(
                        time("session_window", call, text, time), gap(gap.expression())));
    }

    /// A constant text is read here; what cannot be read makes no session, as in Spark.
    private static Expression gap(Expression gap) {
        if (gap instanceof Literal literal
                && (literal.value() == null || literal.value() instanceof String)) {
            return new Literal(interval((String) literal.value()), DataType.CALENDAR_INTERVAL);
        }
        if (gap.type() instanceof DataType.Text
                || gap.type() instanceof DataType.CalendarInterval) {
            return gap;
        }
        String type = className(gap.type());
        throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1040", "XXKCM")
                .with("dt", type)
                .text(
                        "Gap duration expression used in session window must be"
                                + " CalendarIntervalType, but got "
                                + type
                                + ".");
    }

    /// How Spark's old messages name a type: as the class that it is there.
    private static String className(DataType type) {
        return switch (type) {
            case DataType.Bool ignored -> "BooleanType";
            case DataType.Int8 ignored -> "ByteType";
            case DataType.Int16 ignored -> "ShortType";
            case DataType.Int32 ignored -> "IntegerType";
            case DataType.Int64 ignored -> "LongType";
            case DataType.Float32 ignored -> "FloatType";
            case DataType.Float64 ignored -> "DoubleType";
            case DataType.Date ignored -> "DateType";
            case DataType.Timestamp ignored -> "TimestampType";
            case DataType.TimestampNtz ignored -> "TimestampNTZType";
            case DataType.Binary ignored -> "BinaryType";
            case DataType.Decimal(int precision, int scale) ->
                    "DecimalType(" + precision + "," + scale + ")";
            case DataType.DayTimeInterval(int from, int to) ->
                    "DayTimeIntervalType(" + from + "," + to + ")";
            case DataType.YearMonthInterval(int from, int to) ->
                    "YearMonthIntervalType(" + from + "," + to + ")";
            default -> type.sqlName();
        };
    }

    private static @Nullable CalendarIntervalValue interval(@Nullable String text) {
        try {
            return text == null ? null : IntervalText.parse(text);
        } catch (MillraceException e) {
            return null;
        }
    }

    /// The time that a window is made of: a timestamp, or a window's last moment.
    private Resolved time(String function, Call call, String text, Resolved given) {
        Resolved time = given;
        if (time.expression().type() instanceof DataType.Struct && isWindow(time)) {
            time = windowTime(time);
        }
        DataType type = time.expression().type();
        if (!Types.isTimestamp(type)) {
            if (!Types.isDatetime(type) && !Types.isText(type) && !Types.isNull(type)) {
                throw TypeErrors.unexpectedInput(
                        context.callSite(function, text, call.origin()),
                        0,
                        time.argument(),
                        "(\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\" or"
                                + " \"STRUCT<start: TIMESTAMP, end: TIMESTAMP>\" or"
                                + " \"STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>\")");
            }
            time = time.with(context.coercion().cast(time.expression(), DataType.TIMESTAMP));
        }
        return time;
    }

    private static boolean isWindow(Resolved column) {
        return ColumnMetadata.has(column.metadata(), TimeWindows.MARKER)
                || ColumnMetadata.has(column.metadata(), LogicalPlan.Aggregate.SESSION_METADATA);
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
        return TypeErrors.outOfRange(
                text, call.origin(), "`" + name + "`", "(0, " + Long.MAX_VALUE + "]", value + "L");
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
        if (!(window.expression().type() instanceof DataType.Struct struct) || !isWindow(window)) {
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
                ColumnMetadata.without(
                        ColumnMetadata.without(window.metadata(), TimeWindows.MARKER),
                        LogicalPlan.Aggregate.SESSION_METADATA));
    }
}

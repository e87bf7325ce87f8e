// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.ColumnMetadata;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The time window that the expressions of one relation use, at most one, as a column added to the
/// relation's input.
final class TimeWindows {
    /// Key in the metadata of columns that are time windows.
    static final String MARKER = "spark.timeWindow";

    private final AnalysisContext context;
    private Collector.@Nullable TimeWindow window;
    private @Nullable Attribute column;

    TimeWindows(AnalysisContext context) {
        this.context = context;
    }

    /// The column of the window, `window: struct<start, end>`. It carries the watermark of its
    /// time.
    Resolved column(Collector.TimeWindow wanted) {
        Collector.TimeWindow known = window;
        Attribute existing = column;
        if (known == null || existing == null) {
            window = wanted;
            column = create(wanted);
            return Resolved.of(column);
        }
        if (!known.isSameAs(wanted)) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1039", "XXKCM")
                    .text(
                            "Multiple time/session window expressions would result in a cartesian"
                                    + " product of rows, therefore they are currently not"
                                    + " supported.");
        }
        return Resolved.of(existing);
    }

    /// The window's column under its name, for expressions that name it instead of repeating the
    /// call.
    Scope scope() {
        Attribute existing = column;
        return existing == null ? Scope.EMPTY : Scope.of(List.of(existing));
    }

    private Attribute create(Collector.TimeWindow wanted) {
        DataType type = type(wanted.time().expression().type());
        String metadata = wanted.time().metadata();
        return switch (wanted) {
            case Collector.FixedWindow window ->
                    new Attribute(
                            context.ids().getAsLong(),
                            "window",
                            type,
                            window.slide() != window.duration(),
                            ColumnMetadata.with(metadata, MARKER, "true"));
            case Collector.SessionWindow ignored ->
                    new Attribute(
                            context.ids().getAsLong(),
                            "session_window",
                            type,
                            false,
                            ColumnMetadata.with(
                                    metadata, LogicalPlan.Aggregate.SESSION_METADATA, "true"));
        };
    }

    private static DataType.Struct type(DataType time) {
        return DataType.Struct.of(
                new StructField("start", time, true), new StructField("end", time, true));
    }

    /// The input with the window's column, if there is one. Rows without a time are dropped.
    LogicalPlan over(LogicalPlan input) {
        Collector.TimeWindow used = window;
        Attribute output = column;
        if (used == null || output == null) {
            return input;
        }
        Expression time = used.time().expression();
        LogicalPlan timed =
                time.nullable()
                        ? new LogicalPlan.Filter(
                                input, new Expression.Not(new Expression.IsNull(time)))
                        : input;
        return switch (used) {
            case Collector.FixedWindow window when window.slide() == window.duration() ->
                    with(timed, output, struct(window, 0));
            case Collector.FixedWindow window -> sliding(timed, window, output);
            case Collector.SessionWindow session -> session(timed, session, output);
        };
    }

    private static LogicalPlan with(LogicalPlan input, Attribute output, Expression value) {
        List<NamedExpression> columns = new ArrayList<>();
        input.output().forEach(a -> columns.add(NamedExpression.of(a)));
        columns.add(new NamedExpression(output, value));
        return new LogicalPlan.Project(input, columns);
    }

    /// Each row's own session, from its time until the gap is over: the aggregation merges them.
    /// Rows without a gap, or with one that is not positive, are dropped.
    private static LogicalPlan session(
            LogicalPlan input, Collector.SessionWindow session, Attribute output) {
        Expression time = session.time().expression();
        boolean isText = session.gap().type() instanceof DataType.Text;
        Call end =
                new Call(
                        isText ? "session_end" : "timestamp_add_interval",
                        List.of(time, session.gap()),
                        time.type(),
                        true,
                        true,
                        null);
        LogicalPlan sessions =
                with(input, output, new Expression.Struct(type(time.type()), List.of(time, end)));
        if (session.gap() instanceof Literal literal
                && literal.value() instanceof CalendarIntervalValue gap
                && gap.months() + gap.days() + gap.micros() > 0) {
            return sessions;
        }
        return new LogicalPlan.Filter(
                sessions,
                new Comparison(
                        ComparisonOperator.GREATER,
                        new Expression.Field(output, 1),
                        new Expression.Field(output, 0)));
    }

    /// One row for each window that a time falls into, the latest first.
    private static LogicalPlan sliding(
            LogicalPlan input, Collector.FixedWindow window, Attribute output) {
        int count = Math.toIntExact(Math.ceilDiv(window.duration(), window.slide()));
        List<Expression> structs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            structs.add(struct(window, i));
        }
        Call all =
                new Call(
                        "array",
                        structs,
                        new DataType.Array(structs.getFirst().type(), false),
                        false,
                        true,
                        null);
        LogicalPlan windows =
                new LogicalPlan.Generate(
                        input, "explode", List.of(all), false, input.output(), List.of(output));
        if (window.duration() % window.slide() == 0) {
            return windows;
        }
        // The last window of the list may end before the time.
        Expression end = new Expression.Field(output, 1);
        return new LogicalPlan.Filter(
                windows, new Comparison(ComparisonOperator.LESS, window.time().expression(), end));
    }

    /// The `index`-th window that the time falls into, counted from the latest.
    private static Expression struct(Collector.FixedWindow window, int index) {
        Expression time = window.time().expression();
        Call start =
                new Call(
                        "window_start",
                        List.of(
                                time,
                                number(window.duration()),
                                number(window.slide()),
                                number(window.start()),
                                new Literal(index, DataType.INTEGER)),
                        time.type(),
                        time.nullable(),
                        true,
                        null);
        Call end =
                new Call(
                        "window_end",
                        List.of(start, number(window.duration())),
                        time.type(),
                        time.nullable(),
                        true,
                        null);
        return new Expression.Struct(type(time.type()), List.of(start, end));
    }

    private static Literal number(long value) {
        return new Literal(value, DataType.LONG);
    }
}

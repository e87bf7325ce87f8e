// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Builds and evaluates expressions in tests. Every check runs twice: over literals, and over
/// columns
/// of three rows of which the middle one is NULL, so that constant and column paths both count.
final class Expressions {
    static final long NOW =
            LocalDateTime.of(2026, 11, 21, 5, 50).toEpochSecond(ZoneOffset.UTC) * 1_000_000;

    private Expressions() {}

    static Literal literal(@Nullable Object value, DataType type) {
        return new Literal(value, type);
    }

    static Literal text(@Nullable String value) {
        return literal(value, DataType.STRING);
    }

    static Literal integer(@Nullable Integer value) {
        return literal(value, DataType.INTEGER);
    }

    static Literal bigint(@Nullable Long value) {
        return literal(value, DataType.LONG);
    }

    static Literal real(@Nullable Double value) {
        return literal(value, DataType.DOUBLE);
    }

    static Literal decimal(String value) {
        BigDecimal number = new BigDecimal(value);
        int precision = Math.max(number.precision(), number.scale());
        return literal(number, new DataType.Decimal(precision, number.scale()));
    }

    static Literal decimal(String value, int precision, int scale) {
        return literal(
                new BigDecimal(value).setScale(scale), new DataType.Decimal(precision, scale));
    }

    static Literal date(String value) {
        return literal((int) LocalDate.parse(value).toEpochDay(), DataType.DATE);
    }

    /// A timestamp given as a wall clock in UTC.
    static Literal timestamp(String value) {
        LocalDateTime time = LocalDateTime.parse(value.replace(' ', 'T'));
        long micros = ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), time);
        return literal(micros, DataType.TIMESTAMP);
    }

    static Expression.Call call(String function, DataType type, Expression... arguments) {
        return new Expression.Call(function, List.of(arguments), type, true, true, null);
    }

    static Expression.Cast cast(Expression child, DataType type) {
        return new Expression.Cast(child, type, Misfit.FAIL, null);
    }

    static Expression.Cast tryCast(Expression child, DataType type) {
        return new Expression.Cast(child, type, Misfit.NULL, null);
    }

    static EvaluationContext context(String zone) {
        return new EvaluationContext(ZoneId.of(zone), NOW, 0, 0);
    }

    static @Nullable Object value(Expression expression, String zone) {
        Column column =
                ExpressionCompiler.compile(expression, List.of())
                        .evaluate(new ColumnBatch(1, List.of()), context(zone));
        return BoxedValues.read(column, expression.type(), 0);
    }

    /// The value as `show()` prints it, null for NULL.
    static @Nullable String shown(Expression expression) {
        return (String) value(cast(expression, DataType.STRING), "UTC");
    }

    /// Checks the text of a value in both ways of evaluation.
    static void check(@Nullable String expected, Expression expression) {
        assertThat(shown(expression)).as("%s over literals", expression).isEqualTo(expected);
        List<@Nullable Object> rows = overColumns(cast(expression, DataType.STRING), "UTC");
        assertThat(rows.getFirst()).as("%s over columns", expression).isEqualTo(expected);
        assertThat(rows.getLast()).as("%s over columns, last row", expression).isEqualTo(expected);
    }

    /// Evaluates with every non-NULL literal of an ordinary type as a column: value, NULL, value.
    static List<@Nullable Object> overColumns(Expression expression, String zone) {
        List<Attribute> input = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        boolean withNull = !contains(expression, "map_from_arrays");
        Expression replaced = asColumns(expression, withNull, input, columns);
        Column column =
                ExpressionCompiler.compile(replaced, input)
                        .evaluate(new ColumnBatch(3, columns), context(zone));
        List<@Nullable Object> rows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rows.add(BoxedValues.read(column, expression.type(), i));
        }
        return rows;
    }

    private static Expression asColumns(
            Expression expression, boolean withNull, List<Attribute> input, List<Column> columns) {
        if (expression instanceof Literal literal && isColumn(literal)) {
            ColumnBuilder builder = ColumnBuilder.of(literal.type());
            builder.appendBoxed(literal.value());
            builder.appendBoxed(withNull ? null : literal.value());
            builder.appendBoxed(literal.value());
            columns.add(builder.build());
            Attribute attribute =
                    new Attribute(columns.size(), "c" + columns.size(), literal.type(), true);
            input.add(attribute);
            return attribute;
        }
        if (expression.children().isEmpty()) {
            return expression;
        }
        // what must be a literal stays one
        int firstKept = expression instanceof Expression.Call call ? firstKept(call) : 9;
        List<Expression> children = new ArrayList<>(expression.children());
        for (int i = 0; i < Math.min(firstKept, children.size()); i++) {
            children.set(i, asColumns(children.get(i), withNull, input, columns));
        }
        return expression.withChildren(children);
    }

    private static boolean contains(Expression expression, String function) {
        return expression instanceof Expression.Call call && call.function().equals(function)
                || expression.children().stream().anyMatch(c -> contains(c, function));
    }

    private static boolean isColumn(Literal literal) {
        return literal.value() != null
                && !(literal.type() instanceof DataType.CalendarInterval)
                && !(literal.type() instanceof DataType.Null);
    }

    private static int firstKept(Expression.Call call) {
        return switch (call.function()) {
            case "round", "bround", "window_start", "to_json", "from_json" -> 1;
            case "like", "ilike" -> 2;
            case "map" -> 0;
            default -> 9;
        };
    }

    /// The error of an evaluation: condition and parameters.
    static MillraceException failure(Expression expression) {
        Throwable thrown = catchThrowable(() -> value(expression, "UTC"));
        assertThat(thrown).as(expression.toString()).isInstanceOf(MillraceException.class);
        return (MillraceException) thrown;
    }

    static void checkFails(String condition, Expression expression) {
        assertThat(failure(expression).condition()).as(expression.toString()).isEqualTo(condition);
    }
}

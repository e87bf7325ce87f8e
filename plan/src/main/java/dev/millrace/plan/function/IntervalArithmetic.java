// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Dates and timestamps with days and intervals added or subtracted, as calls of `date_add`,
/// `date_add_interval` and `timestamp_add_interval`.
final class IntervalArithmetic {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private IntervalArithmetic() {}

    /// What `left op right` means, null if neither side is a date, timestamp or interval.
    static @Nullable Expression meaning(
            ArithmeticOperator operator, CallSite site, Argument left, Argument right) {
        return switch (operator) {
            case ADD -> {
                Expression sum = add(site, left, right, false);
                yield sum != null ? sum : add(site, right, left, false);
            }
            case SUBTRACT -> {
                Expression difference = subtract(site, left, right);
                yield difference != null ? difference : add(site, left, right, true);
            }
            case MULTIPLY, DIVIDE, REMAINDER, INTEGRAL_DIVIDE -> {
                if (Types.isInterval(left.type()) || Types.isInterval(right.type())) {
                    throw dev.millrace.spi.error.MillraceException.unsupported(
                            "an interval as operand of `" + operator.symbol() + "`");
                }
                yield null;
            }
        };
    }

    private static @Nullable Expression subtract(CallSite site, Argument left, Argument right) {
        if (left.type() instanceof DataType.Date && right.type() instanceof DataType.Date) {
            return call(
                    site,
                    "subtract_dates",
                    left.expression(),
                    right.expression(),
                    new DataType.DayTimeInterval(
                            DataType.DayTimeInterval.DAY, DataType.DayTimeInterval.DAY));
        }
        if (Types.isDatetime(left.type()) && Types.isDatetime(right.type())) {
            DataType common = site.coercion().wider(left.type(), right.type());
            DataType type = common == null ? DataType.TIMESTAMP : common;
            return call(
                    site,
                    "subtract_timestamps",
                    site.coercion().cast(left.expression(), type),
                    site.coercion().cast(right.expression(), type),
                    DataType.DAY_TIME_INTERVAL);
        }
        return null;
    }

    private static @Nullable Expression add(
            CallSite site, Argument base, Argument added, boolean negated) {
        DataType type = base.type();
        if (type instanceof DataType.Date && isDayCount(added.type())) {
            return call(
                    site,
                    negated ? "date_sub" : "date_add",
                    base.expression(),
                    site.coercion().cast(added.expression(), DataType.INTEGER),
                    DataType.DATE);
        }
        if (!Types.isInterval(added.type())) {
            return null;
        }
        if (Types.isInterval(type)) {
            return sumOfIntervals(site, base, added, negated);
        }
        Expression interval = negated ? negative(site, added.expression()) : added.expression();
        if (type instanceof DataType.Date) {
            return toDate(site, base.expression(), interval);
        }
        if (Types.isTimestamp(type) || Types.isText(type)) {
            Expression time =
                    Types.isText(type)
                            ? site.coercion().cast(base.expression(), DataType.TIMESTAMP)
                            : base.expression();
            return call(site, "timestamp_add_interval", time, interval, time.type());
        }
        return null;
    }

    private static boolean isDayCount(DataType type) {
        return type instanceof DataType.Int32
                || type instanceof DataType.Int16
                || type instanceof DataType.Int8;
    }

    private static Expression sumOfIntervals(
            CallSite site, Argument left, Argument right, boolean negated) {
        DataType common = site.coercion().wider(left.type(), right.type());
        if (common == null) {
            throw TypeErrors.operandsDiffer(site, left, right);
        }
        return new Arithmetic(
                negated ? ArithmeticOperator.SUBTRACT : ArithmeticOperator.ADD,
                left.expression(),
                right.expression(),
                common,
                true,
                site.origin());
    }

    private static Expression toDate(CallSite site, Expression date, Expression interval) {
        if (interval instanceof Literal(var value, var type)
                && type instanceof DataType.DayTimeInterval dayTime
                && dayTime.end() == DataType.DayTimeInterval.DAY
                && value instanceof Long micros) {
            Literal days = new Literal((int) (micros / MICROS_PER_DAY), DataType.INTEGER);
            return call(site, "date_add", date, days, DataType.DATE);
        }
        if (interval.type() instanceof DataType.DayTimeInterval) {
            Expression midnight = site.coercion().cast(date, DataType.TIMESTAMP);
            return call(site, "timestamp_add_interval", midnight, interval, DataType.TIMESTAMP);
        }
        return call(site, "date_add_interval", date, interval, DataType.DATE);
    }

    /// The interval with its sign turned; literals at once.
    static Expression negative(CallSite site, Expression interval) {
        if (interval instanceof Literal literal) {
            return switch (literal.value()) {
                case Long micros -> new Literal(-micros, literal.type());
                case Integer months -> new Literal(-months, literal.type());
                case CalendarIntervalValue(int months, int days, long micros) ->
                        new Literal(
                                new CalendarIntervalValue(-months, -days, -micros), literal.type());
                case null, default -> literal;
            };
        }
        return new Call(
                "negative",
                List.of(interval),
                interval.type(),
                interval.nullable(),
                true,
                site.origin());
    }

    private static Expression call(
            CallSite site, String function, Expression left, Expression right, DataType type) {
        return new Call(
                function,
                List.of(left, right),
                type,
                left.nullable() || right.nullable(),
                true,
                site.origin());
    }
}

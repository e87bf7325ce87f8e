// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.error.MillraceException;
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
        if (Types.isTimeOfDay(left.type()) || Types.isTimeOfDay(right.type())) {
            return ofTimes(operator, site, left, right);
        }
        return switch (operator) {
            case ADD -> sum(site, like(site, left, right), like(site, right, left));
            case SUBTRACT -> {
                Argument from = like(site, left, right);
                Argument taken = like(site, right, left);
                Expression difference = subtract(site, from, taken);
                yield difference != null ? difference : reduced(site, from, taken);
            }
            case MULTIPLY -> {
                Expression product = IntervalScaling.of(operator, site, left, right);
                yield product != null ? product : IntervalScaling.of(operator, site, right, left);
            }
            case DIVIDE -> IntervalScaling.of(operator, site, left, right);
            case REMAINDER, INTEGRAL_DIVIDE -> null;
        };
    }

    /// A time of day with exact time added or taken, or less another one; null for all else, which
    /// has no meaning.
    private static @Nullable Expression ofTimes(
            ArithmeticOperator operator, CallSite site, Argument left, Argument right) {
        boolean isSum = operator == ArithmeticOperator.ADD;
        if (!isSum && operator != ArithmeticOperator.SUBTRACT) {
            return null;
        }
        if (isSum && !Types.isTimeOfDay(left.type())) {
            return ofTimes(operator, site, right, left);
        }
        boolean isLength =
                right.type() instanceof DataType.DayTimeInterval
                        || (isSum && Types.isNull(right.type()));
        if (isLength && left.type() instanceof DataType.Time time) {
            Expression interval = site.coercion().cast(right.expression(), lengthLike(right));
            Expression added = isSum ? interval : negative(site, interval);
            boolean isToSecond =
                    ((DataType.DayTimeInterval) added.type()).end()
                            == DataType.DayTimeInterval.SECOND;
            DataType type = isToSecond ? DataType.TIME : time;
            return new Call(
                    "time_add_interval",
                    List.of(left.expression(), added),
                    type,
                    true,
                    true,
                    site.origin());
        }
        return isSum ? null : lessTime(site, left, right);
    }

    private static DataType lengthLike(Argument length) {
        return Types.isNull(length.type()) ? DataType.DAY_TIME_INTERVAL : length.type();
    }

    private static @Nullable Expression lessTime(CallSite site, Argument left, Argument right) {
        if (Types.isTimestamp(left.type()) || Types.isTimestamp(right.type())) {
            boolean isLeft = Types.isTimeOfDay(left.type());
            throw notTime(site, isLeft ? 0 : 1, isLeft ? left : right, site.text());
        }
        DataType fromType = TimeOfDayFunctions.TIME.target(left.type(), site.coercion());
        DataType takenType = TimeOfDayFunctions.TIME.target(right.type(), site.coercion());
        if (fromType == null || takenType == null) {
            return null;
        }
        return new Call(
                "subtract_times",
                List.of(
                        site.coercion().cast(left.expression(), fromType),
                        site.coercion().cast(right.expression(), takenType)),
                new DataType.DayTimeInterval(
                        DataType.DayTimeInterval.HOUR, DataType.DayTimeInterval.SECOND),
                true,
                true,
                site.origin());
    }

    /// A text beside a date or timestamp is one, and NULL beside an interval.
    private static Argument like(CallSite site, Argument argument, Argument other) {
        boolean isTime = Types.isText(argument.type()) && Types.isDatetime(other.type());
        boolean isLength = Types.isNull(argument.type()) && Types.isInterval(other.type());
        return (isTime && site.ansi()) || isLength
                ? argument.with(site.coercion().cast(argument.expression(), other.type()))
                : argument;
    }

    private static @Nullable Expression sum(CallSite site, Argument left, Argument right) {
        if (Types.isNull(left.type()) && Types.isDatetime(right.type())) {
            return sum(site, right, left);
        }
        if (Types.isDatetime(left.type()) && Types.isNull(right.type())) {
            DataType type = left.type() instanceof DataType.Date ? DataType.TIMESTAMP : left.type();
            Expression nothing = new Literal(null, DataType.DAY_TIME_INTERVAL);
            Expression time = site.coercion().cast(left.expression(), type);
            return call(site, "timestamp_add_interval", time, nothing, type);
        }
        Expression sum = add(site, left, right, false);
        if (sum == null) {
            sum = add(site, right, left, false);
        }
        if (sum != null) {
            return sum;
        }
        if (isExactLength(right.type())) {
            throw notTime(site, 0, left, left.text() + " + " + right.text());
        }
        if (isExactLength(left.type())) {
            throw notTime(site, 0, right, right.text() + " + " + left.text());
        }
        if (left.type() instanceof DataType.Date) {
            throw notDays(site, "date_add", left, right, right);
        }
        if (right.type() instanceof DataType.Date) {
            boolean wasText = left.expression() instanceof Expression.Cast;
            throw wasText && left.type() instanceof DataType.Date
                    ? notDays(site, "date_add", left, right, right)
                    : notDays(site, "date_add", right, left, left);
        }
        return null;
    }

    private static @Nullable Expression reduced(CallSite site, Argument left, Argument right) {
        Expression less = add(site, left, right, true);
        if (less != null) {
            return less;
        }
        if (isExactLength(right.type())) {
            throw notTime(site, 0, left, left.text() + " + (- " + right.text() + ")");
        }
        boolean isLeftTime = Types.isTimestamp(left.type());
        if (isLeftTime || Types.isTimestamp(right.type())) {
            throw notTime(site, isLeftTime ? 1 : 0, isLeftTime ? right : left, site.text());
        }
        if (right.type() instanceof DataType.Date) {
            throw TypeErrors.unexpectedInput(site, 0, left, TypeErrors.quoted(DataType.DATE));
        }
        if (left.type() instanceof DataType.Date) {
            throw notDays(site, "date_sub", left, right, right);
        }
        return null;
    }

    /// Intervals of exact time; those of months are for dates too.
    private static boolean isExactLength(DataType type) {
        return type instanceof DataType.DayTimeInterval
                || type instanceof DataType.CalendarInterval;
    }

    private static MillraceException notTime(
            CallSite site, int index, Argument argument, String text) {
        return TypeErrors.unexpectedInput(
                site.reading(text),
                index,
                argument,
                "\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\"");
    }

    private static MillraceException notDays(
            CallSite site, String function, Argument first, Argument second, Argument wrong) {
        return TypeErrors.unexpectedInput(
                site.reading(function + "(" + first.text() + ", " + second.text() + ")"),
                1,
                wrong,
                "(\"INT\" or \"SMALLINT\" or \"TINYINT\")");
    }

    private static @Nullable Expression subtract(CallSite site, Argument left, Argument right) {
        boolean isLeftNull = Types.isNull(left.type()) && Types.isDatetime(right.type());
        boolean isRightNull = Types.isNull(right.type()) && Types.isDatetime(left.type());
        if (isLeftNull || isRightNull) {
            DataType type = isLeftNull ? right.type() : left.type();
            Literal nothing = new Literal(null, type);
            return isLeftNull
                    ? subtract(site, left.with(nothing), right)
                    : subtract(site, left, right.with(nothing));
        }
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
            if (Types.isText(type)) {
                Expression time = site.coercion().cast(base.expression(), DataType.TIMESTAMP);
                Expression moved =
                        call(site, "timestamp_add_interval", time, interval, time.type());
                return site.coercion().cast(moved, DataType.STRING);
            }
            return call(site, "timestamp_add_interval", base.expression(), interval, type);
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
            throw notSummed(site, left, right, negated);
        }
        return new Arithmetic(
                negated ? ArithmeticOperator.SUBTRACT : ArithmeticOperator.ADD,
                left.expression(),
                right.expression(),
                common,
                true,
                site.origin());
    }

    /// Intervals of months and of time have no sum: time is added to timestamps only.
    private static MillraceException notSummed(
            CallSite site, Argument left, Argument right, boolean negated) {
        if (isExactLength(right.type())) {
            String length = negated ? "(- " + right.text() + ")" : right.text();
            return notTime(site, 0, left, left.text() + " + " + length);
        }
        return negated || !isExactLength(left.type())
                ? TypeErrors.operandsDiffer(site, left, right)
                : notTime(site, 0, right, right.text() + " + " + left.text());
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

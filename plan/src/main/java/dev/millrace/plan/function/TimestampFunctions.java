// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.ANY_TIMESTAMP;
import static dev.millrace.plan.function.ArgumentRule.DATE;
import static dev.millrace.plan.function.ArgumentRule.INTEGER;
import static dev.millrace.plan.function.ArgumentRule.LONG;
import static dev.millrace.plan.function.ArgumentRule.TEXT;
import static dev.millrace.plan.function.ArgumentRule.TIMESTAMP;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.plan.function.Signature.ResultType;
import dev.millrace.spi.type.DataType;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Functions that put times and intervals together, and move times between zones and by units.
final class TimestampFunctions {
    private static final ArgumentRule SECONDS = new ArgumentRule.OneOf(new DataType.Decimal(16, 6));
    private static final ArgumentRule INTERVAL_SECONDS =
            new ArgumentRule.OneOf(new DataType.Decimal(18, 6));
    private static final ArgumentRule WALL_CLOCK = new ArgumentRule.OneOf(DataType.TIMESTAMP_NTZ);

    private TimestampFunctions() {}

    static List<FunctionDefinition> all() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.addAll(timestamps());
        all.addAll(intervals());
        all.addAll(zones());
        all.addAll(units());
        all.add(ScalarFunction.of("time_bucket", 2, 3, TimestampFunctions::bucket));
        return all;
    }

    /// The start of the interval that holds a time, counted from an origin. Times convert from
    /// nothing, and both are of one type.
    private static Expression bucket(CallSite site, List<Argument> arguments) {
        DataType size = arguments.get(0).type();
        if (!(size instanceof DataType.DayTimeInterval)
                && !(size instanceof DataType.YearMonthInterval)
                && !Types.isNull(size)) {
            String required = "(\"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\")";
            throw TypeErrors.unexpectedInput(site, 0, arguments.get(0), required);
        }
        for (int i = 1; i < arguments.size(); i++) {
            DataType type = arguments.get(i).type();
            if (!isTimestamp(type) && !Types.isNull(type)) {
                String required = "\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\"";
                throw TypeErrors.unexpectedInput(site, i, arguments.get(i), required);
            }
        }
        DataType of = arguments.get(1).type();
        DataType from = arguments.get(2).type();
        if (isTimestamp(of) && isTimestamp(from) && !of.equals(from)) {
            throw TypeErrors.unexpectedInput(site, 2, arguments.get(2), "\"" + of.sqlName() + "\"");
        }
        DataType type = isTimestamp(of) ? of : isTimestamp(from) ? from : DataType.TIMESTAMP;
        List<Expression> values =
                arguments.stream()
                        .map(
                                a ->
                                        Types.isNull(a.type())
                                                ? new Literal(
                                                        null,
                                                        a == arguments.getFirst()
                                                                ? DataType.DAY_TIME_INTERVAL
                                                                : type)
                                                : a.expression())
                        .toList();
        return new Expression.Call(
                "time_bucket",
                values,
                type,
                values.stream().anyMatch(Expression::nullable),
                true,
                site.origin());
    }

    private static boolean isTimestamp(DataType type) {
        return type instanceof DataType.Timestamp || type instanceof DataType.TimestampNtz;
    }

    private static List<FunctionDefinition> timestamps() {
        return List.of(
                made("make_timestamp", DataType.TIMESTAMP, 7),
                made("make_timestamp_ltz", DataType.TIMESTAMP, 7),
                made("make_timestamp_ntz", DataType.TIMESTAMP_NTZ, 6),
                made("try_make_timestamp", DataType.TIMESTAMP, 7),
                made("try_make_timestamp_ltz", DataType.TIMESTAMP, 7),
                made("try_make_timestamp_ntz", DataType.TIMESTAMP_NTZ, 6));
    }

    /// Year to second, or a date and a time of day, and, for instants, the time zone.
    private static ScalarFunction made(String name, DataType type, int most) {
        List<Integer> counts = most == 6 ? List.of(2, 6) : List.of(1, 2, 3, 6, 7);
        return ScalarFunction.of(
                        name,
                        0,
                        Integer.MAX_VALUE,
                        (site, a) -> {
                            boolean fails = site.ansi() && !name.startsWith("try_");
                            if (!counts.contains(a.size())) {
                                throw TypeErrors.wrongCount(
                                        name, counts.toString(), a.size(), site.origin());
                            }
                            return a.size() < 6
                                    ? TimeOfDayFunctions.timestamp(site, a, type, !fails)
                                    : ofNumbers(site, a, type, fails);
                        })
                .format((n, a) -> shown(n, name, a));
    }

    private static Expression ofNumbers(
            CallSite site, List<Argument> arguments, DataType type, boolean fails) {
        return Signature.of(type, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, SECONDS, TEXT)
                .optional(1)
                .nullable(fails ? Nullability.ANY_ARGUMENT : Nullability.ALWAYS)
                .call(fails ? "make_timestamp" : "try_make_timestamp", site, arguments);
    }

    /// Of a date and a time, what tries shows what it tries.
    private static String shown(String written, String name, List<String> arguments) {
        boolean isTried = name.equals("try_make_timestamp_ntz") && arguments.size() == 2;
        return FunctionDefinition.Format.CALL.text(
                written,
                isTried
                        ? List.of(
                                FunctionDefinition.Format.CALL.text(
                                        "make_timestamp_ntz", arguments))
                        : arguments);
    }

    private static List<FunctionDefinition> intervals() {
        Literal zero = new Literal(0, DataType.INTEGER);
        return List.of(
                ScalarFunction.of(
                                "make_dt_interval",
                                Signature.of(
                                                DataType.DAY_TIME_INTERVAL,
                                                INTEGER,
                                                INTEGER,
                                                INTEGER,
                                                INTERVAL_SECONDS)
                                        .optional(4))
                        .defaults(
                                zero,
                                zero,
                                zero,
                                new Literal(
                                        new BigDecimal("0.000000"), new DataType.Decimal(18, 6))),
                ScalarFunction.of(
                                "make_ym_interval",
                                Signature.of(DataType.YEAR_MONTH_INTERVAL, INTEGER, INTEGER)
                                        .optional(2))
                        .defaults(zero, zero));
    }

    private static List<FunctionDefinition> zones() {
        Signature shifted = Signature.of(DataType.TIMESTAMP, TIMESTAMP, TEXT);
        return List.of(
                ScalarFunction.of("from_utc_timestamp", shifted),
                ScalarFunction.of("to_utc_timestamp", shifted),
                ScalarFunction.of("convert_timezone", 2, 3, TimestampFunctions::convert)
                        .format(
                                (n, a) ->
                                        FunctionDefinition.Format.CALL.text(
                                                n, a.size() == 2 ? withCurrent(a) : a)),
                ScalarFunction.of("dayname", Signature.of(DataType.STRING, DATE)),
                ScalarFunction.of("monthname", Signature.of(DataType.STRING, DATE)),
                ScalarFunction.of("unix_date", Signature.of(DataType.INTEGER, DATE)),
                ScalarFunction.of("date_from_unix_date", Signature.of(DataType.DATE, INTEGER)));
    }

    private static List<String> withCurrent(List<String> arguments) {
        return List.of("current_timezone()", arguments.get(0), arguments.get(1));
    }

    /// `convert_timezone([from,] to, time)`; from the session's zone if it is left out.
    private static Expression convert(CallSite site, List<Argument> arguments) {
        List<Argument> complete = new ArrayList<>(arguments);
        if (complete.size() == 2) {
            Literal zone = new Literal(site.timeZone().getId(), DataType.STRING);
            complete.addFirst(new Argument(zone, "current_timezone()"));
        }
        return Signature.of(DataType.TIMESTAMP_NTZ, TEXT, TEXT, WALL_CLOCK)
                .call("convert_timezone", site, complete);
    }

    private static List<FunctionDefinition> units() {
        ResultType last = a -> a.getLast().type();
        return List.of(
                ScalarFunction.of("timestampadd", Signature.of(last, TEXT, LONG, ANY_TIMESTAMP)),
                ScalarFunction.of("timestampdiff", 3, 3, TimestampFunctions::difference));
    }

    /// Two instants or two wall clocks; beside an instant, a wall clock is one of the session.
    private static Expression difference(CallSite site, List<Argument> arguments) {
        boolean isWall =
                arguments.stream().allMatch(a -> !(a.type() instanceof DataType.Timestamp))
                        && arguments.stream()
                                .anyMatch(a -> a.type() instanceof DataType.TimestampNtz);
        ArgumentRule rule = isWall ? WALL_CLOCK : TIMESTAMP;
        Call call =
                (Call)
                        Signature.of(DataType.LONG, TEXT, rule, rule)
                                .call("timestampdiff", site, arguments);
        return call;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.ANY_TIMESTAMP;
import static dev.millrace.plan.function.ArgumentRule.BOOLEAN;
import static dev.millrace.plan.function.ArgumentRule.DATE;
import static dev.millrace.plan.function.ArgumentRule.INTEGER;
import static dev.millrace.plan.function.ArgumentRule.INTEGRAL;
import static dev.millrace.plan.function.ArgumentRule.LONG;
import static dev.millrace.plan.function.ArgumentRule.NUMERIC;
import static dev.millrace.plan.function.ArgumentRule.TEXT;
import static dev.millrace.plan.function.ArgumentRule.TIMESTAMP;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Cast;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// Functions of dates and times. Time windows are the analyser's (`analysis.TimeWindows`).
final class DateTimeFunctions {
    private static final Literal DEFAULT_FORMAT =
            new Literal("yyyy-MM-dd HH:mm:ss", DataType.STRING);

    private DateTimeFunctions() {}

    static List<FunctionDefinition> all() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.addAll(dates());
        all.addAll(parts());
        all.addAll(parsing());
        all.addAll(epochs());
        all.addAll(clocks());
        all.addAll(ExtractFunctions.all());
        all.addAll(TimestampFunctions.all());
        all.addAll(TimeOfDayFunctions.all());
        return all;
    }

    private static List<FunctionDefinition> dates() {
        return List.of(
                ScalarFunction.of("date_add", Signature.of(DataType.DATE, DATE, INTEGER))
                        .aliases("dateadd")
                        .format(Format.named("date_add")),
                ScalarFunction.of("date_sub", Signature.of(DataType.DATE, DATE, INTEGER)),
                ScalarFunction.of("datediff", Signature.of(DataType.INTEGER, DATE, DATE))
                        .aliases("date_diff"),
                ScalarFunction.of("add_months", Signature.of(DataType.DATE, DATE, INTEGER)),
                ScalarFunction.of(
                                "months_between",
                                Signature.of(DataType.DOUBLE, TIMESTAMP, TIMESTAMP, BOOLEAN)
                                        .optional(1))
                        .defaults(Literal.TRUE),
                ScalarFunction.of("last_day", Signature.of(DataType.DATE, DATE)),
                ScalarFunction.of(
                        "next_day",
                        Signature.of(DataType.DATE, DATE, TEXT).nullable(Nullability.ALWAYS)),
                ScalarFunction.of(
                        "trunc",
                        Signature.of(DataType.DATE, DATE, TEXT).nullable(Nullability.ALWAYS)),
                ScalarFunction.of(
                        "date_trunc",
                        Signature.of(DataType.TIMESTAMP, TEXT, TIMESTAMP)
                                .nullable(Nullability.ALWAYS)),
                ScalarFunction.of(
                        "make_date",
                        3,
                        3,
                        (site, a) ->
                                Signature.of(DataType.DATE, INTEGER, INTEGER, INTEGER)
                                        .nullable(
                                                site.ansi()
                                                        ? Nullability.ANY_ARGUMENT
                                                        : Nullability.ALWAYS)
                                        .call(
                                                site.ansi() ? "make_date" : "try_make_date",
                                                site,
                                                a)));
    }

    private static List<FunctionDefinition> parts() {
        List<FunctionDefinition> all = new ArrayList<>();
        Signature ofDate = Signature.of(DataType.INTEGER, DATE);
        for (String name :
                List.of(
                        "year",
                        "quarter",
                        "month",
                        "dayofweek",
                        "weekday",
                        "dayofyear",
                        "weekofyear")) {
            all.add(ScalarFunction.of(name, ofDate));
        }
        all.add(ScalarFunction.of("day", ofDate).aliases("dayofmonth"));
        for (String name : List.of("hour", "minute", "second")) {
            all.add(ScalarFunction.of(name, 1, 1, DateTimeFunctions::ofClock));
        }
        return all;
    }

    private static Expression ofClock(CallSite site, List<Argument> arguments) {
        boolean isOfDay = Types.isTimeOfDay(arguments.getFirst().type());
        return Signature.of(DataType.INTEGER, isOfDay ? TimeOfDayFunctions.TIME : ANY_TIMESTAMP)
                .nullable(isOfDay ? Nullability.ALWAYS : Nullability.ANY_ARGUMENT)
                .call(site.name(), site, arguments);
    }

    private static List<FunctionDefinition> parsing() {
        return List.of(
                ScalarFunction.of("to_date", 1, 2, (s, a) -> toDate(s, a, s.ansi())),
                timestamp("to_timestamp", DataType.TIMESTAMP),
                timestamp("to_timestamp_ltz", DataType.TIMESTAMP),
                timestamp("to_timestamp_ntz", DataType.TIMESTAMP_NTZ),
                ScalarFunction.of(
                        "try_to_timestamp",
                        1,
                        2,
                        (s, a) -> toTimestamp(s, a, DataType.TIMESTAMP, false)),
                ScalarFunction.of("try_to_date", 1, 2, (s, a) -> toDate(s, a, false)),
                ScalarFunction.of("date_format", Signature.of(DataType.STRING, TIMESTAMP, TEXT)));
    }

    private static ScalarFunction timestamp(String name, DataType type) {
        return ScalarFunction.of(name, 1, 2, (s, a) -> toTimestamp(s, a, type, s.ansi()));
    }

    private static Expression toDate(
            CallSite site, List<Argument> arguments, boolean failsOnError) {
        Argument input = arguments.getFirst();
        if (arguments.size() == 1 || !Types.isText(input.type())) {
            return castTo(site, input, DataType.DATE, failsOnError);
        }
        Expression parsed = toTimestamp(site, arguments, DataType.TIMESTAMP, failsOnError);
        return parsed instanceof Call call && call.function().equals("to_timestamp")
                ? new Call(
                        "to_date",
                        call.arguments(),
                        DataType.DATE,
                        call.nullable(),
                        true,
                        site.origin())
                : new Cast(parsed, DataType.DATE, Misfit.FAIL, site.origin());
    }

    private static Expression toTimestamp(
            CallSite site, List<Argument> arguments, DataType type, boolean failsOnError) {
        Argument input = arguments.getFirst();
        if (arguments.size() == 1 || !Types.isText(input.type())) {
            return castTo(site, input, type, failsOnError);
        }
        return Signature.of(type, TEXT, TEXT)
                .nullable(failsOnError ? Nullability.ANY_ARGUMENT : Nullability.ALWAYS)
                .call(failsOnError ? "to_timestamp" : "try_to_timestamp", site, arguments);
    }

    private static Expression castTo(
            CallSite site, Argument input, DataType type, boolean failsOnError) {
        DataType given = input.type();
        boolean allowed =
                Types.isText(given)
                        || Types.isDatetime(given)
                        || Types.isNull(given)
                        || (type instanceof DataType.Timestamp && Types.isNumeric(given));
        if (!allowed) {
            throw TypeErrors.unexpectedInput(
                    site, 0, input, "(\"STRING\" or \"DATE\" or \"TIMESTAMP\")");
        }
        return Types.sameShape(given, type)
                ? input.expression()
                : new Cast(
                        input.expression(),
                        type,
                        failsOnError ? Misfit.FAIL : Misfit.NULL,
                        site.origin());
    }

    private static List<FunctionDefinition> epochs() {
        Signature micros = Signature.of(DataType.TIMESTAMP, INTEGRAL);
        return List.of(
                ScalarFunction.of("unix_timestamp", 0, 2, DateTimeFunctions::unixTimestamp)
                        .aliases("to_unix_timestamp")
                        .format(DateTimeFunctions::unixTimestampText),
                ScalarFunction.of(
                                "from_unixtime",
                                Signature.of(DataType.STRING, LONG, TEXT)
                                        .optional(1)
                                        .nullable(Nullability.ALWAYS))
                        .defaults(DEFAULT_FORMAT),
                ScalarFunction.of("timestamp_seconds", Signature.of(DataType.TIMESTAMP, NUMERIC)),
                ScalarFunction.of("timestamp_millis", micros),
                ScalarFunction.of("timestamp_micros", micros),
                ScalarFunction.of(
                        "unix_seconds",
                        1,
                        1,
                        (site, a) ->
                                seconds(
                                        Signature.of(DataType.LONG, TIMESTAMP)
                                                .convert(site, a)
                                                .getFirst())),
                ScalarFunction.of("unix_millis", Signature.of(DataType.LONG, TIMESTAMP)),
                ScalarFunction.of("unix_micros", Signature.of(DataType.LONG, TIMESTAMP)));
    }

    private static Expression unixTimestamp(CallSite site, List<Argument> arguments) {
        if (arguments.isEmpty()) {
            return seconds(clock("current_timestamp", DataType.TIMESTAMP, site));
        }
        Argument input = arguments.getFirst();
        if (Types.isDatetime(input.type())) {
            Expression time = site.coercion().cast(input.expression(), DataType.TIMESTAMP);
            return new Call(
                    "whole_seconds",
                    List.of(time),
                    DataType.LONG,
                    time.nullable(),
                    true,
                    site.origin());
        }
        List<Argument> complete = new ArrayList<>(arguments);
        if (complete.size() == 1) {
            complete.add(new Argument(DEFAULT_FORMAT, "yyyy-MM-dd HH:mm:ss"));
        }
        return Signature.of(DataType.LONG, TEXT, TEXT)
                .nullable(site.ansi() ? Nullability.ANY_ARGUMENT : Nullability.ALWAYS)
                .call("unix_timestamp", site, complete);
    }

    private static Expression seconds(Expression timestamp) {
        return new Cast(timestamp, DataType.LONG, Misfit.FAIL, null);
    }

    private static String unixTimestampText(String name, List<String> arguments) {
        List<String> shown = new ArrayList<>(arguments);
        if (shown.isEmpty()) {
            shown.add("current_timestamp()");
        }
        if (shown.size() == 1) {
            shown.add("yyyy-MM-dd HH:mm:ss");
        }
        return Format.CALL.text(name, shown);
    }

    /// The instant and day of the batch: one value for all rows, known when the batch begins.
    private static List<FunctionDefinition> clocks() {
        return List.of(
                ScalarFunction.of(
                        "current_timestamp",
                        0,
                        0,
                        (site, a) -> clock("current_timestamp", DataType.TIMESTAMP, site)),
                ScalarFunction.of(
                        "now",
                        0,
                        0,
                        (site, a) -> clock("current_timestamp", DataType.TIMESTAMP, site)),
                ScalarFunction.of(
                                "current_date",
                                0,
                                0,
                                (site, a) -> clock("current_date", DataType.DATE, site))
                        .aliases("curdate")
                        .format(Format.named("current_date")),
                ScalarFunction.of(
                        "localtimestamp",
                        0,
                        0,
                        (site, a) -> clock("localtimestamp", DataType.TIMESTAMP_NTZ, site)),
                ScalarFunction.of(
                        "current_timezone",
                        0,
                        0,
                        (site, a) -> new Literal(site.timeZone().getId(), DataType.STRING)));
    }

    private static Expression clock(String name, DataType type, CallSite site) {
        return new Call(name, List.of(), type, false, true, site.origin());
    }
}

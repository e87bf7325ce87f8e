// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.DATE;
import static dev.millrace.plan.function.ArgumentRule.INTEGER;
import static dev.millrace.plan.function.ArgumentRule.INTEGRAL;
import static dev.millrace.plan.function.ArgumentRule.NUMERIC;
import static dev.millrace.plan.function.ArgumentRule.TEXT;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Functions of times of day, the type TIME. All but the clock may be NULL in Spark's opinion.
final class TimeOfDayFunctions {
    /// A time of day, or text that is converted to one.
    static final ArgumentRule TIME =
            new ArgumentRule.Matching("TIME", Types::isTimeOfDay, DataType.TIME);

    private static final ArgumentRule SECONDS = new ArgumentRule.OneOf(new DataType.Decimal(16, 6));
    private static final DataType ALL_SECONDS = new DataType.Decimal(14, 6);

    private TimeOfDayFunctions() {}

    static List<FunctionDefinition> all() {
        Signature parsed =
                Signature.of(DataType.TIME, TEXT, TEXT).optional(1).nullable(Nullability.ALWAYS);
        return List.of(
                ScalarFunction.of("to_time", parsed),
                ScalarFunction.of("try_to_time", 1, 2, TimeOfDayFunctions::tried)
                        .format(
                                (n, a) ->
                                        Format.CALL.text(
                                                n, List.of(Format.CALL.text("to_time", a)))),
                nullable("make_time", DataType.TIME, INTEGER, INTEGER, SECONDS),
                ScalarFunction.of(
                        "time_trunc",
                        Signature.of(a -> a.getLast().type(), TEXT, TIME)
                                .nullable(Nullability.ALWAYS)),
                nullable("time_diff", DataType.LONG, TEXT, TIME, TIME),
                nullable("time_from_seconds", DataType.TIME, NUMERIC),
                nullable("time_from_millis", DataType.TIME, INTEGRAL),
                nullable("time_from_micros", DataType.TIME, INTEGRAL),
                ofTimeOnly("time_to_seconds", ALL_SECONDS),
                ofTimeOnly("time_to_millis", DataType.LONG),
                ofTimeOnly("time_to_micros", DataType.LONG),
                ScalarFunction.of("current_time", 0, 1, TimeOfDayFunctions::now)
                        .format((n, a) -> Format.CALL.text(n, a.isEmpty() ? List.of("6") : a)));
    }

    private static ScalarFunction nullable(String name, DataType type, ArgumentRule... rules) {
        return ScalarFunction.of(name, Signature.of(type, rules).nullable(Nullability.ALWAYS));
    }

    /// Text is not converted here.
    private static ScalarFunction ofTimeOnly(String name, DataType type) {
        return ScalarFunction.of(
                name,
                1,
                1,
                (site, arguments) -> {
                    Argument time = arguments.getFirst();
                    if (Types.isText(time.type())) {
                        throw TypeErrors.unexpectedInput(site, 0, time, TIME.required());
                    }
                    return Signature.of(type, TIME)
                            .nullable(Nullability.ALWAYS)
                            .call(name, site, arguments);
                });
    }

    private static Expression tried(CallSite site, List<Argument> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            if (!Types.isText(argument.type()) && !Types.isNull(argument.type())) {
                String text =
                        Format.CALL.text(
                                "to_time", arguments.stream().map(Argument::text).toList());
                throw TypeErrors.unexpectedInput(
                        site.reading(text), i, argument, TypeErrors.quoted(DataType.STRING));
            }
        }
        return Signature.of(DataType.TIME, TEXT, TEXT)
                .optional(1)
                .nullable(Nullability.ALWAYS)
                .call("try_to_time", site, arguments);
    }

    private static Expression now(CallSite site, List<Argument> arguments) {
        int precision = DataType.Time.MICROS;
        if (!arguments.isEmpty()) {
            Argument given = arguments.getFirst();
            Expression digits =
                    Signature.of(DataType.INTEGER, INTEGER).convert(site, arguments).getFirst();
            if (!(digits instanceof Literal(var value, var ignored))
                    || !(value instanceof Integer p)) {
                throw TypeErrors.notFoldable(site, "precision", given);
            }
            if (p < 0 || p > DataType.Time.MICROS) {
                throw precision(site, p);
            }
            precision = p;
        }
        return new Call(
                "current_time",
                List.of(),
                new DataType.Time(precision),
                false,
                true,
                site.origin());
    }

    private static MillraceException precision(CallSite site, int value) {
        return TypeErrors.outOfRange(site.text(), site.origin(), "`precision`", "[0, 6]", value);
    }

    /// `make_timestamp` and its kin of a date, perhaps a time (else it is midnight) and a zone.
    static Expression timestamp(
            CallSite site, List<Argument> arguments, DataType type, boolean mayBeNull) {
        boolean isWall = type instanceof DataType.TimestampNtz;
        String shown =
                Format.CALL.text(
                        isWall ? "make_timestamp_ntz" : "make_timestamp",
                        arguments.stream().map(Argument::text).toList());
        Argument date = arguments.getFirst();
        if (!(date.type() instanceof DataType.Date) && !Types.isNull(date.type())) {
            throw TypeErrors.unexpectedInput(
                    site.reading(shown), 0, date, TypeErrors.quoted(DataType.DATE));
        }
        if (arguments.size() > 1 && Types.isText(arguments.get(1).type())) {
            throw TypeErrors.unexpectedInput(
                    site.reading(shown), 1, arguments.get(1), TIME.required());
        }
        return Signature.of(type, DATE, TIME, TEXT)
                .optional(2)
                .nullable(mayBeNull || isWall ? Nullability.ALWAYS : Nullability.ANY_ARGUMENT)
                .call("make_timestamp_of_time", site.reading(shown), arguments);
    }
}

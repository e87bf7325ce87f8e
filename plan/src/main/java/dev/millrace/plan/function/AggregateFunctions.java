// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Case;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.AggregateFunction.Modifiers;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Functions of the rows of a group.
final class AggregateFunctions {
    private static final Format FIRST_ONLY = (n, a) -> Format.CALL.text(n, a.subList(0, 1));

    /// From this deviation on fewer than 4 bits choose a register, for which nothing is measured.
    private static final double TOO_COARSE = 1.106 / Math.pow(2, 1.5);

    /// The registers for less take 64 MB for each group.
    private static final double FINEST = 0.0002;

    private AggregateFunctions() {}

    static List<FunctionDefinition> all() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.add(AggregateFunction.of("count", 0, Integer.MAX_VALUE, AggregateFunctions::count));
        all.add(AggregateFunction.of("count_if", 1, 1, AggregateFunctions::countIf));
        all.add(AggregateFunction.of("sum", 1, 1, (s, a, m) -> sum("sum", s, a, m)));
        all.add(AggregateFunction.of("try_sum", 1, 1, (s, a, m) -> sum("try_sum", s, a, m)));
        all.add(
                AggregateFunction.of("avg", 1, 1, (s, a, m) -> average("avg", s, a, m))
                        .aliases("mean"));
        all.add(AggregateFunction.of("try_avg", 1, 1, (s, a, m) -> average("try_avg", s, a, m)));
        all.add(AggregateFunction.of("min", 1, 1, (s, a, m) -> extreme("min", s, a, m)));
        all.add(AggregateFunction.of("max", 1, 1, (s, a, m) -> extreme("max", s, a, m)));
        all.add(logical("bool_and", "min").aliases("every"));
        all.add(logical("bool_or", "max").aliases("some", "any"));
        all.add(picking("first").aliases("first_value", "any_value"));
        all.add(picking("last").aliases("last_value"));
        all.add(
                collecting("collect_list")
                        .aliases("array_agg")
                        .format(Format.named("collect_list")));
        all.add(collecting("collect_set"));
        all.add(extremeBy("min_by"));
        all.add(extremeBy("max_by"));
        all.addAll(statistics());
        all.addAll(StatisticFunctions.all());
        all.addAll(KeptFunctions.all());
        all.add(
                AggregateFunction.of("approx_count_distinct", 1, 2, AggregateFunctions::approximate)
                        .defaults(new Literal(0.05, DataType.DOUBLE))
                        .format(FIRST_ONLY));
        all.add(
                AggregateFunction.of("mode", 0, 2, StatisticFunctions::mode)
                        .format(StatisticFunctions::modeText));
        all.add(
                AggregateFunction.of("percentile", 2, 3, AggregateFunctions::percentile)
                        .defaults(new Literal(1, DataType.INTEGER)));
        all.add(AggregateFunction.of("median", 1, 1, AggregateFunctions::median));
        return all;
    }

    static AggregateCall call(
            String name,
            List<Expression> arguments,
            Modifiers modifiers,
            DataType type,
            boolean nullable) {
        return new AggregateCall(
                name,
                arguments,
                modifiers.distinct(),
                modifiers.filter(),
                modifiers.ignoreNulls(),
                type,
                nullable);
    }

    /// An aggregate of its argument's own type.
    private static AggregateCall plain(String name, List<Argument> arguments, Modifiers modifiers) {
        Expression value = arguments.getFirst().expression();
        return call(name, List.of(value), modifiers, value.type(), true);
    }

    /// `count(*)` and the count of a constant have no arguments.
    private static AggregateCall count(
            CallSite site, List<Argument> arguments, Modifiers modifiers) {
        List<Expression> values = arguments.stream().map(Argument::expression).toList();
        boolean countsRows =
                !modifiers.distinct()
                        && values.stream()
                                .allMatch(
                                        v ->
                                                v instanceof Literal(var value, var t)
                                                        && value != null);
        return call("count", countsRows ? List.of() : values, modifiers, DataType.LONG, false);
    }

    /// The count of a value that is there where the condition is true.
    private static AggregateCall countIf(
            CallSite site, List<Argument> arguments, Modifiers modifiers) {
        Expression condition =
                Signature.of(DataType.BOOLEAN, ArgumentRule.BOOLEAN)
                        .convert(site, arguments)
                        .getFirst();
        Expression marked =
                new Case(
                        List.of(new Case.Branch(condition, Literal.TRUE)),
                        new Literal(null, DataType.BOOLEAN));
        return call("count", List.of(marked), modifiers, DataType.LONG, false);
    }

    private static AggregateCall sum(
            String name, CallSite site, List<Argument> arguments, Modifiers modifiers) {
        if (isLength(arguments.getFirst())) {
            return plain(name, arguments, modifiers);
        }
        Expression value = number(site, arguments.getFirst());
        DataType type =
                value.type() instanceof DataType.Decimal decimal
                        ? Decimals.bounded(decimal.precision() + 10, decimal.scale())
                        : Types.isIntegral(value.type()) ? DataType.LONG : DataType.DOUBLE;
        Expression accumulated =
                type instanceof DataType.Decimal ? value : site.coercion().cast(value, type);
        return call(name, List.of(accumulated), modifiers, type, true);
    }

    private static AggregateCall average(
            String name, CallSite site, List<Argument> arguments, Modifiers modifiers) {
        if (isLength(arguments.getFirst())) {
            Expression length = arguments.getFirst().expression();
            return call(
                    name, List.of(length), modifiers, IntervalScaling.whole(length.type()), true);
        }
        Expression value = number(site, arguments.getFirst());
        DataType type =
                value.type() instanceof DataType.Decimal decimal
                        ? Decimals.bounded(decimal.precision() + 4, decimal.scale() + 4)
                        : DataType.DOUBLE;
        Expression accumulated =
                type instanceof DataType.Decimal ? value : site.coercion().cast(value, type);
        return call(name, List.of(accumulated), modifiers, type, true);
    }

    /// An interval that can be added up.
    private static boolean isLength(Argument argument) {
        return argument.type() instanceof DataType.DayTimeInterval
                || argument.type() instanceof DataType.YearMonthInterval;
    }

    /// A number to be added; a timestamp is its seconds.
    private static Expression number(CallSite site, Argument argument) {
        DataType target =
                argument.type() instanceof DataType.Timestamp
                        ? DataType.DOUBLE
                        : ArgumentRule.NUMERIC.target(argument.type(), site.coercion());
        if (target == null) {
            throw TypeErrors.unexpectedInput(site, 0, argument, "\"NUMERIC\" or \"ANSI INTERVAL\"");
        }
        return site.coercion().cast(argument.expression(), target);
    }

    private static AggregateCall extreme(
            String name, CallSite site, List<Argument> arguments, Modifiers modifiers) {
        checkOrder(site, arguments.getFirst());
        return plain(name, arguments, new Modifiers(false, modifiers.filter(), false));
    }

    private static void checkOrder(CallSite site, Argument argument) {
        if (!Types.isOrderable(argument.type())) {
            throw TypeErrors.notOrdered(site, argument.type());
        }
    }

    /// False is less than true: all is the least, any is the greatest.
    private static AggregateFunction logical(String name, String extreme) {
        return AggregateFunction.of(
                name,
                1,
                1,
                (site, arguments, modifiers) -> {
                    List<Expression> values =
                            Signature.of(DataType.BOOLEAN, ArgumentRule.BOOLEAN)
                                    .convert(site, arguments);
                    return call(extreme, values, modifiers, DataType.BOOLEAN, true);
                });
    }

    /// `first(value[, ignoreNulls])`.
    private static AggregateFunction picking(String name) {
        return AggregateFunction.of(
                        name,
                        1,
                        2,
                        (site, arguments, modifiers) -> {
                            boolean ignoreNulls =
                                    modifiers.ignoreNulls()
                                            || (arguments.size() == 2
                                                    && arguments
                                                            .get(1)
                                                            .expression()
                                                            .equals(Literal.TRUE));
                            return plain(
                                    name,
                                    arguments,
                                    new Modifiers(false, modifiers.filter(), ignoreNulls));
                        })
                .format(FIRST_ONLY);
    }

    private static AggregateFunction collecting(String name) {
        return AggregateFunction.of(
                name,
                1,
                1,
                (site, arguments, modifiers) -> {
                    Expression value = arguments.getFirst().expression();
                    return call(
                            name,
                            List.of(value),
                            modifiers,
                            new DataType.Array(value.type(), false),
                            false);
                });
    }

    private static AggregateFunction extremeBy(String name) {
        return AggregateFunction.of(
                name,
                2,
                3,
                (site, arguments, modifiers) -> {
                    checkOrder(site, arguments.get(1));
                    if (arguments.size() == 3) {
                        return KeptFunctions.ranked(name, site, arguments, modifiers);
                    }
                    List<Expression> values = arguments.stream().map(Argument::expression).toList();
                    return call(name, values, modifiers, values.getFirst().type(), true);
                });
    }

    private static List<FunctionDefinition> statistics() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.add(statistic("stddev_samp", 1).aliases("stddev", "std"));
        all.add(statistic("stddev_pop", 1));
        all.add(statistic("var_samp", 1).aliases("variance"));
        all.add(statistic("var_pop", 1));
        all.add(statistic("skewness", 1));
        all.add(statistic("kurtosis", 1));
        all.add(statistic("corr", 2));
        all.add(statistic("covar_pop", 2));
        all.add(statistic("covar_samp", 2));
        return all;
    }

    private static AggregateFunction statistic(String name, int arguments) {
        Signature signature =
                arguments == 1
                        ? Signature.of(DataType.DOUBLE, ArgumentRule.DOUBLE)
                        : Signature.of(DataType.DOUBLE, ArgumentRule.DOUBLE, ArgumentRule.DOUBLE);
        return AggregateFunction.of(
                name,
                arguments,
                arguments,
                (site, a, m) ->
                        call(
                                name.equals("corr") && !site.ansi() ? "corr_or_null" : name,
                                signature.convert(site, a),
                                m,
                                DataType.DOUBLE,
                                true));
    }

    /// `approx_count_distinct(value, deviation)`: the relative standard deviation that is allowed,
    /// a number with a fraction as it is written.
    private static AggregateCall approximate(
            CallSite site, List<Argument> arguments, Modifiers modifiers) {
        Expression value = arguments.getFirst().expression();
        double deviation =
                switch (arguments.get(1).expression()) {
                    case Literal(Double number, DataType.Float64 ignored) -> number;
                    case Literal(BigDecimal number, var ignored) -> number.doubleValue();
                    default ->
                            throw TypeErrors.error(
                                            "_LEGACY_ERROR_TEMP_1104", "XXKCM", site.origin())
                                    .text("The second argument should be a double literal.");
                };
        if (!(deviation > 0 && deviation < TOO_COARSE)) {
            throw TypeErrors.error("FAILED_FUNCTION_CALL", "38000", site.origin())
                    .with("funcName", "`approx_count_distinct`")
                    .text(
                            "Failed preparing of the function `approx_count_distinct` for call: the"
                                    + " relative standard deviation "
                                    + deviation
                                    + " is not above 0 and at most 0.39.");
        }
        if (deviation < FINEST) {
            throw MillraceException.unsupported(
                    "approx_count_distinct with a relative standard deviation below " + FINEST);
        }
        return call(
                "approx_count_distinct",
                List.of(value, new Literal(deviation, DataType.DOUBLE)),
                modifiers,
                DataType.LONG,
                false);
    }

    /// `percentile(value, p)`: `p` a constant or an array of constants; the frequency is refused
    /// unless it is 1.
    private static AggregateCall percentile(
            CallSite site, List<Argument> arguments, Modifiers modifiers) {
        if (!arguments.get(2).text().equals("1")) {
            throw MillraceException.unsupported("the frequency argument of `percentile`");
        }
        boolean isList = arguments.get(1).type() instanceof DataType.Array;
        ArgumentRule fraction =
                isList
                        ? new ArgumentRule.OneOf(new DataType.Array(DataType.DOUBLE, false))
                        : ArgumentRule.DOUBLE;
        DataType type = isList ? new DataType.Array(DataType.DOUBLE, false) : DataType.DOUBLE;
        List<Expression> values =
                Signature.of(type, ArgumentRule.DOUBLE, fraction)
                        .convert(site, arguments.subList(0, 2));
        return call("percentile", values, modifiers, type, true);
    }

    private static AggregateCall median(
            CallSite site, List<Argument> arguments, Modifiers modifiers) {
        Argument given = arguments.getFirst();
        boolean isLength = isLength(given);
        Expression value =
                isLength
                        ? given.expression()
                        : Signature.of(DataType.DOUBLE, ArgumentRule.DOUBLE)
                                .convert(site, arguments)
                                .getFirst();
        return call(
                "percentile",
                List.of(value, new Literal(0.5, DataType.DOUBLE)),
                modifiers,
                isLength ? IntervalScaling.whole(given.type()) : DataType.DOUBLE,
                true);
    }
}

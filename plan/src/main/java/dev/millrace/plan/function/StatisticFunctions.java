// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.AggregateFunctions.call;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Case;
import dev.millrace.plan.expression.Expression.IsNull;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.Expression.Or;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.function.AggregateFunction.Modifiers;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// Linear regression, percentiles, bits and texts over the rows of a group.
final class StatisticFunctions {
    private StatisticFunctions() {}

    static List<FunctionDefinition> all() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.add(counted("regr_count", "count", DataType.LONG, false, 1));
        all.add(counted("regr_avgx", "avg", DataType.DOUBLE, true, 1));
        all.add(counted("regr_avgy", "avg", DataType.DOUBLE, true, 0));
        all.add(counted("regr_sxx", "regr_m2", DataType.DOUBLE, true, 1));
        all.add(counted("regr_syy", "regr_m2", DataType.DOUBLE, true, 0));
        for (String name : List.of("regr_sxy", "regr_r2", "regr_slope", "regr_intercept")) {
            all.add(
                    AggregateFunction.of(
                            name,
                            2,
                            2,
                            (site, a, m) -> call(name, pair(site, a), m, DataType.DOUBLE, true)));
        }
        all.add(bits("bit_and"));
        all.add(bits("bit_or"));
        all.add(bits("bit_xor"));
        all.add(
                AggregateFunction.of("listagg", 1, 2, StatisticFunctions::joined)
                        .aliases("string_agg")
                        .defaults(new Literal(null, DataType.NULL)));
        all.add(ordered("percentile_cont"));
        all.add(ordered("percentile_disc"));
        all.add(
                AggregateFunction.of("percentile_approx", 2, 3, StatisticFunctions::approximate)
                        .aliases("approx_percentile")
                        .defaults(new Literal(10000, DataType.INTEGER)));
        return all;
    }

    private static List<Expression> pair(CallSite site, List<Argument> arguments) {
        return Signature.of(DataType.DOUBLE, ArgumentRule.DOUBLE, ArgumentRule.DOUBLE)
                .convert(site, arguments);
    }

    /// An aggregate of one of two numbers over the rows that have both.
    private static AggregateFunction counted(
            String name, String function, DataType type, boolean nullable, int which) {
        return AggregateFunction.of(
                name,
                2,
                2,
                (site, a, m) -> {
                    List<Expression> pair = pair(site, a);
                    Expression lacks = new Or(new IsNull(pair.get(0)), new IsNull(pair.get(1)));
                    Expression value =
                            new Case(
                                    List.of(
                                            new Case.Branch(
                                                    lacks, new Literal(null, DataType.DOUBLE))),
                                    pair.get(which));
                    return call(function, List.of(value), m, type, nullable);
                });
    }

    private static AggregateFunction bits(String name) {
        return AggregateFunction.of(
                name,
                1,
                1,
                (site, a, m) -> {
                    List<Expression> value =
                            Signature.of(DataType.LONG, ArgumentRule.INTEGRAL).convert(site, a);
                    return call(name, value, m, value.getFirst().type(), true);
                });
    }

    private static AggregateCall joined(
            CallSite site, List<Argument> arguments, Modifiers modifiers) {
        boolean isBinary = arguments.getFirst().type() instanceof DataType.Binary;
        ArgumentRule rule = isBinary ? ArgumentRule.BINARY : ArgumentRule.TEXT;
        DataType type = isBinary ? DataType.BINARY : DataType.STRING;
        Argument delimiter = arguments.get(1);
        if (!(delimiter.expression() instanceof Literal)) {
            throw TypeErrors.notFoldable(site, "delimiter", delimiter);
        }
        List<Expression> values = Signature.of(type, rule, rule).convert(site, arguments);
        List<Expression> ordered = new ArrayList<>(values);
        for (SortOrder key : modifiers.order()) {
            ordered.add(key.expression());
            ordered.add(new Literal(key.ascending(), DataType.BOOLEAN));
            ordered.add(new Literal(key.nullsFirst(), DataType.BOOLEAN));
        }
        if (modifiers.distinct() && ordered.size() > 2) {
            boolean sortsItself =
                    ordered.size() == 5 && ordered.get(2).equals(arguments.getFirst().expression());
            if (!sortsItself) {
                throw MillraceException.unsupported(
                        "DISTINCT of a function WITHIN GROUP of another order");
            }
        }
        return call("listagg", ordered, modifiers, type, true);
    }

    /// `percentile_approx(value, p[, accuracy])`: one of the values, or one per `p`.
    private static AggregateCall approximate(
            CallSite site, List<Argument> arguments, Modifiers modifiers) {
        Argument value = arguments.getFirst();
        ArgumentRule measurable =
                new ArgumentRule.Matching(
                        "NUMERIC\" or \"DATE\" or \"TIMESTAMP\" or \"ANSI INTERVAL",
                        t -> Types.isNumeric(t) || Types.isDatetime(t) || Types.isInterval(t),
                        DataType.DOUBLE);
        boolean isList = arguments.get(1).type() instanceof DataType.Array;
        ArgumentRule fraction =
                isList
                        ? new ArgumentRule.OneOf(new DataType.Array(DataType.DOUBLE, false))
                        : ArgumentRule.DOUBLE;
        List<Expression> values =
                Signature.of(DataType.DOUBLE, measurable, fraction)
                        .convert(site, arguments.subList(0, 2));
        DataType type = values.getFirst().type();
        if (!(value.type() instanceof DataType.Null) && Types.isText(value.type())) {
            type = DataType.DOUBLE;
        }
        return call(
                "percentile_approx",
                values,
                modifiers,
                isList ? new DataType.Array(type, false) : type,
                true);
    }

    /// `percentile_cont(p) WITHIN GROUP (ORDER BY value [DESC])`: the value, `p` and whether the
    /// greatest comes first.
    private static AggregateFunction ordered(String name) {
        return AggregateFunction.of(
                name,
                1,
                1,
                (site, a, m) -> {
                    SortOrder key = only(name, m);
                    boolean isList = a.getFirst().type() instanceof DataType.Array;
                    ArgumentRule fraction =
                            isList
                                    ? new ArgumentRule.OneOf(
                                            new DataType.Array(DataType.DOUBLE, false))
                                    : ArgumentRule.DOUBLE;
                    Argument value = new Argument(key.expression(), key.expression().toString());
                    DataType type =
                            isList ? new DataType.Array(DataType.DOUBLE, false) : DataType.DOUBLE;
                    List<Expression> values =
                            new ArrayList<>(
                                    Signature.of(type, ArgumentRule.DOUBLE, fraction)
                                            .convert(site, List.of(value, a.getFirst())));
                    values.add(new Literal(!key.ascending(), DataType.BOOLEAN));
                    return call(name, values, m, type, true);
                });
    }

    private static SortOrder only(String name, Modifiers modifiers) {
        if (modifiers.order().size() != 1) {
            throw MillraceException.unsupported(
                    "the function `" + name + "` without WITHIN GROUP of one key");
        }
        return modifiers.order().getFirst();
    }

    /// A deterministic mode shows what it stands for.
    static String modeText(String name, List<String> arguments) {
        if (arguments.size() < 2) {
            return FunctionDefinition.Format.CALL.text(name, arguments);
        }
        return arguments.get(1).equals("true")
                ? "mode() WITHIN GROUP (ORDER BY " + arguments.getFirst() + " DESC)"
                : "mode(" + arguments.getFirst() + ")";
    }

    /// `mode(value[, deterministic])` or `mode() WITHIN GROUP (ORDER BY value)`: the value and
    /// which of equally frequent ones is taken: -1 the least, 1 the greatest, 0 any.
    static AggregateCall mode(CallSite site, List<Argument> arguments, Modifiers modifiers) {
        Expression value;
        int tie = 0;
        if (arguments.isEmpty()) {
            SortOrder key = only("mode", modifiers);
            value = key.expression();
            tie = key.ascending() ? -1 : 1;
        } else {
            value = arguments.getFirst().expression();
        }
        if (arguments.size() == 2) {
            if (!(arguments.get(1).expression() instanceof Literal(var given, var ignored))) {
                throw TypeErrors.notFoldable(site, "deterministic", arguments.get(1));
            }
            tie = Boolean.TRUE.equals(given) ? -1 : 0;
        }
        List<Expression> values = List.of(value, new Literal(tie, DataType.INTEGER));
        return call("mode", values, modifiers, value.type(), true);
    }
}

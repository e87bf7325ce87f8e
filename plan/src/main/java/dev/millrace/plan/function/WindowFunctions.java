// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.WindowFunction.Ranking;
import dev.millrace.plan.function.RankingFunction.Meaning;
import dev.millrace.plan.function.RankingFunction.ShownFrame;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Functions of a row's place among the rows of its window.
final class WindowFunctions {
    private WindowFunctions() {}

    static List<FunctionDefinition> all() {
        return List.of(
                place("row_number", DataType.INTEGER, ShownFrame.TO_CURRENT_ROW),
                place("rank", DataType.INTEGER, ShownFrame.TO_CURRENT_ROW),
                place("dense_rank", DataType.INTEGER, ShownFrame.TO_CURRENT_ROW),
                place("percent_rank", DataType.DOUBLE, ShownFrame.TO_CURRENT_ROW),
                place("cume_dist", DataType.DOUBLE, ShownFrame.OF_WINDOW),
                define("ntile", 0, 1, List.of(one()), ShownFrame.TO_CURRENT_ROW, ntile()),
                shift("lag", -1),
                shift("lead", 1),
                define("nth_value", 2, 3, List.of(), ShownFrame.OF_WINDOW, nthValue()));
    }

    private static Literal one() {
        return new Literal(1, DataType.INTEGER);
    }

    private static RankingFunction define(
            String name,
            int minimum,
            int maximum,
            List<Literal> defaults,
            ShownFrame frame,
            Meaning meaning) {
        return new RankingFunction(name, List.of(), minimum, maximum, defaults, frame, meaning);
    }

    private static RankingFunction place(String name, DataType type, ShownFrame frame) {
        return define(
                name,
                0,
                0,
                List.of(),
                frame,
                (site, arguments, ignoreNulls) -> new Ranking(name, List.of(), false, type, false));
    }

    private static Meaning ntile() {
        Signature signature = Signature.of(DataType.INTEGER, ArgumentRule.INTEGER);
        return (site, arguments, ignoreNulls) ->
                new Ranking(
                        "ntile",
                        signature.convert(site, arguments),
                        false,
                        DataType.INTEGER,
                        false);
    }

    /// `lag(value, offset, default[, ignoreNulls])`; the last argument comes from the DataFrame
    /// API.
    private static RankingFunction shift(String name, int direction) {
        ShownFrame frame =
                arguments -> {
                    String offset =
                            arguments.get(1).expression() instanceof Literal(var value, var t)
                                            && value instanceof Number number
                                    ? Long.toString(direction * number.longValue())
                                    : arguments.get(1).text();
                    return "ROWS BETWEEN " + offset + " FOLLOWING AND " + offset + " FOLLOWING";
                };
        return define(
                name,
                1,
                4,
                List.of(one(), new Literal(null, DataType.NULL)),
                frame,
                (site, arguments, ignoreNulls) -> shifted(name, site, arguments, ignoreNulls));
    }

    /// The value where there is no row is converted to the type of the others.
    private static Ranking shifted(
            String name, CallSite site, List<Argument> arguments, boolean ignoreNulls) {
        Expression value = arguments.get(0).expression();
        DataType type = value.type();
        ArgumentRule like = new ArgumentRule.OneOf(type, DataType.NULL);
        if (like.target(arguments.get(2).type(), site.coercion()) == null) {
            throw TypeErrors.unexpectedInput(site, 2, arguments.get(2), like.required());
        }
        Expression offset =
                Signature.of(DataType.INTEGER, ArgumentRule.INTEGER)
                        .convert(site, arguments.subList(1, 2))
                        .getFirst();
        Expression missing = site.coercion().cast(arguments.get(2).expression(), type);
        boolean skips =
                ignoreNulls
                        || (arguments.size() == 4
                                && arguments.get(3).expression().equals(Literal.TRUE));
        return new Ranking(
                name,
                List.of(value, offset, missing),
                skips,
                type,
                value.nullable() || missing.nullable());
    }

    private static Meaning nthValue() {
        return (site, arguments, ignoreNulls) -> {
            Expression value = arguments.get(0).expression();
            Expression offset =
                    Signature.of(DataType.INTEGER, ArgumentRule.INTEGER)
                            .convert(site, arguments.subList(1, 2))
                            .getFirst();
            boolean skips =
                    ignoreNulls
                            || (arguments.size() == 3
                                    && arguments.get(2).expression().equals(Literal.TRUE));
            return new Ranking("nth_value", List.of(value, offset), skips, value.type(), true);
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.AggregateFunction.Modifiers;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Aggregates whose value is a list or a picture of the group: the rows of the greatest values,
/// histograms, bitmaps.
final class KeptFunctions {
    private static final int MOST_RANKED = 100_000;

    private KeptFunctions() {}

    static List<FunctionDefinition> all() {
        return List.of(
                AggregateFunction.of("histogram_numeric", 2, 2, KeptFunctions::histogram),
                AggregateFunction.of(
                        "bitmap_construct_agg",
                        1,
                        1,
                        (site, a, m) ->
                                bitmap("bitmap_construct_agg", ArgumentRule.LONG, site, a, m)),
                ofBitmaps("bitmap_or_agg"),
                ofBitmaps("bitmap_and_agg"));
    }

    private static AggregateFunction ofBitmaps(String name) {
        ArgumentRule rule =
                new ArgumentRule.Matching("BINARY", t -> t instanceof DataType.Binary, null);
        return AggregateFunction.of(name, 1, 1, (site, a, m) -> bitmap(name, rule, site, a, m));
    }

    private static AggregateCall bitmap(
            String name,
            ArgumentRule rule,
            CallSite site,
            List<Argument> arguments,
            Modifiers modifiers) {
        List<Expression> values = Signature.of(DataType.BINARY, rule).convert(site, arguments);
        return AggregateFunctions.call(name, values, modifiers, DataType.BINARY, false);
    }

    /// `max_by(value, order, k)`: the values of the first `k` rows.
    static AggregateCall ranked(
            String name, CallSite site, List<Argument> arguments, Modifiers modifiers) {
        Integer k = constant(arguments.get(2).expression());
        if (k == null) {
            throw TypeErrors.notFoldable(site, "k", arguments.get(2));
        }
        if (k < 1 || k > MOST_RANKED) {
            throw outOfRange(site, "`k`", "[1, " + MOST_RANKED + "]", k);
        }
        Expression value = arguments.getFirst().expression();
        return AggregateFunctions.call(
                name,
                List.of(value, arguments.get(1).expression(), new Literal(k, DataType.INTEGER)),
                modifiers,
                new DataType.Array(value.type(), true),
                true);
    }

    /// `histogram_numeric(value, bins)`: places of bins, of the type of the values, and heights.
    private static AggregateCall histogram(
            CallSite site, List<Argument> arguments, Modifiers modifiers) {
        ArgumentRule measurable =
                new ArgumentRule.Matching(
                        "NUMERIC\" or \"DATE\" or \"TIMESTAMP\" or \"TIMESTAMP_NTZ\" or"
                                + " \"INTERVAL YEAR TO MONTH\" or \"INTERVAL DAY TO SECOND",
                        t ->
                                Types.isNumeric(t)
                                        || t instanceof DataType.Date
                                        || t instanceof DataType.Timestamp
                                        || t instanceof DataType.TimestampNtz
                                        || t instanceof DataType.YearMonthInterval
                                        || t instanceof DataType.DayTimeInterval,
                        DataType.DOUBLE);
        Expression value =
                Signature.of(DataType.DOUBLE, measurable)
                        .convert(site, arguments.subList(0, 1))
                        .getFirst();
        Argument bins = arguments.get(1);
        if (Types.isNull(bins.type())) {
            throw TypeErrors.unexpectedNull(site, "nb");
        }
        Integer count = constant(bins.expression());
        if (count == null) {
            throw TypeErrors.notFoldable(site, "nb", bins);
        }
        if (count < 2) {
            throw outOfRange(site, "nb", "[2, 2147483647]", count);
        }
        DataType bin =
                DataType.Struct.of(
                        new StructField("x", value.type()), new StructField("y", DataType.DOUBLE));
        return AggregateFunctions.call(
                "histogram_numeric",
                List.of(value, new Literal(count, DataType.INTEGER)),
                modifiers,
                new DataType.Array(bin, true),
                true);
    }

    private static MillraceException outOfRange(
            CallSite site, String name, String range, int value) {
        return TypeErrors.outOfRange(site.text(), site.origin(), name, range, value);
    }

    /// A constant as an INT, null if it is none. NULL counts as 0, as in Spark.
    private static @Nullable Integer constant(Expression expression) {
        return switch (expression) {
            case Literal(Number number, var ignored) -> number.intValue();
            case Literal(String text, var ignored) ->
                    text.strip().matches("[+-]?\\d{1,9}") ? Integer.valueOf(text.strip()) : null;
            case Literal(var value, var ignored) -> value == null ? 0 : null;
            case Expression.Call call when call.function().equals("negative") -> {
                Integer value = constant(call.arguments().getFirst());
                yield value == null ? null : -value;
            }
            case Arithmetic sum -> {
                Integer left = constant(sum.left());
                Integer right = constant(sum.right());
                yield left == null || right == null
                        ? null
                        : switch (sum.operator()) {
                            case ADD -> left + right;
                            case SUBTRACT -> left - right;
                            case MULTIPLY -> left * right;
                            case DIVIDE, REMAINDER, INTEGRAL_DIVIDE -> null;
                        };
            }
            default -> null;
        };
    }
}

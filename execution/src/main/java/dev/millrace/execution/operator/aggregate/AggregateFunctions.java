// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.operator.aggregate.WinnerAccumulator.Rule;
import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// The catalogue of aggregate functions, by canonical name.
public final class AggregateFunctions {
    private static final DataType.Decimal WIDEST = new DataType.Decimal(38, 0);

    private AggregateFunctions() {}

    /// The function of a call. Refuses by name what there is no accumulator for.
    public static AggregateFunction of(AggregateCall call) {
        AggregateFunction function = plain(call);
        // Duplicates change none of these, and all others of the kind are order dependent anyway.
        boolean indifferent =
                switch (call.function()) {
                    case "min", "max", "bool_and", "bool_or", "collect_set" -> true;
                    default -> false;
                };
        if (!call.distinct() || indifferent) {
            return function;
        }
        List<DataType> types = call.arguments().stream().map(Expression::type).toList();
        List<StructField> buffers = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            buffers.add(field("seen" + i, new DataType.Array(types.get(i), true)));
        }
        return new AggregateFunction(
                call.function(), buffers, () -> new DistinctAccumulator(types, function.start()));
    }

    private static AggregateFunction plain(AggregateCall call) {
        String name = call.function();
        UserAggregate user = call.user();
        if (user != null) {
            return new AggregateFunction(
                    name, user.buffers(), () -> new UserAccumulator(user.start()));
        }
        return switch (name) {
            case "count", "count_if" ->
                    new AggregateFunction(
                            name,
                            List.of(notNull("count", DataType.LONG)),
                            () -> new CountAccumulator(name.equals("count_if")));
            case "sum", "try_sum" -> sum(call, name.equals("try_sum"));
            case "avg", "try_avg", "mean" -> average(call);
            case "min", "every", "bool_and" -> extreme(call, false);
            case "max", "some", "any", "bool_or" -> extreme(call, true);
            case "first", "first_value", "any_value" -> edge(call, Rule.FIRST);
            case "last", "last_value" -> edge(call, Rule.LAST);
            case "min_by" ->
                    call.arguments().size() == 3
                            ? KeptFunctions.ranked(call, false)
                            : extremeBy(call, Rule.LEAST);
            case "max_by" ->
                    call.arguments().size() == 3
                            ? KeptFunctions.ranked(call, true)
                            : extremeBy(call, Rule.GREATEST);
            case "histogram_numeric" -> KeptFunctions.histogram(call);
            case "bitmap_construct_agg", "bitmap_or_agg", "bitmap_and_agg" ->
                    KeptFunctions.bitmap(call);
            case "stddev_pop",
                    "stddev_samp",
                    "var_pop",
                    "var_samp",
                    "skewness",
                    "kurtosis",
                    "regr_m2" ->
                    moments(call, name);
            case "stddev", "std" -> moments(call, "stddev_samp");
            case "variance" -> moments(call, "var_samp");
            case "covar_pop",
                    "covar_samp",
                    "corr",
                    "corr_or_null",
                    "regr_sxy",
                    "regr_r2",
                    "regr_slope",
                    "regr_intercept" ->
                    covariance(call);
            case "bit_and", "bit_or", "bit_xor" -> bits(call);
            case "approx_count_distinct" -> cardinality(call);
            case "listagg" -> joined(call);
            case "percentile_approx" -> nearestRank(call);
            case "percentile_cont", "percentile_disc" -> orderedPercentile(call);
            case "collect_list", "array_agg" -> collect(call, false);
            case "collect_set" -> collect(call, true);
            case "percentile", "median" -> percentile(call);
            case "mode" -> mode(call);
            default -> throw MillraceException.unsupported("the aggregate function `" + name + "`");
        };
    }

    private static StructField field(String name, DataType type) {
        return new StructField(name, type, true);
    }

    /// A field that is never NULL.
    private static StructField notNull(String name, DataType type) {
        return new StructField(name, type, false);
    }

    private static AggregateFunction single(String name, DataType type, Supplier<Accumulator> s) {
        return new AggregateFunction(name, List.of(field(name, type)), s);
    }

    private static DataType argumentType(AggregateCall call) {
        return call.arguments().getFirst().type();
    }

    private static AggregateFunction sum(AggregateCall call, boolean isTry) {
        List<StructField> withEmpty =
                List.of(field("sum", call.type()), notNull("isEmpty", DataType.BOOLEAN));
        if (call.type() instanceof DataType.Decimal decimal) {
            return new AggregateFunction(
                    "sum", withEmpty, () -> new DecimalSumAccumulator(decimal, isTry));
        }
        if (Numbers.isFloating(call.type())) {
            return single("sum", DataType.DOUBLE, DoubleSumAccumulator::new);
        }
        return new AggregateFunction(
                "sum",
                isTry ? withEmpty : withEmpty.subList(0, 1),
                () -> new LongSumAccumulator(call.type(), isTry));
    }

    private static AggregateFunction average(AggregateCall call) {
        if (call.type() instanceof DataType.Decimal result
                && argumentType(call) instanceof DataType.Decimal argument) {
            DataType.Decimal sum =
                    new DataType.Decimal(
                            Math.min(WIDEST.precision(), argument.precision() + 10),
                            argument.scale());
            return new AggregateFunction(
                    "avg",
                    List.of(field("sum", sum), field("count", DataType.LONG)),
                    () -> new DecimalAverageAccumulator(sum, result));
        }
        if (!Numbers.isFloating(call.type())) {
            return new AggregateFunction(
                    "avg",
                    List.of(field("sum", call.type()), field("count", DataType.LONG)),
                    () ->
                            new IntervalAverageAccumulator(
                                    call.type(), call.function().startsWith("try")));
        }
        return new AggregateFunction(
                "avg",
                List.of(field("sum", DataType.DOUBLE), field("count", DataType.LONG)),
                AverageAccumulator::new);
    }

    private static AggregateFunction extreme(AggregateCall call, boolean isMaximum) {
        DataType type = argumentType(call);
        String name = isMaximum ? "max" : "min";
        if (Numbers.isIntegral(type) || type instanceof DataType.Bool) {
            return single(name, type, () -> new LongExtremeAccumulator(type, isMaximum));
        }
        if (Numbers.isFloating(type)) {
            return single(name, type, () -> new DoubleExtremeAccumulator(isMaximum));
        }
        Rule rule = isMaximum ? Rule.GREATEST : Rule.LEAST;
        return single(name, type, () -> new WinnerAccumulator(rule, false, List.of(type)));
    }

    private static AggregateFunction edge(AggregateCall call, Rule rule) {
        DataType type = argumentType(call);
        return new AggregateFunction(
                call.function(),
                List.of(field(call.function(), type), field("valueSet", DataType.BOOLEAN)),
                () -> new WinnerAccumulator(rule, call.ignoreNulls(), List.of(type)));
    }

    private static AggregateFunction extremeBy(AggregateCall call, Rule rule) {
        List<DataType> types = call.arguments().stream().map(Expression::type).toList();
        return new AggregateFunction(
                call.function(),
                List.of(field("value", types.get(0)), field("ordering", types.get(1))),
                () -> new WinnerAccumulator(rule, false, types));
    }

    private static AggregateFunction moments(AggregateCall call, String name) {
        var statistic = MomentsAccumulator.Statistic.valueOf(name.toUpperCase(Locale.ROOT));
        List<String> names = List.of("n", "avg", "m2", "m3", "m4");
        List<StructField> buffers =
                names.subList(0, statistic.order() + 1).stream()
                        .map(n -> notNull(n, DataType.DOUBLE))
                        .toList();
        DataType type = argumentType(call);
        return new AggregateFunction(name, buffers, () -> new MomentsAccumulator(statistic, type));
    }

    private static AggregateFunction covariance(AggregateCall call) {
        var statistic =
                CovarianceAccumulator.Statistic.valueOf(call.function().toUpperCase(Locale.ROOT));
        List<String> names = List.of("n", "xAvg", "yAvg", "ck", "xMk", "yMk", "yM2");
        List<StructField> buffers =
                names.subList(0, statistic.bufferCount()).stream()
                        .map(n -> notNull(n, DataType.DOUBLE))
                        .toList();
        List<DataType> types = call.arguments().stream().map(Expression::type).toList();
        return new AggregateFunction(
                call.function(), buffers, () -> new CovarianceAccumulator(statistic, types));
    }

    private static AggregateFunction collect(AggregateCall call, boolean isSet) {
        DataType type = argumentType(call);
        return single(
                "buf", new DataType.Array(type, true), () -> new CollectAccumulator(type, isSet));
    }

    private static AggregateFunction percentile(AggregateCall call) {
        DataType type = argumentType(call);
        boolean isArray = call.type() instanceof DataType.Array;
        if (call.function().equals("percentile") && call.arguments().size() != 2) {
            throw MillraceException.unsupported("the frequency argument of `percentile`");
        }
        double[] fractions =
                call.function().equals("median")
                        ? new double[] {0.5}
                        : fractions(call.arguments().get(1));
        return single(
                "values",
                new DataType.Array(type, true),
                () -> new PercentileAccumulator(type, call.type(), fractions, isArray));
    }

    /// The constant second argument: a number, or an array of numbers (see `BoxedValues`).
    private static double[] fractions(Expression argument) {
        if (argument instanceof Expression.Literal(Number number, var ignored)) {
            return new double[] {number.doubleValue()};
        }
        if (argument instanceof Expression.Literal(List<?> numbers, var ignored)) {
            return numbers.stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
        }
        throw MillraceException.unsupported("a percentage that is not a constant: " + argument);
    }

    private static AggregateFunction mode(AggregateCall call) {
        int tie =
                call.arguments().size() > 1
                                && call.arguments().get(1)
                                        instanceof Expression.Literal(Integer given, var ignored)
                        ? given
                        : 0;
        DataType type = argumentType(call);
        return single(
                "values", new DataType.Array(type, true), () -> new ModeAccumulator(type, tie));
    }

    private static AggregateFunction bits(AggregateCall call) {
        var operation = BitAccumulator.Operation.valueOf(call.function().toUpperCase(Locale.ROOT));
        DataType type = call.type();
        return single(call.function(), type, () -> new BitAccumulator(operation, type));
    }

    private static AggregateFunction joined(AggregateCall call) {
        Object given =
                call.arguments().get(1) instanceof Expression.Literal(var value, var ignored)
                        ? value
                        : null;
        byte[] delimiter =
                switch (given) {
                    case byte[] bytes -> bytes;
                    case String text -> text.getBytes(StandardCharsets.UTF_8);
                    case null, default -> new byte[0];
                };
        DataType type = argumentType(call);
        List<StructField> buffers = new ArrayList<>();
        buffers.add(field("values", new DataType.Array(type, true)));
        List<JoinedTextAccumulator.Key> keys = new ArrayList<>();
        for (int i = 2; i < call.arguments().size(); i += 3) {
            DataType keyType = call.arguments().get(i).type();
            buffers.add(field("key" + keys.size(), new DataType.Array(keyType, true)));
            keys.add(
                    new JoinedTextAccumulator.Key(
                            i, keyType, isTrue(call, i + 1), isTrue(call, i + 2)));
        }
        return new AggregateFunction(
                "listagg", buffers, () -> new JoinedTextAccumulator(type, delimiter, keys));
    }

    private static boolean isTrue(AggregateCall call, int argument) {
        return call.arguments().get(argument).equals(Expression.Literal.TRUE);
    }

    /// Fractions from the other end where the greatest value comes first.
    private static AggregateFunction orderedPercentile(AggregateCall call) {
        boolean isArray = call.type() instanceof DataType.Array;
        boolean descends = isTrue(call, 2);
        double[] fractions = fractions(call.arguments().get(1));
        boolean isContinuous = call.function().equals("percentile_cont");
        if (descends && isContinuous) {
            for (int i = 0; i < fractions.length; i++) {
                fractions[i] = 1 - fractions[i];
            }
        }
        return single(
                "values",
                new DataType.Array(DataType.DOUBLE, true),
                isContinuous
                        ? () ->
                                new PercentileAccumulator(
                                        DataType.DOUBLE, DataType.DOUBLE, fractions, isArray)
                        : () ->
                                new NearestRankAccumulator(
                                        DataType.DOUBLE, fractions, isArray, descends));
    }

    private static AggregateFunction nearestRank(AggregateCall call) {
        DataType type = argumentType(call);
        boolean isArray = call.type() instanceof DataType.Array;
        double[] fractions = fractions(call.arguments().get(1));
        return single(
                "values",
                new DataType.Array(type, true),
                () -> new NearestRankAccumulator(type, fractions, isArray, false));
    }

    /// The exact count, which is within any error that is allowed.
    private static AggregateFunction cardinality(AggregateCall call) {
        DataType type = argumentType(call);
        double deviation = fractions(call.arguments().get(1))[0];
        HyperLogLog sketch = new HyperLogLog(HyperLogLog.precision(deviation));
        return single("registers", DataType.BINARY, () -> new CardinalityAccumulator(type, sketch));
    }
}

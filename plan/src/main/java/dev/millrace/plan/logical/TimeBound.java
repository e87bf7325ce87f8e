// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How early the event time of one side of a join may be, seen from that of the other side:
/// `time > otherTime + offset`, or `>=`. As the other side's watermark rises, earlier rows of the
/// first side can find no partner any more and need not be kept.
///
/// @param offsetMicros added to the time of the other side
/// @param isInclusive whether equal times match
/// @param slackMicros how far the offset may be wrong: conversions to seconds round, and days are
///     not all of one length
public record TimeBound(long offsetMicros, boolean isInclusive, long slackMicros) {
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final long MICROS_PER_SECOND = 1_000_000L;

    /// Rows of the first side at or before the result have no partner beyond the watermark;
    /// milliseconds, as Spark rounds them.
    public long stateWatermarkMillis(long otherWatermarkMillis) {
        return (otherWatermarkMillis * 1000 + offsetMicros) / 1000 - (isInclusive ? 1 : 0);
    }

    /// The least state watermark, null without any bound.
    public static @Nullable Long stateWatermarkMillis(
            List<TimeBound> bounds, long otherWatermarkMillis) {
        return bounds.stream()
                .map(bound -> bound.stateWatermarkMillis(otherWatermarkMillis))
                .min(Long::compare)
                .orElse(null);
    }

    /// All bounds that a condition puts on the event time of one side.
    ///
    /// A conjunct counts if it compares two sums in which nothing stands but the event time of each
    /// side, once, and intervals without months or numbers of seconds. Others are no error: they
    /// only do not help.
    ///
    /// @param time of the side whose rows are kept
    /// @param otherTime of the side whose watermark is known
    public static List<TimeBound> of(
            @Nullable Expression condition, Attribute time, Attribute otherTime) {
        List<TimeBound> bounds = new ArrayList<>();
        for (Expression conjunct : JoinCondition.conjuncts(condition)) {
            if (conjunct instanceof Expression.Comparison(var operator, var left, var right)) {
                TimeBound bound =
                        switch (operator) {
                            case LESS -> lesser(left, right, false, time, otherTime);
                            case LESS_OR_EQUAL -> lesser(left, right, true, time, otherTime);
                            case GREATER -> lesser(right, left, false, time, otherTime);
                            case GREATER_OR_EQUAL -> lesser(right, left, true, time, otherTime);
                            case EQUAL, NULL_SAFE_EQUAL -> null;
                        };
                if (bound != null) {
                    bounds.add(bound);
                }
            }
        }
        return bounds;
    }

    private static @Nullable TimeBound lesser(
            Expression lesser,
            Expression greater,
            boolean isInclusive,
            Attribute time,
            Attribute otherTime) {
        Sum difference = new Sum();
        if (!difference.add(lesser, 1) || !difference.add(greater, -1)) {
            return null;
        }
        Map<Long, Integer> wanted = Map.of(time.id(), -1, otherTime.id(), 1);
        return difference.factors.equals(wanted)
                ? new TimeBound(difference.micros, isInclusive, difference.slack)
                : null;
    }

    /// A sum of columns and a constant.
    private static final class Sum {
        private final Map<Long, Integer> factors = new HashMap<>();
        private long micros;
        private long slack;

        /// Adds an expression, or returns false if it is not a sum.
        boolean add(Expression expression, int sign) {
            return switch (expression) {
                case Attribute attribute -> {
                    factors.merge(attribute.id(), sign, Integer::sum);
                    yield true;
                }
                case Expression.Literal literal -> addConstant(literal, sign);
                case Expression.Cast(var child, var type, var misfit, var origin) -> {
                    slack += MICROS_PER_SECOND;
                    yield isNumberOrTime(type) && add(child, sign);
                }
                case Expression.Arithmetic arithmetic ->
                        switch (arithmetic.operator()) {
                            case ADD ->
                                    add(arithmetic.left(), sign) && add(arithmetic.right(), sign);
                            case SUBTRACT ->
                                    add(arithmetic.left(), sign) && add(arithmetic.right(), -sign);
                            case MULTIPLY, DIVIDE, REMAINDER, INTEGRAL_DIVIDE -> false;
                        };
                case Expression.Call call ->
                        switch (call.function()) {
                            case "timestamp_add_interval" ->
                                    add(call.arguments().get(0), sign)
                                            && add(call.arguments().get(1), sign);
                            case "negative" -> add(call.arguments().getFirst(), -sign);
                            default -> false;
                        };
                default -> false;
            };
        }

        private static boolean isNumberOrTime(DataType type) {
            return type instanceof DataType.Timestamp
                    || type instanceof DataType.Int8
                    || type instanceof DataType.Int16
                    || type instanceof DataType.Int32
                    || type instanceof DataType.Int64
                    || type instanceof DataType.Float32
                    || type instanceof DataType.Float64
                    || type instanceof DataType.Decimal;
        }

        private boolean addConstant(Expression.Literal literal, int sign) {
            Object value = literal.value();
            return switch (value) {
                case CalendarIntervalValue(int months, int days, long rest) -> {
                    micros += sign * (days * MICROS_PER_DAY + rest);
                    slack += days == 0 ? 0 : MICROS_PER_DAY;
                    yield months == 0;
                }
                case BigDecimal seconds -> addSeconds(seconds.doubleValue(), sign);
                case Number number when literal.type() instanceof DataType.DayTimeInterval -> {
                    micros += sign * number.longValue();
                    slack += Math.abs(number.longValue()) < MICROS_PER_DAY ? 0 : MICROS_PER_DAY;
                    yield true;
                }
                case Number number
                        when isNumberOrTime(literal.type())
                                && !(literal.type() instanceof DataType.Timestamp) ->
                        addSeconds(number.doubleValue(), sign);
                case null, default -> false;
            };
        }

        private boolean addSeconds(double seconds, int sign) {
            micros += sign * (long) (seconds * 1e6);
            slack += MICROS_PER_SECOND;
            return true;
        }
    }
}

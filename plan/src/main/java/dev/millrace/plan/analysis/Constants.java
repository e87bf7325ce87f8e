// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.Types;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Constants that are written with signs, conversions and sums: what has to be known of them before
/// anything runs.
final class Constants {
    private Constants() {}

    static boolean isConstant(Expression expression) {
        return !(expression instanceof Attribute)
                && expression.children().stream().allMatch(Constants::isConstant);
    }

    /// The number that the constant is; null if it is none, or only the engine can tell.
    static @Nullable BigDecimal value(Expression expression) {
        return switch (expression) {
            case Literal(var value, var _) -> number(value);
            case Expression.Cast(var child, var type, var _, var _) -> {
                BigDecimal value = Types.isInterval(type) ? null : value(child);
                yield value != null && Types.isIntegral(type)
                        ? value.setScale(0, RoundingMode.DOWN)
                        : value;
            }
            case Expression.Call call when call.function().equals("negative") -> {
                BigDecimal value = value(call.arguments().getFirst());
                yield value == null ? null : value.negate();
            }
            case Expression.Arithmetic sum -> {
                BigDecimal left = value(sum.left());
                BigDecimal right = value(sum.right());
                yield left == null || right == null
                        ? null
                        : switch (sum.operator()) {
                            case ADD -> left.add(right);
                            case SUBTRACT -> left.subtract(right);
                            case MULTIPLY -> left.multiply(right);
                            case DIVIDE, REMAINDER, INTEGRAL_DIVIDE -> null;
                        };
            }
            default -> null;
        };
    }

    private static @Nullable BigDecimal number(@Nullable Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal;
            case Integer number -> BigDecimal.valueOf(number);
            case Long number -> BigDecimal.valueOf(number);
            case Short number -> BigDecimal.valueOf(number);
            case Byte number -> BigDecimal.valueOf(number);
            case Float number -> finite(number);
            case Double number -> finite(number);
            case null, default -> null;
        };
    }

    private static @Nullable BigDecimal finite(double number) {
        return Double.isFinite(number) ? BigDecimal.valueOf(number) : null;
    }

    /// An interval of days as a literal, whatever signs stand before it.
    static Expression literal(Expression distance) {
        BigDecimal value = value(distance);
        return value != null && distance.type() instanceof DataType.DayTimeInterval type
                ? new Literal(value.longValueExact(), type)
                : distance;
    }
}

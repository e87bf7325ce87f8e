// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/// An argument of a call with the text that column names and error messages show for it: what the
/// user wrote, without the conversions that analysis adds.
public record Argument(Expression expression, String text) {
    public DataType type() {
        return expression.type();
    }

    /// Whether the user wrote a number itself, not a conversion of one: it needs only its own
    /// digits beside a decimal.
    boolean isWrittenNumber() {
        return expression instanceof Expression.Literal(var value, var ignored)
                && value instanceof Number
                && !text.startsWith("CAST(")
                && !text.startsWith("TRY_CAST(");
    }

    /// The type that has just the digits of an integer that the user wrote, which is what it needs
    /// beside a decimal; null for anything else.
    DataType.@Nullable Decimal ownDigits() {
        return isWrittenNumber()
                        && Types.isIntegral(type())
                        && !(type() instanceof DataType.Int8)
                        && expression instanceof Expression.Literal(Number number, var ignored)
                ? Decimals.forValue(BigDecimal.valueOf(number.longValue()))
                : null;
    }

    /// The same text over another expression, usually a conversion of it.
    public Argument with(Expression other) {
        return new Argument(other, text);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.DataType.Decimal;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/// Digits of decimal results, as Spark computes them with
/// `spark.sql.decimalOperations.allowPrecisionLoss`.
public final class Decimals {
    private static final int MINIMUM_SCALE = 6;

    private Decimals() {}

    /// The type of `left op right`.
    static DataType result(ArithmeticOperator operator, Decimal left, Decimal right) {
        int leftDigits = left.precision() - left.scale();
        int rightDigits = right.precision() - right.scale();
        int widest = Math.max(left.scale(), right.scale());
        return switch (operator) {
            case ADD, SUBTRACT -> adjusted(Math.max(leftDigits, rightDigits) + widest + 1, widest);
            case MULTIPLY ->
                    adjusted(
                            left.precision() + right.precision() + 1, left.scale() + right.scale());
            case DIVIDE -> {
                int scale = Math.max(MINIMUM_SCALE, left.scale() + right.precision() + 1);
                yield adjusted(leftDigits + right.scale() + scale, scale);
            }
            case REMAINDER -> adjusted(Math.min(leftDigits, rightDigits) + widest, widest);
            case INTEGRAL_DIVIDE -> DataType.LONG;
        };
    }

    /// A decimal that holds both without loss, as far as 38 digits go: then those before the point
    /// are kept.
    public static Decimal wider(Decimal left, Decimal right) {
        int scale = Math.max(left.scale(), right.scale());
        int digits = Math.max(left.precision() - left.scale(), right.precision() - right.scale());
        return digits + scale <= Decimal.MAX_PRECISION
                ? new Decimal(Math.max(1, digits + scale), scale)
                : new Decimal(Decimal.MAX_PRECISION, Decimal.MAX_PRECISION - digits);
    }

    /// Cuts digits after the point first, down to six, then digits before it.
    static Decimal adjusted(int precision, int scale) {
        if (precision <= Decimal.MAX_PRECISION) {
            return new Decimal(precision, scale);
        }
        int digits = precision - scale;
        int kept = Math.max(Decimal.MAX_PRECISION - digits, Math.min(scale, MINIMUM_SCALE));
        return new Decimal(Decimal.MAX_PRECISION, kept);
    }

    /// Cuts digits at 38 and leaves the scale: what aggregates do.
    static Decimal bounded(int precision, int scale) {
        return new Decimal(
                Math.min(precision, Decimal.MAX_PRECISION), Math.min(scale, Decimal.MAX_PRECISION));
    }

    /// The decimal that holds all values of an integral type, null for other types. Floating point
    /// numbers are left out: they turn decimals into doubles.
    public static @Nullable Decimal forIntegral(DataType type) {
        return switch (type) {
            case DataType.Int8 ignored -> new Decimal(3, 0);
            case DataType.Int16 ignored -> new Decimal(5, 0);
            case DataType.Int32 ignored -> Decimal.FOR_INT;
            case DataType.Int64 ignored -> Decimal.FOR_LONG;
            default -> null;
        };
    }

    /// The fewest digits that hold the value.
    static Decimal forValue(BigDecimal value) {
        int scale = Math.max(0, value.scale());
        return bounded(Math.max(value.precision(), scale), scale);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Intervals times and by a number, as calls of `multiply_interval` and `divide_interval`. The
/// result has all fields of its kind.
final class IntervalScaling {
    private IntervalScaling() {}

    /// What `interval op number` means, null if they are not that.
    static @Nullable Expression of(
            ArithmeticOperator operator, CallSite site, Argument interval, Argument number) {
        if (!Types.isInterval(interval.type()) || Types.isInterval(number.type())) {
            return null;
        }
        if (interval.type() instanceof DataType.CalendarInterval) {
            throw MillraceException.unsupported(
                    "a calendar interval as operand of `" + operator.symbol() + "`");
        }
        DataType given = number.type();
        if (!Types.isNumeric(given) && !Types.isText(given) && !Types.isNull(given)) {
            return null;
        }
        DataType factor =
                Types.isIntegral(given)
                        ? DataType.LONG
                        : given instanceof DataType.Decimal ? given : DataType.DOUBLE;
        boolean isProduct = operator == ArithmeticOperator.MULTIPLY;
        return new Call(
                isProduct ? "multiply_interval" : "divide_interval",
                List.of(interval.expression(), site.coercion().cast(number.expression(), factor)),
                whole(interval.type()),
                interval.expression().nullable() || number.expression().nullable(),
                true,
                site.origin());
    }

    /// The type with all fields.
    static DataType whole(DataType interval) {
        return interval instanceof DataType.YearMonthInterval
                ? DataType.YEAR_MONTH_INTERVAL
                : DataType.DAY_TIME_INTERVAL;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

/// Finds the kernel of an `Arithmetic` node: one class per form of number.
public final class ArithmeticKernels {
    private ArithmeticKernels() {}

    /// The kernel over the node's two sides.
    public static Kernel of(Arithmetic site) {
        DataType type = site.left().type();
        return switch (type) {
            case DataType.Null ignored ->
                    (arguments, rowCount, context) -> Columns.nulls(site.type(), rowCount);
            case DataType.Int8 ignored -> integer(site);
            case DataType.Int16 ignored -> integer(site);
            case DataType.Int32 ignored -> integer(site);
            case DataType.YearMonthInterval ignored -> integer(site);
            case DataType.Int64 ignored -> new LongArithmetic(site);
            case DataType.DayTimeInterval ignored -> new LongArithmetic(site);
            case DataType.Float32 ignored -> new DoubleArithmetic(site);
            case DataType.Float64 ignored -> new DoubleArithmetic(site);
            case DataType.Decimal ignored -> new DecimalArithmetic(site);
            default ->
                    throw MillraceException.unsupported(
                            "the operator "
                                    + site.operator().symbol()
                                    + " on "
                                    + type.simpleName());
        };
    }

    private static Kernel integer(Arithmetic site) {
        return site.type() instanceof DataType.Int64
                ? new LongArithmetic(site)
                : new IntegerArithmetic(site);
    }

    /// The function that gives NULL instead of an overflow error.
    static String alternative(ArithmeticOperator operator) {
        return switch (operator) {
            case ADD -> "try_add";
            case SUBTRACT -> "try_subtract";
            case MULTIPLY -> "try_multiply";
            case DIVIDE, INTEGRAL_DIVIDE -> "try_divide";
            case REMAINDER -> "try_mod";
        };
    }

    /// The values of an integral column as `long`.
    static long[] longs(Column column, int rowCount) {
        if (column instanceof LongColumn longs) {
            return longs.values();
        }
        int[] ints = ((IntColumn) column).values();
        long[] wide = new long[rowCount];
        for (int i = 0; i < rowCount; i++) {
            wide[i] = ints[i];
        }
        return wide;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.StructColumn;

/// Spark's order of values: NaN above all other numbers, 0.0 equal to -0.0, text by bytes, structs
/// and arrays by their first difference, NULL below everything.
public final class ValueOrder {
    private ValueOrder() {}

    /// Negative, zero or positive. Both columns have the same type.
    public static int compare(Column left, int leftRow, Column right, int rightRow) {
        boolean leftNull = left.isNull(leftRow);
        boolean rightNull = right.isNull(rightRow);
        if (leftNull || rightNull) {
            return leftNull ? rightNull ? 0 : -1 : 1;
        }
        return switch (left) {
            case NullColumn ignored -> 0;
            case BooleanColumn a ->
                    Boolean.compare(a.value(leftRow), ((BooleanColumn) right).value(rightRow));
            case IntColumn a ->
                    Integer.compare(a.value(leftRow), ((IntColumn) right).value(rightRow));
            case LongColumn a ->
                    Long.compare(a.value(leftRow), ((LongColumn) right).value(rightRow));
            case DoubleColumn a ->
                    compare(a.value(leftRow), ((DoubleColumn) right).value(rightRow));
            case DecimalColumn a -> {
                DecimalColumn b = (DecimalColumn) right;
                int high = Long.compare(a.high(leftRow), b.high(rightRow));
                yield high != 0 ? high : Long.compareUnsigned(a.low(leftRow), b.low(rightRow));
            }
            case BytesColumn a -> a.compare(leftRow, (BytesColumn) right, rightRow);
            case ArrayColumn a -> compareArrays(a, leftRow, (ArrayColumn) right, rightRow);
            case StructColumn a -> compareStructs(a, leftRow, (StructColumn) right, rightRow);
            case MapColumn ignored -> throw new IllegalArgumentException("maps have no order");
        };
    }

    /// Numbers with NaN as the greatest and one zero.
    public static int compare(double left, double right) {
        return left < right ? -1 : left == right ? 0 : Double.compare(left + 0.0, right + 0.0);
    }

    private static int compareArrays(ArrayColumn left, int leftRow, ArrayColumn right, int row) {
        int common = Math.min(left.length(leftRow), right.length(row));
        for (int i = 0; i < common; i++) {
            int order =
                    compare(
                            left.elements(),
                            left.start(leftRow) + i,
                            right.elements(),
                            right.start(row) + i);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length(leftRow), right.length(row));
    }

    private static int compareStructs(
            StructColumn left, int leftRow, StructColumn right, int rightRow) {
        for (int i = 0; i < left.fields().size(); i++) {
            int order = compare(left.field(i), leftRow, right.field(i), rightRow);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.comparison;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;

/// Spark's order of values of one type, row against row: NULL first, NaN last and equal to itself,
/// -0.0 equal to 0.0, strings by bytes, structs and arrays by their parts. Equal rows give 0.
public interface RowComparator {
    /// Negative, zero or positive as the row of `left` comes before, with or after that of `right`.
    int compare(Column left, int leftRow, Column right, int rightRow);

    /// The order of a type. Both decimals of a comparison must have the same scale.
    static RowComparator of(DataType type) {
        RowComparator values = values(type);
        return (left, leftRow, right, rightRow) -> {
            boolean leftNull = left.isNull(leftRow);
            if (leftNull || right.isNull(rightRow)) {
                return leftNull == right.isNull(rightRow) ? 0 : leftNull ? -1 : 1;
            }
            return values.compare(left, leftRow, right, rightRow);
        };
    }

    /// The order of rows known not to be NULL.
    static RowComparator values(DataType type) {
        return switch (type) {
            case DataType.Null ignored -> (left, i, right, j) -> 0;
            case DataType.Bool ignored ->
                    (left, i, right, j) ->
                            Boolean.compare(
                                    ((BooleanColumn) left).value(i),
                                    ((BooleanColumn) right).value(j));
            case DataType.Int8 ignored -> RowComparator::ints;
            case DataType.Int16 ignored -> RowComparator::ints;
            case DataType.Int32 ignored -> RowComparator::ints;
            case DataType.Date ignored -> RowComparator::ints;
            case DataType.YearMonthInterval ignored -> RowComparator::ints;
            case DataType.Int64 ignored -> RowComparator::longs;
            case DataType.Timestamp ignored -> RowComparator::longs;
            case DataType.TimestampNtz ignored -> RowComparator::longs;
            case DataType.Time ignored -> RowComparator::longs;
            case DataType.DayTimeInterval ignored -> RowComparator::longs;
            case DataType.Float32 ignored -> RowComparator::doubles;
            case DataType.Float64 ignored -> RowComparator::doubles;
            case DataType.Decimal ignored -> RowComparator::decimals;
            case DataType.Text ignored -> RowComparator::bytes;
            case DataType.Binary ignored -> RowComparator::bytes;
            case DataType.Array array -> arrays(of(array.element()));
            case DataType.Struct struct ->
                    structs(
                            struct.fields().stream()
                                    .map(f -> of(f.type()))
                                    .toArray(RowComparator[]::new));
            case DataType.Map map -> maps(of(map.key()), of(map.value()));
            case DataType.CalendarInterval ignored ->
                    throw new IllegalArgumentException("interval columns do not exist");
        };
    }

    private static int ints(Column left, int i, Column right, int j) {
        return Integer.compare(((IntColumn) left).value(i), ((IntColumn) right).value(j));
    }

    private static int longs(Column left, int i, Column right, int j) {
        return Long.compare(((LongColumn) left).value(i), ((LongColumn) right).value(j));
    }

    private static int doubles(Column left, int i, Column right, int j) {
        return compare(((DoubleColumn) left).value(i), ((DoubleColumn) right).value(j));
    }

    /// The order of doubles: -0.0 with 0.0, NaN with itself after all others.
    static int compare(double left, double right) {
        return left < right ? -1 : left > right ? 1 : left == right ? 0 : nan(left, right);
    }

    private static int nan(double left, double right) {
        return Boolean.compare(Double.isNaN(left), Double.isNaN(right));
    }

    private static int decimals(Column left, int i, Column right, int j) {
        DecimalColumn a = (DecimalColumn) left;
        DecimalColumn b = (DecimalColumn) right;
        int high = Long.compare(a.high(i), b.high(j));
        return high != 0 ? high : Long.compareUnsigned(a.low(i), b.low(j));
    }

    private static int bytes(Column left, int i, Column right, int j) {
        return ((BytesColumn) left).compare(i, (BytesColumn) right, j);
    }

    private static RowComparator arrays(RowComparator element) {
        return (left, i, right, j) -> {
            ArrayColumn a = (ArrayColumn) left;
            ArrayColumn b = (ArrayColumn) right;
            int common = Math.min(a.length(i), b.length(j));
            for (int k = 0; k < common; k++) {
                int order =
                        element.compare(a.elements(), a.start(i) + k, b.elements(), b.start(j) + k);
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(a.length(i), b.length(j));
        };
    }

    private static RowComparator structs(RowComparator[] fields) {
        return (left, i, right, j) -> {
            for (int k = 0; k < fields.length; k++) {
                int order =
                        fields[k].compare(
                                ((StructColumn) left).field(k),
                                i,
                                ((StructColumn) right).field(k),
                                j);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    /// Maps have no order in SQL; entry by entry is enough to tell equal ones.
    private static RowComparator maps(RowComparator key, RowComparator value) {
        return (left, i, right, j) -> {
            MapColumn a = (MapColumn) left;
            MapColumn b = (MapColumn) right;
            int common = Math.min(a.length(i), b.length(j));
            for (int k = 0; k < common; k++) {
                int x = a.start(i) + k;
                int y = b.start(j) + k;
                int order = key.compare(a.keys(), x, b.keys(), y);
                order = order != 0 ? order : value.compare(a.values(), x, b.values(), y);
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(a.length(i), b.length(j));
        };
    }
}

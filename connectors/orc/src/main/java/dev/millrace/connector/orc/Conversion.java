// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// Reads a column as another type than it has, as ORC's own readers do: numbers as other numbers or
/// text, text as numbers, moments as days or seconds. What does not fit is NULL.
final class Conversion extends ColumnReader {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

    private final ColumnReader reader;
    private final DataType from;
    private final DataType to;

    Conversion(ColumnReader reader, DataType from, DataType to) {
        super(null);
        this.reader = reader;
        this.from = from;
        this.to = to;
    }

    static boolean exists(DataType from, DataType to) {
        boolean isNumber = isNumber(from);
        if (isNumber) {
            return isNumber(to)
                    || to instanceof DataType.Text
                    || to instanceof DataType.Timestamp && !(from instanceof DataType.Bool);
        }
        return switch (from) {
            case DataType.Text ignored -> isNumber(to) || to instanceof DataType.Binary;
            case DataType.Binary ignored -> to instanceof DataType.Text;
            case DataType.Timestamp ignored ->
                    to instanceof DataType.Date || to instanceof DataType.Int64;
            case DataType.Date ignored -> to instanceof DataType.Timestamp;
            default -> false;
        };
    }

    private static boolean isNumber(DataType type) {
        return switch (type) {
            case DataType.Bool ignored -> true;
            case DataType.Int8 ignored -> true;
            case DataType.Int16 ignored -> true;
            case DataType.Int32 ignored -> true;
            case DataType.Int64 ignored -> true;
            case DataType.Float32 ignored -> true;
            case DataType.Float64 ignored -> true;
            case DataType.Decimal ignored -> true;
            default -> false;
        };
    }

    @Override
    Column read(int rows, long @Nullable [] validity) throws IOException {
        Column column = reader.read(rows);
        if (column instanceof BytesColumn && !isNumber(to)) {
            return column;
        }
        ColumnBuilder builder = ColumnBuilder.of(to, rows);
        for (int i = 0; i < rows; i++) {
            builder.appendBoxed(column.isNull(i) ? null : converted(value(column, i)));
        }
        return builder.build();
    }

    private @Nullable BigDecimal number(Object value) {
        try {
            return value instanceof BigDecimal number
                    ? number
                    : new BigDecimal(value.toString().strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// Numbers as `BigDecimal`, but for those that are none; all else as text.
    private Object value(Column column, int row) {
        return switch (column) {
            case BooleanColumn booleans -> booleans.value(row) ? BigDecimal.ONE : BigDecimal.ZERO;
            case IntColumn ints -> BigDecimal.valueOf(ints.value(row));
            case LongColumn longs -> BigDecimal.valueOf(longs.value(row));
            case DoubleColumn doubles -> doubles.value(row);
            case DecimalColumn decimals -> decimals.value(row, ((DataType.Decimal) from).scale());
            case BytesColumn bytes -> bytes.text(row);
            default -> throw new IllegalStateException("no value of " + from);
        };
    }

    private @Nullable Object converted(Object value) {
        if (to instanceof DataType.Text) {
            return text(value);
        }
        if (value instanceof Double fraction && (to instanceof DataType.Float64)) {
            return fraction;
        }
        if (value instanceof Double fraction && to instanceof DataType.Float32) {
            return fraction.floatValue();
        }
        BigDecimal number = number(value);
        if (number == null) {
            return null;
        }
        if (from instanceof DataType.Timestamp) {
            long micros = number.longValue();
            return to instanceof DataType.Date
                    ? (Object) (int) Math.floorDiv(micros, MICROS_PER_DAY)
                    : (Object) Math.floorDiv(micros, MICROS_PER_SECOND);
        }
        return switch (to) {
            case DataType.Bool ignored -> number.signum() != 0;
            case DataType.Int8 ignored -> within(number, Byte.SIZE) ? number.byteValue() : null;
            case DataType.Int16 ignored -> within(number, Short.SIZE) ? number.shortValue() : null;
            case DataType.Int32 ignored -> within(number, Integer.SIZE) ? number.intValue() : null;
            case DataType.Int64 ignored -> within(number, Long.SIZE) ? number.longValue() : null;
            case DataType.Float32 ignored -> number.floatValue();
            case DataType.Float64 ignored -> number.doubleValue();
            case DataType.Decimal(int precision, int scale) -> {
                BigDecimal rounded = number.setScale(scale, RoundingMode.HALF_UP);
                yield rounded.precision() > precision ? null : rounded;
            }
            case DataType.Timestamp ignored ->
                    from instanceof DataType.Date
                            ? number.longValue() * MICROS_PER_DAY
                            : number.multiply(BigDecimal.valueOf(MICROS_PER_SECOND)).longValue();
            default -> null;
        };
    }

    private String text(Object value) {
        if (from instanceof DataType.Bool) {
            return value.equals(BigDecimal.ONE) ? "TRUE" : "FALSE";
        }
        if (from instanceof DataType.Float32) {
            return Float.toString(((Double) value).floatValue());
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    private static boolean within(BigDecimal number, int bits) {
        return number.toBigInteger().bitLength() < bits;
    }
}

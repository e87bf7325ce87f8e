// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.time.Civil;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.DataType.DayTimeInterval;
import dev.millrace.spi.type.DataType.YearMonthInterval;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Casts of numbers to intervals: so many of the last unit that the interval has. Texts have a
/// kernel of their own.
final class ToInterval {
    private static final long MONTHS_PER_YEAR = 12;

    private ToInterval() {}

    /// The kernel, null if the type is not converted.
    static @Nullable Kernel of(CastSite site) {
        if (site.from().getClass() == site.to().getClass()) {
            return (arguments, rowCount, context) -> arguments[0];
        }
        if (site.from() instanceof DataType.Text) {
            return TextInterval.of(site);
        }
        boolean isNumber =
                switch (site.from()) {
                    case DataType.Int8 ignored -> true;
                    case DataType.Int16 ignored -> true;
                    case DataType.Int32 ignored -> true;
                    case DataType.Int64 ignored -> true;
                    case DataType.Decimal ignored -> true;
                    default -> false;
                };
        return isNumber
                ? (arguments, rowCount, context) -> converted(site, arguments[0], rowCount)
                : null;
    }

    /// What the last unit of an interval is worth: in microseconds, or in months.
    static long unit(DataType interval) {
        return switch (interval) {
            case YearMonthInterval months -> months(months.end());
            case DayTimeInterval time -> micros(time.end());
            default -> 1;
        };
    }

    /// The months of a field of a year-month interval.
    static long months(int field) {
        return field == YearMonthInterval.YEAR ? MONTHS_PER_YEAR : 1;
    }

    /// The microseconds of a field of a day-time interval.
    static long micros(int field) {
        return switch (field) {
            case DayTimeInterval.DAY -> Civil.MICROS_PER_DAY;
            case DayTimeInterval.HOUR -> Civil.MICROS_PER_HOUR;
            case DayTimeInterval.MINUTE -> Civil.MICROS_PER_MINUTE;
            default -> Civil.MICROS_PER_SECOND;
        };
    }

    private static Column converted(CastSite site, Column source, int rowCount) {
        boolean isMonths = site.to() instanceof YearMonthInterval;
        long least = isMonths ? Integer.MIN_VALUE : Long.MIN_VALUE;
        long most = isMonths ? Integer.MAX_VALUE : Long.MAX_VALUE;
        long unit = unit(site.to());
        long[] result = new long[rowCount];
        Nulls nulls = new Nulls(source.validity(), rowCount);
        for (int i = 0; i < rowCount; i++) {
            if (!nulls.isValid(i)) {
                continue;
            }
            boolean fits;
            if (source instanceof DecimalColumn decimals) {
                BigDecimal value = decimal(site, decimals, i).multiply(BigDecimal.valueOf(unit));
                BigDecimal whole = value.setScale(0, RoundingMode.HALF_UP);
                fits = whole.toBigInteger().bitLength() < Long.SIZE;
                result[i] = whole.longValue();
            } else {
                long value = integral(source, i);
                fits = Math.multiplyHigh(value, unit) == (value * unit) >> (Long.SIZE - 1);
                result[i] = value * unit;
            }
            if (!fits || result[i] < least || result[i] > most) {
                result[i] = 0;
                if (site.failsOnError()) {
                    throw site.overflow(shown(site, source, i));
                }
                nulls.add(i);
            }
        }
        return isMonths ? ints(result, nulls) : new LongColumn(result, nulls.validity(), rowCount);
    }

    private static IntColumn ints(long[] values, Nulls nulls) {
        int[] result = new int[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (int) values[i];
        }
        return new IntColumn(result, nulls.validity(), result.length);
    }

    private static BigDecimal decimal(CastSite site, DecimalColumn column, int row) {
        return column.value(row, ((DataType.Decimal) site.from()).scale());
    }

    private static long integral(Column column, int row) {
        return column instanceof IntColumn ints
                ? ints.value(row)
                : ((LongColumn) column).value(row);
    }

    private static String shown(CastSite site, Column source, int row) {
        return source instanceof DecimalColumn decimals
                ? decimal(site, decimals, row).toPlainString() + "BD"
                : site.shown(integral(source, row));
    }
}

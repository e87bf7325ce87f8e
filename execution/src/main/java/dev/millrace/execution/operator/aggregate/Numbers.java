// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Columns of the several number forms seen as arrays of one.
final class Numbers {
    private Numbers() {}

    /// Length of an array for `needed` groups that replaces one of `length`.
    static int grown(int length, int needed) {
        return Math.max(needed, (int) Math.min(length * 2L, Integer.MAX_VALUE - 8L));
    }

    static long[] ensure(long[] values, int groupCount) {
        return values.length >= groupCount
                ? values
                : Arrays.copyOf(values, grown(values.length, groupCount));
    }

    static double[] ensure(double[] values, int groupCount) {
        return values.length >= groupCount
                ? values
                : Arrays.copyOf(values, grown(values.length, groupCount));
    }

    /// Integral, boolean (0 and 1) and NULL columns as longs; slots of NULL rows are anything.
    static long[] longs(Column column) {
        return switch (column) {
            case LongColumn longs -> longs.values();
            case IntColumn ints -> {
                int[] narrow = ints.values();
                long[] values = new long[ints.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = narrow[i];
                }
                yield values;
            }
            case BooleanColumn booleans -> {
                long[] values = new long[booleans.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = booleans.value(i) ? 1 : 0;
                }
                yield values;
            }
            case NullColumn nulls -> new long[nulls.size()];
            default -> throw MillraceException.bug(column.getClass() + " holds no longs");
        };
    }

    /// Number columns as doubles; slots of NULL rows are anything.
    static double[] doubles(Column column, DataType type) {
        return switch (column) {
            case DoubleColumn doubles -> doubles.values();
            case DecimalColumn decimals -> {
                int scale = ((DataType.Decimal) type).scale();
                double[] values = new double[decimals.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = decimals.value(i, scale).doubleValue();
                }
                yield values;
            }
            default -> {
                long[] longs = longs(column);
                double[] values = new double[column.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = longs[i];
                }
                yield values;
            }
        };
    }

    /// The first `count` longs as a column of an integral or boolean type.
    static Column column(DataType type, long[] values, long @Nullable [] validity, int count) {
        return switch (type) {
            case DataType.Bool ignored -> {
                boolean[] booleans = new boolean[count];
                for (int i = 0; i < count; i++) {
                    booleans[i] = values[i] != 0;
                }
                yield new BooleanColumn(booleans, validity, count);
            }
            case DataType.Int64 ignored -> longColumn(values, validity, count);
            case DataType.Timestamp ignored -> longColumn(values, validity, count);
            case DataType.TimestampNtz ignored -> longColumn(values, validity, count);
            case DataType.Time ignored -> longColumn(values, validity, count);
            case DataType.DayTimeInterval ignored -> longColumn(values, validity, count);
            default -> {
                int[] ints = new int[count];
                for (int i = 0; i < count; i++) {
                    ints[i] = (int) values[i];
                }
                yield new IntColumn(ints, validity, count);
            }
        };
    }

    private static LongColumn longColumn(long[] values, long @Nullable [] validity, int count) {
        return new LongColumn(Arrays.copyOf(values, count), validity, count);
    }

    static boolean isIntegral(DataType type) {
        return switch (type) {
            case DataType.Int8 ignored -> true;
            case DataType.Int16 ignored -> true;
            case DataType.Int32 ignored -> true;
            case DataType.Int64 ignored -> true;
            case DataType.Date ignored -> true;
            case DataType.Timestamp ignored -> true;
            case DataType.TimestampNtz ignored -> true;
            case DataType.Time ignored -> true;
            case DataType.DayTimeInterval ignored -> true;
            case DataType.YearMonthInterval ignored -> true;
            default -> false;
        };
    }

    static boolean isFloating(DataType type) {
        return type instanceof DataType.Float64 || type instanceof DataType.Float32;
    }

    /// Spark's error for a sum that does not fit.
    static MillraceException overflow(String what) {
        return MillraceException.of(ErrorKind.ARITHMETIC, "ARITHMETIC_OVERFLOW", "22003")
                .with("message", what)
                .with("alternative", " Use 'try_sum' to tolerate overflow and return NULL instead.")
                .with("config", "\"spark.sql.ansi.enabled\"")
                .text(
                        what
                                + ". Use 'try_sum' to tolerate overflow and return NULL instead. If"
                                + " necessary set \"spark.sql.ansi.enabled\" to \"false\" to bypass"
                                + " this error.");
    }
}

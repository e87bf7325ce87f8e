// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.call;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// Small things that many kernels do with whole columns.
public final class Columns {
    private Columns() {}

    /// Rows valid in all columns.
    public static long @Nullable [] validity(Column[] columns) {
        long[] valid = null;
        for (Column column : columns) {
            valid = Validity.and(valid, column.validity());
        }
        return valid;
    }

    /// The same values under another bitmap.
    public static Column withValidity(Column column, long @Nullable [] valid) {
        int size = column.size();
        return switch (column) {
            case NullColumn nulls -> nulls;
            case BooleanColumn booleans -> new BooleanColumn(booleans.values(), valid, size);
            case IntColumn ints -> new IntColumn(ints.values(), valid, size);
            case LongColumn longs -> new LongColumn(longs.values(), valid, size);
            case DoubleColumn doubles -> new DoubleColumn(doubles.values(), valid, size);
            case DecimalColumn decimals ->
                    new DecimalColumn(decimals.highs(), decimals.lows(), valid, size);
            case BytesColumn bytes ->
                    new BytesColumn(bytes.data(), bytes.starts(), bytes.lengths(), valid, size);
            case ArrayColumn array ->
                    new ArrayColumn(array.elements(), starts(array), lengths(array), valid, size);
            case MapColumn map ->
                    new MapColumn(map.keys(), map.values(), starts(map), lengths(map), valid, size);
            case StructColumn struct -> new StructColumn(struct.fields(), valid, size);
        };
    }

    /// `size` rows that are all NULL.
    public static Column nulls(DataType type, int size) {
        ColumnBuilder builder = ColumnBuilder.of(type, size);
        for (int i = 0; i < size; i++) {
            builder.appendNull();
        }
        return builder.build();
    }

    /// A bitmap as one boolean per row, for loops that combine many of them.
    public static boolean isValid(long @Nullable [] valid, int row) {
        return valid == null || (valid[row >> 6] >>> row & 1L) != 0;
    }

    private static int[] starts(ArrayColumn array) {
        int[] starts = new int[array.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = array.start(i);
        }
        return starts;
    }

    private static int[] lengths(ArrayColumn array) {
        int[] lengths = new int[array.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = array.length(i);
        }
        return lengths;
    }

    private static int[] starts(MapColumn map) {
        int[] starts = new int[map.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = map.start(i);
        }
        return starts;
    }

    private static int[] lengths(MapColumn map) {
        int[] lengths = new int[map.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = map.length(i);
        }
        return lengths;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.StructColumn;

import java.util.List;

/// About how many bytes rows take, each by itself: views over shared data count what they see of
/// it, unlike `Column.sizeBytes`.
public final class RowBytes {
    private static final long VIEW = 8;

    private RowBytes() {}

    public static long of(ColumnBatch batch) {
        return of(batch.columns(), batch.rowCount());
    }

    public static long of(List<Column> columns, int rowCount) {
        long bytes = 0;
        for (Column column : columns) {
            bytes += of(column, rowCount);
        }
        return bytes;
    }

    private static long of(Column column, int rowCount) {
        return switch (column) {
            case NullColumn ignored -> 0;
            case BooleanColumn ignored -> rowCount;
            case IntColumn ignored -> 4L * rowCount;
            case LongColumn ignored -> 8L * rowCount;
            case DoubleColumn ignored -> 8L * rowCount;
            case DecimalColumn ignored -> 16L * rowCount;
            case BytesColumn bytes -> {
                long total = VIEW * rowCount;
                for (int i = 0; i < rowCount; i++) {
                    total += bytes.length(i);
                }
                yield total;
            }
            case ArrayColumn array -> {
                long elements = 0;
                for (int i = 0; i < rowCount; i++) {
                    elements += array.length(i);
                }
                yield VIEW * rowCount + share(array.elements(), elements);
            }
            case MapColumn map -> {
                long entries = 0;
                for (int i = 0; i < rowCount; i++) {
                    entries += map.length(i);
                }
                yield VIEW * rowCount + share(map.keys(), entries) + share(map.values(), entries);
            }
            case StructColumn struct -> of(struct.fields(), rowCount);
        };
    }

    private static long share(Column elements, long count) {
        return elements.size() == 0
                ? 0
                : (long) ((double) elements.sizeBytes() * count / elements.size());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.StructColumn;

import java.util.List;

/// The grouping key that carries the watermark: a timestamp, or a window, whose time is its end.
///
/// @param column index among the keys
/// @param endField index of the field `end` of a window, -1 for a timestamp
public record EventTimeKey(int column, int endField) {
    /// Stands for a NULL time: never late, never evicted.
    static final long NONE = Long.MAX_VALUE;

    /// The time of each row in microseconds.
    long[] micros(List<Column> keys, int rowCount) {
        Column key = keys.get(column);
        Column time = endField >= 0 && key instanceof StructColumn s ? s.field(endField) : key;
        long[] micros = new long[rowCount];
        for (int i = 0; i < rowCount; i++) {
            boolean isNull = key.isNull(i) || time.isNull(i);
            micros[i] = !isNull && time instanceof LongColumn longs ? longs.value(i) : NONE;
        }
        return micros;
    }

    /// True if a time is at or before a watermark.
    static boolean isPassed(long micros, long watermarkMillis) {
        return micros != NONE && Math.floorDiv(micros - 1, 1000L) < watermarkMillis;
    }
}

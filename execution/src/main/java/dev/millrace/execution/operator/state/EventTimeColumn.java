// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.task.StateStatistics;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.state.StateStore;

import java.util.List;

/// The column of a stateful operator's input that carries the watermark: a timestamp, or a window,
/// whose time is its end.
///
/// @param column index among the columns
/// @param endField index of the field `end` of a window, -1 for a timestamp
public record EventTimeColumn(int column, int endField) {
    /// Stands for a NULL time: never late, never evicted.
    public static final long NONE = StateStore.NEVER;

    /// The time of each row in microseconds, `NONE` where it is NULL.
    public long[] micros(List<Column> columns, int rowCount) {
        return micros(columns, rowCount, NONE);
    }

    /// The same with another number for NULL.
    long[] micros(List<Column> columns, int rowCount, long missing) {
        Column key = columns.get(column);
        Column time = endField >= 0 && key instanceof StructColumn s ? s.field(endField) : key;
        long[] micros = new long[rowCount];
        for (int i = 0; i < rowCount; i++) {
            boolean isNull = key.isNull(i) || time.isNull(i);
            micros[i] = !isNull && time instanceof LongColumn longs ? longs.value(i) : missing;
        }
        return micros;
    }

    /// The rows that are not late; the others are counted.
    ///
    /// @param thresholdMillis a row is late if its time is at or before this
    public ColumnBatch dropLate(
            ColumnBatch batch, long thresholdMillis, StateStatistics statistics) {
        long[] times = micros(batch.columns(), batch.rowCount());
        int[] rows = new int[times.length];
        int count = 0;
        for (int i = 0; i < times.length; i++) {
            if (!isPassed(times[i], thresholdMillis)) {
                rows[count++] = i;
            }
        }
        statistics.rowsDroppedByWatermark().addAndGet(times.length - count);
        return count == times.length ? batch : batch.gather(rows, count);
    }

    /// True if some row is late.
    boolean hasLate(ColumnBatch batch, long thresholdMillis) {
        for (long time : micros(batch.columns(), batch.rowCount())) {
            if (isPassed(time, thresholdMillis)) {
                return true;
            }
        }
        return false;
    }

    /// True if a time is at or before a watermark.
    public static boolean isPassed(long micros, long watermarkMillis) {
        return micros != NONE && micros <= boundMicros(watermarkMillis);
    }

    /// A watermark as a bound for `StateStore.scanExpired`. It never overflows: a watermark comes
    /// from a time in microseconds.
    public static long boundMicros(long watermarkMillis) {
        return Math.multiplyExact(watermarkMillis, 1000L);
    }
}

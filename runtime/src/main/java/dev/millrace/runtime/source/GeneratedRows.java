// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Rows of a timestamp and a number, made when they are asked for: the numbers of a range, of which
/// each partition has every n-th.
///
/// @param from the first number
/// @param until the end of the numbers, exclusive
/// @param step from one number to the next
/// @param columns the columns to deliver
record GeneratedRows(long from, long until, int step, Clock clock, List<String> columns)
        implements Split {
    static final DataType.Struct SCHEMA =
            DataType.Struct.of(
                    new StructField("timestamp", DataType.TIMESTAMP),
                    new StructField("value", DataType.LONG));

    /// When a number was made.
    ///
    /// @param startMillis of the first number of the range
    /// @param millisPerNumber from one to the next
    record Clock(long first, long startMillis, double millisPerNumber) {
        long micros(long number) {
            long relative = Math.round((number - first) * millisPerNumber);
            return (relative + startMillis) * 1000;
        }
    }

    /// The numbers `clock.first() .. until`, shared out over partitions.
    static Scan scan(long until, int partitions, Clock clock, ScanRequest request) {
        long first = clock.first();
        List<Split> splits = new ArrayList<>(partitions);
        for (int i = 0; i < partitions && until - first > i; i++) {
            splits.add(new GeneratedRows(first + i, until, partitions, clock, request.columns()));
        }
        return Scan.of(splits);
    }

    @Override
    public BatchReader open() {
        return new Reader(this);
    }

    @Override
    public long sizeBytes() {
        return (until - from) / step * 16;
    }

    /// Makes batch after batch.
    private static final class Reader implements BatchReader {
        private final GeneratedRows rows;
        private long next;
        private boolean atEnd;

        Reader(GeneratedRows rows) {
            this.rows = rows;
            this.next = rows.from;
        }

        @Override
        public @Nullable ColumnBatch next() {
            if (atEnd) {
                return null;
            }
            long left = (rows.until - next - 1) / rows.step + 1;
            int count = (int) Math.min(left, ColumnBatch.TARGET_ROWS);
            atEnd = left == count;
            long[] numbers = new long[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = next + (long) i * rows.step;
            }
            next += (long) count * rows.step;
            List<Column> columns = new ArrayList<>(rows.columns.size());
            for (String column : rows.columns) {
                columns.add(
                        new LongColumn(
                                column.equals("value") ? numbers : times(numbers), null, count));
            }
            return new ColumnBatch(count, columns);
        }

        private long[] times(long[] numbers) {
            long[] times = new long[numbers.length];
            for (int i = 0; i < times.length; i++) {
                times[i] = rows.clock.micros(numbers[i]);
            }
            return times;
        }

        @Override
        public void close() {
            atEnd = true;
        }
    }
}

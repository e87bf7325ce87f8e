// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.TimestampParser;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Reads 64-bit integers from numbers, or timestamps from strings and whole seconds.
final class LongReader extends ValueReader {
    private static final long MICROS_PER_SECOND = 1_000_000L;

    private final @Nullable TimestampParser timestamps;
    private final boolean acceptsSeconds;
    private long[] values = new long[0];

    /// A reader of integers.
    LongReader() {
        this.timestamps = null;
        this.acceptsSeconds = false;
    }

    /// A reader of timestamps.
    ///
    /// @param acceptsSeconds whether a whole number means seconds since the epoch
    LongReader(TimestampParser timestamps, boolean acceptsSeconds) {
        this.timestamps = timestamps;
        this.acceptsSeconds = acceptsSeconds;
    }

    @Override
    int read(JsonCursor in, int row) {
        if (timestamps != null && in.isString()) {
            in.readString();
            if (!timestamps.parse(in.data(), in.textStart(), in.textLength())) {
                return BAD;
            }
            set(row, timestamps.micros());
            return GOOD;
        }
        if (in.passesNull()) {
            clear(row);
            return GOOD;
        }
        if (!in.isNumber() || timestamps != null && !acceptsSeconds) {
            in.skipValue();
            return BAD;
        }
        in.readNumber();
        if (!in.number.isLong()) {
            return BAD;
        }
        // Seconds beyond the range wrap around, as in Spark.
        set(
                row,
                timestamps == null
                        ? in.number.longValue()
                        : in.number.longValue() * MICROS_PER_SECOND);
        return GOOD;
    }

    private void set(int row, long value) {
        if (row >= values.length) {
            grow(row + 1);
        }
        values[row] = value;
        setValid(row);
    }

    @Override
    void grow(int rows) {
        values = Arrays.copyOf(values, grown(values.length, rows));
    }

    @Override
    Column build(int size, byte[] data) {
        if (values.length < size) {
            grow(size);
        }
        Column column = new LongColumn(values, takeValidity(size), size);
        values = new long[size];
        return column;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.DateParser;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Reads integers of up to 32 bits from numbers, or dates from strings.
final class IntReader extends ValueReader {
    private final long smallest;
    private final long largest;
    private final @Nullable DateParser dates;
    private int[] values = new int[0];

    /// A reader of integers in a range.
    IntReader(long smallest, long largest) {
        this.smallest = smallest;
        this.largest = largest;
        this.dates = null;
    }

    /// A reader of dates.
    IntReader(DateParser dates) {
        this.smallest = 0;
        this.largest = 0;
        this.dates = dates;
    }

    @Override
    int read(JsonCursor in, int row) {
        if (in.passesNull()) {
            clear(row);
            return GOOD;
        }
        if (dates != null) {
            return readDate(in, row, dates);
        }
        if (!in.isNumber()) {
            in.skipValue();
            return BAD;
        }
        in.readNumber();
        if (!in.number.isLong()) {
            return BAD;
        }
        long value = in.number.longValue();
        if (value < smallest || value > largest) {
            return BAD;
        }
        set(row, smallest == Byte.MIN_VALUE ? (byte) value : (int) value);
        return GOOD;
    }

    private int readDate(JsonCursor in, int row, DateParser parser) {
        if (!in.isString()) {
            in.skipValue();
            return BAD;
        }
        in.readString();
        if (!parser.parse(in.data(), in.textStart(), in.textLength())) {
            return BAD;
        }
        set(row, parser.days());
        return GOOD;
    }

    private void set(int row, int value) {
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
        Column column = new IntColumn(values, takeValidity(size), size);
        values = new int[size];
        return column;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;

import java.util.Arrays;

/// Reads `double` and `float` from numbers and from the words for no number.
final class DoubleReader extends ValueReader {
    private final boolean single;
    private double[] values = new double[0];

    /// @param single whether values are rounded to `float`
    DoubleReader(boolean single) {
        this.single = single;
    }

    @Override
    int read(JsonCursor in, int row) {
        double value;
        if (in.isNumber()) {
            in.readNumber();
            value = single ? in.number.floatValue() : in.number.doubleValue();
        } else if (in.isString()) {
            in.readString();
            value = in.syntax.allowNonNumericNumbers() ? JsonNumber.specialValue(in.text()) : 0;
            if (value == 0) {
                return BAD;
            }
        } else if (in.passesNull()) {
            clear(row);
            return GOOD;
        } else {
            in.skipValue();
            return BAD;
        }
        if (row >= values.length) {
            grow(row + 1);
        }
        values[row] = value;
        setValid(row);
        return GOOD;
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
        Column column = new DoubleColumn(values, takeValidity(size), size);
        values = new double[size];
        return column;
    }
}

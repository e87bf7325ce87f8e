// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;

import java.util.Arrays;

/// Reads `true` and `false`.
final class BooleanReader extends ValueReader {
    private boolean[] values = new boolean[0];

    @Override
    int read(JsonCursor in, int row) {
        switch (in.data()[in.at]) {
            case 't' -> {
                in.passLiteral("true");
                set(row, true);
            }
            case 'f' -> {
                in.passLiteral("false");
                set(row, false);
            }
            case 'n' -> {
                in.passLiteral("null");
                clear(row);
            }
            default -> {
                in.skipValue();
                return BAD;
            }
        }
        return GOOD;
    }

    private void set(int row, boolean value) {
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
        Column column = new BooleanColumn(values, takeValidity(size), size);
        values = new boolean[size];
        return column;
    }
}

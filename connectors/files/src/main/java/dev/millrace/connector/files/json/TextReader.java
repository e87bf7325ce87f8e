// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;

import java.util.Arrays;
import java.util.Base64;

/// Reads strings as views of the input, any other value as its JSON text; or, for `binary`, strings
/// of base64.
final class TextReader extends ValueReader {
    private final boolean base64;
    private int[] starts = new int[0];
    private int[] lengths = new int[0];

    TextReader(boolean base64) {
        this.base64 = base64;
    }

    @Override
    int read(JsonCursor in, int row) {
        if (in.isString()) {
            in.readString();
            if (base64) {
                return decode(in, row);
            }
            set(row, in.textStart(), in.textLength());
            return GOOD;
        }
        if (in.passesNull()) {
            clear(row);
            return GOOD;
        }
        int start = in.at;
        in.skipValue();
        if (base64) {
            return BAD;
        }
        set(row, start, in.at - start);
        return GOOD;
    }

    private int decode(JsonCursor in, int row) {
        byte[] text =
                Arrays.copyOfRange(in.data(), in.textStart(), in.textStart() + in.textLength());
        if (text.length % 4 != 0) {
            return BAD;
        }
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return BAD;
        }
        set(row, in.keep(decoded), decoded.length);
        return GOOD;
    }

    /// Makes a row a view of the input.
    void set(int row, int start, int length) {
        if (row >= starts.length) {
            grow(row + 1);
        }
        starts[row] = start;
        lengths[row] = length;
        setValid(row);
    }

    @Override
    void grow(int rows) {
        int length = grown(starts.length, rows);
        starts = Arrays.copyOf(starts, length);
        lengths = Arrays.copyOf(lengths, length);
    }

    @Override
    Column build(int size, byte[] data) {
        if (starts.length < size) {
            grow(size);
        }
        Column column = new BytesColumn(data, starts, lengths, takeValidity(size), size);
        starts = new int[size];
        lengths = new int[size];
        return column;
    }
}

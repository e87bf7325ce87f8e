// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.MapColumn;

import java.util.Arrays;

/// Reads objects as maps with string keys. One bad value makes the whole map bad.
final class MapReader extends ValueReader {
    private final TextReader keys = new TextReader(false);
    private final ValueReader values;
    private int entryCount;
    private int[] starts = new int[0];
    private int[] lengths = new int[0];

    MapReader(ValueReader values) {
        this.values = values;
    }

    @Override
    int read(JsonCursor in, int row) {
        if (in.data()[in.at] != '{') {
            if (in.passesNull()) {
                clear(row);
                return GOOD;
            }
            in.skipValue();
            return BAD;
        }
        int start = entryCount;
        int outcome;
        try {
            outcome = readEntries(in);
        } catch (MalformedJson e) {
            forget(start);
            throw e;
        }
        if (outcome == BAD) {
            forget(start);
            return BAD;
        }
        if (row >= starts.length) {
            grow(row + 1);
        }
        starts[row] = start;
        lengths[row] = entryCount - start;
        setValid(row);
        return outcome;
    }

    private void forget(int start) {
        for (int i = start; i <= entryCount; i++) {
            keys.clear(i);
            values.clear(i);
        }
        entryCount = start;
    }

    private int readEntries(JsonCursor in) {
        int outcome = GOOD;
        in.enter();
        in.at++;
        byte c = in.nextToken();
        while (c != '}') {
            in.readName();
            keys.set(entryCount, in.textStart(), in.textLength());
            in.passColon();
            outcome = Math.max(outcome, values.read(in, entryCount));
            entryCount++;
            c = in.nextToken();
            if (c == ',') {
                in.at++;
                c = in.nextToken();
                if (c == '}') {
                    throw in.malformed("a comma before a closing brace", in.at);
                }
            } else if (c != '}') {
                throw in.malformed("a comma was expected", in.at);
            }
        }
        in.at++;
        in.leave();
        return outcome;
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
        Column builtKeys = keys.build(entryCount, data);
        Column builtValues = values.build(entryCount, data);
        Column column =
                new MapColumn(builtKeys, builtValues, starts, lengths, takeValidity(size), size);
        entryCount = 0;
        starts = new int[size];
        lengths = new int[size];
        return column;
    }
}

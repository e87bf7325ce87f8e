// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;

import java.util.Arrays;

/// Reads arrays. One bad element makes the whole array bad; a partial one makes it partial.
final class ArrayReader extends ValueReader {
    private final ValueReader elements;
    private int elementCount;
    private int[] starts = new int[0];
    private int[] lengths = new int[0];

    ArrayReader(ValueReader elements) {
        this.elements = elements;
    }

    @Override
    int read(JsonCursor in, int row) {
        if (in.data()[in.at] != '[') {
            if (in.passesNull()) {
                clear(row);
                return GOOD;
            }
            in.skipValue();
            return BAD;
        }
        int start = elementCount;
        int outcome;
        try {
            outcome = readElements(in);
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
        lengths[row] = elementCount - start;
        setValid(row);
        return outcome;
    }

    private void forget(int start) {
        for (int i = start; i <= elementCount; i++) {
            elements.clear(i);
        }
        elementCount = start;
    }

    private int readElements(JsonCursor in) {
        int outcome = GOOD;
        in.enter();
        in.at++;
        byte c = in.nextToken();
        while (c != ']') {
            outcome = Math.max(outcome, elements.read(in, elementCount));
            elementCount++;
            c = in.nextToken();
            if (c == ',') {
                in.at++;
                c = in.nextToken();
                if (c == ']') {
                    throw in.malformed("a comma before a closing bracket", in.at);
                }
            } else if (c != ']') {
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
        Column built = elements.build(elementCount, data);
        Column column = new ArrayColumn(built, starts, lengths, takeValidity(size), size);
        elementCount = 0;
        starts = new int[size];
        lengths = new int[size];
        return column;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;

/// The elements of all rows of a collection column, one after the other. Built row by row: `add`
/// for every element, then `endRow`.
final class Elements {
    private final int[] starts;
    private final int[] lengths;
    private int rowCount;
    private int count;
    private int[] rows = new int[64];
    private int[] sources = new int[64];

    Elements(int rowCount) {
        starts = new int[rowCount];
        lengths = new int[rowCount];
    }

    static Elements of(ArrayColumn array) {
        Elements elements = new Elements(array.size());
        for (int row = 0; row < array.size(); row++) {
            elements.addRange(array.start(row), array.isNull(row) ? 0 : array.length(row));
        }
        return elements;
    }

    static Elements of(MapColumn map) {
        Elements elements = new Elements(map.size());
        for (int row = 0; row < map.size(); row++) {
            elements.addRange(map.start(row), map.isNull(row) ? 0 : map.length(row));
        }
        return elements;
    }

    private void addRange(int from, int length) {
        for (int i = 0; i < length; i++) {
            add(from + i);
        }
        endRow();
    }

    /// @param source where the element is in its column, -1 for none
    void add(int source) {
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, count * 2);
            sources = Arrays.copyOf(sources, count * 2);
        }
        rows[count] = rowCount;
        sources[count++] = source;
    }

    void endRow() {
        int start = rowCount == 0 ? 0 : starts[rowCount - 1] + lengths[rowCount - 1];
        starts[rowCount] = start;
        lengths[rowCount++] = count - start;
    }

    int count() {
        return count;
    }

    /// The row that each element belongs to.
    int[] rows() {
        return rows;
    }

    int source(int element) {
        return sources[element];
    }

    int[] starts() {
        return starts;
    }

    int[] lengths() {
        return lengths;
    }

    /// The place of each element in its row, from 0.
    IntColumn positions() {
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            positions[i] = i - starts[rows[i]];
        }
        return new IntColumn(positions, null, count);
    }

    /// The elements out of their column; those without a source are NULL.
    Column of(Column column, DataType type) {
        boolean hasGaps = false;
        for (int i = 0; i < count; i++) {
            hasGaps |= sources[i] < 0;
        }
        if (!hasGaps) {
            return column.gather(sources, count);
        }
        ColumnBuilder builder = ColumnBuilder.of(type, count);
        for (int i = 0; i < count; i++) {
            if (sources[i] < 0) {
                builder.appendNull();
            } else {
                builder.appendFrom(column, sources[i]);
            }
        }
        return builder.build();
    }
}

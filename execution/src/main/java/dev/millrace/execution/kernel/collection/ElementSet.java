// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.collection;

import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.spi.column.Column;

import java.util.Arrays;

/// A set of elements, each a row of one of two columns, found by binary search. NULL is an element
/// too.
final class ElementSet {
    private final RowComparator order;
    private Column[] columns = new Column[8];
    private int[] rows = new int[8];
    private int size;

    ElementSet(RowComparator order) {
        this.order = order;
    }

    void clear() {
        size = 0;
    }

    boolean contains(Column column, int row) {
        return find(column, row) >= 0;
    }

    /// False if an equal element is there already.
    boolean add(Column column, int row) {
        int at = find(column, row);
        if (at >= 0) {
            return false;
        }
        if (size == rows.length) {
            columns = Arrays.copyOf(columns, size * 2);
            rows = Arrays.copyOf(rows, size * 2);
        }
        int place = ~at;
        System.arraycopy(columns, place, columns, place + 1, size - place);
        System.arraycopy(rows, place, rows, place + 1, size - place);
        columns[place] = column;
        rows[place] = row;
        size++;
        return true;
    }

    /// The place of an equal element; `~place` where it would go if there is none.
    private int find(Column column, int row) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = order.compare(columns[middle], rows[middle], column, row);
            if (compared == 0) {
                return middle;
            }
            if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return ~low;
    }
}

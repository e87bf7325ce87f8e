// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.function.GroupedRows;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.NoSuchElementException;

/// The objects of the rows of one group.
final class GroupObjects extends ObjectIterator {
    private final List<Column> columns;
    private final ObjectInput input;
    private final int end;
    private int row;

    private GroupObjects(List<Column> columns, ObjectInput input, int start, int end) {
        this.columns = columns;
        this.input = input;
        this.row = start;
        this.end = end;
    }

    static GroupObjects of(GroupedRows.Side side, ObjectInput input, int group) {
        return new GroupObjects(
                side.rows().columns(), input, side.starts()[group], side.starts()[group + 1]);
    }

    @Override
    public boolean hasNext() {
        return row < end;
    }

    @Override
    public @Nullable Object next() {
        if (row >= end) {
            throw new NoSuchElementException("next on empty iterator");
        }
        return input.read(columns, row++);
    }
}

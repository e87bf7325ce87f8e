// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import java.util.List;

/// A batch of new rows, ordered by key, so that each key is looked up once.
///
/// @param rows the columns of the input
/// @param keyRows the encoded key of each row
/// @param keyColumns the key of each row
/// @param order row numbers; those of group `g` are at `starts[g] .. starts[g + 1]`
record NewRows(
        ColumnBatch rows, List<Column> keyColumns, RowBuffer keyRows, int[] order, int[] starts) {
    /// @param batch the columns of the input, then those of the key
    static NewRows of(ColumnBatch batch, JoinStateLayout layout) {
        int width = batch.columnCount() - layout.keyTypes().size();
        List<Column> keys = batch.columns().subList(width, batch.columnCount());
        ColumnBatch rows = new ColumnBatch(batch.rowCount(), batch.columns().subList(0, width));
        RowBuffer keyRows = new RowBuffer();
        layout.keys().encode(keys, batch.rowCount(), keyRows);
        GroupTable table = GroupTable.of(layout.keyTypes(), batch.rowCount());
        int[] groups = table.assign(keys, batch.rowCount());
        int[] starts = new int[table.size() + 1];
        for (int group : groups) {
            starts[group + 1]++;
        }
        for (int g = 0; g < table.size(); g++) {
            starts[g + 1] += starts[g];
        }
        int[] next = starts.clone();
        int[] order = new int[groups.length];
        for (int i = 0; i < groups.length; i++) {
            order[next[groups[i]]++] = i;
        }
        return new NewRows(rows, keys, keyRows, order, starts);
    }

    int groupCount() {
        return starts.length - 1;
    }

    /// Any row of the group.
    int first(int group) {
        return order[starts[group]];
    }

    /// True if the key of the group equals nothing.
    boolean hasNull(int group) {
        int row = first(group);
        for (Column key : keyColumns) {
            if (key.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    /// Selects the key of the group and returns how many rows the state has for it.
    long select(int group, SideState state) {
        int row = first(group);
        return state.select(keyRows.bytes(), keyRows.start(row), keyRows.length(row));
    }
}

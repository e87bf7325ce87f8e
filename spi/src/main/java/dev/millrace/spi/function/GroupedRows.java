// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

import dev.millrace.spi.column.ColumnBatch;

import java.util.List;

/// Rows of one or more inputs by key: group `g` has row `g` of `keys` as its key, and the rows
/// `starts(i)[g]` to before `starts(i)[g + 1]` of input `i`, possibly none.
///
/// @param keys one row for each group
public record GroupedRows(ColumnBatch keys, List<Side> sides) {
    public GroupedRows {
        sides = List.copyOf(sides);
    }

    /// The rows of one input, group after group.
    ///
    /// @param starts one more than there are groups
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Side(ColumnBatch rows, int[] starts) {}

    public int groupCount() {
        return keys.rowCount();
    }
}

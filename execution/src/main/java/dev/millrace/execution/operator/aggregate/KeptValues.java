// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;

import java.util.List;

/// A function that needs all values of a group at its end. The buffers are those values, an array
/// for each column that is kept.
interface KeptValues extends Accumulator {
    /// What was kept so far.
    GroupedRows rows();

    /// Keeps the first argument where it is not NULL.
    @Override
    default void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        rows().add(arguments.subList(0, 1), groups, rowCount, true);
    }

    @Override
    default void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        rows().addElements(buffers, groups, rowCount);
    }

    @Override
    default List<Column> buffers(int groupCount) {
        return rows().arrays(groupCount);
    }

    @Override
    default long memoryBytes(int groupCount) {
        return rows().memoryBytes();
    }
}

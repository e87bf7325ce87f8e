// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.sort.RowOrder;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.GroupedRows;

import java.util.Arrays;

/// All rows of one input, in the order of their groups.
///
/// @param rows row numbers, group after group
/// @param starts where the rows of each group start in `rows`, and where the last one ends
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RowsByGroup(ColumnBatch batch, int[] rows, int[] starts) {
    /// @param groupOfRow the group of each row
    static RowsByGroup of(
            GroupedInput input,
            ColumnBatch batch,
            int[] groupOfRow,
            int groupCount,
            TaskContext context) {
        int[] starts = new int[groupCount + 1];
        for (int group : groupOfRow) {
            starts[group + 1]++;
        }
        for (int group = 0; group < groupCount; group++) {
            starts[group + 1] += starts[group];
        }
        int[] next = Arrays.copyOf(starts, groupCount);
        int[] rows = new int[groupOfRow.length];
        RowOrder order = input.order();
        int[] sorted =
                order == null ? null : order.sort(batch, context.evaluation(), context.workers());
        for (int i = 0; i < rows.length; i++) {
            int row = sorted == null ? i : sorted[i];
            rows[next[groupOfRow[row]]++] = row;
        }
        return new RowsByGroup(batch, rows, starts);
    }

    boolean has(int group) {
        return starts[group] < starts[group + 1];
    }

    int firstRow(int group) {
        return rows[starts[group]];
    }

    /// The rows of the groups `from` to before `to`, with the columns of their objects.
    GroupedRows.Side side(GroupedInput input, int from, int to) {
        int first = starts[from];
        int[] partStarts = new int[to - from + 1];
        for (int group = from; group <= to; group++) {
            partStarts[group - from] = starts[group] - first;
        }
        int[] part = Arrays.copyOfRange(rows, first, starts[to]);
        ColumnBatch arguments = MapPartitionsOperator.select(batch, input.arguments());
        return new GroupedRows.Side(arguments.gather(part, part.length), partStarts);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;

/// `mode`: the most frequent value that is not NULL; of several, the one that came first. Buffer:
/// the array of all such values.
final class ModeAccumulator implements KeptValues {
    private final DataType type;
    private final GroupedRows rows;
    private final int tie;
    private final RowComparator order;

    /// @param tie which of equally frequent values is taken: -1 the least, 1 the greatest, 0 any
    ModeAccumulator(DataType type, int tie) {
        this.type = type;
        this.tie = tie;
        this.order = RowComparator.values(type);
        this.rows = new GroupedRows(List.of(type), false);
    }

    @Override
    public GroupedRows rows() {
        return rows;
    }

    @Override
    public Column results(int groupCount) {
        GroupedRows.Sorted sorted = rows.sorted(groupCount);
        Column values = sorted.columns().getFirst();
        int[] valueOf =
                GroupTable.of(List.of(type), rows.size()).assign(List.of(values), rows.size());
        int[] counts = new int[rows.size()];
        int[] winners = new int[groupCount];
        Arrays.fill(winners, -1);
        for (int g = 0; g < groupCount; g++) {
            int from = sorted.starts()[g];
            int to = sorted.starts()[g + 1];
            for (int i = from; i < to; i++) {
                counts[valueOf[i]]++;
            }
            for (int i = from; i < to; i++) {
                int more = winners[g] < 0 ? 1 : counts[valueOf[i]] - counts[valueOf[winners[g]]];
                if (more > 0
                        || (more == 0 && tie * order.compare(values, i, values, winners[g]) > 0)) {
                    winners[g] = i;
                }
            }
            for (int i = from; i < to; i++) {
                counts[valueOf[i]] = 0;
            }
        }
        return values.gather(winners, groupCount);
    }
}

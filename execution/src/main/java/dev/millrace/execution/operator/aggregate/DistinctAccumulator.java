// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.List;
import java.util.function.Supplier;

/// Any function over the distinct arguments of each group. The buffers are the arguments seen so
/// far, one array per argument; the function itself runs at the end, once over all groups.
final class DistinctAccumulator implements KeptValues {
    private final GroupedRows rows;
    private final Supplier<Accumulator> function;

    DistinctAccumulator(List<DataType> types, Supplier<Accumulator> function) {
        this.rows = new GroupedRows(types, true);
        this.function = function;
    }

    @Override
    public GroupedRows rows() {
        return rows;
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        rows.add(arguments, groups, rowCount, false);
    }

    @Override
    public Column results(int groupCount) {
        GroupedRows.Sorted sorted = rows.sorted(groupCount);
        int[] groups = new int[rows.size()];
        for (int g = 0; g < groupCount; g++) {
            for (int i = sorted.starts()[g]; i < sorted.starts()[g + 1]; i++) {
                groups[i] = g;
            }
        }
        Accumulator accumulator = function.get();
        accumulator.update(sorted.columns(), groups, groups.length, groupCount);
        return accumulator.results(groupCount);
    }
}

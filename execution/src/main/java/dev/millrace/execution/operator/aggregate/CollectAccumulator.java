// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// `collect_list` and `collect_set`: the values that are not NULL, as an array.
///
/// Buffer: the array. Spark stores the same array inside one binary column.
final class CollectAccumulator implements Accumulator {
    private final GroupedRows rows;

    CollectAccumulator(DataType type, boolean isSet) {
        this.rows = new GroupedRows(List.of(type), isSet);
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        rows.add(arguments, groups, rowCount, true);
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        rows.addElements(buffers, groups, rowCount);
    }

    @Override
    public List<Column> buffers(int groupCount) {
        return rows.arrays(groupCount);
    }

    @Override
    public Column results(int groupCount) {
        return rows.arrays(groupCount).getFirst();
    }
}

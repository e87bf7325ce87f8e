// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// `collect_list` and `collect_set`: the values that are not NULL, as an array.
///
/// Buffer: the array. Spark stores the same array inside one binary column.
final class CollectAccumulator implements KeptValues {
    private final GroupedRows rows;

    CollectAccumulator(DataType type, boolean isSet) {
        this.rows = new GroupedRows(List.of(type), isSet);
    }

    @Override
    public GroupedRows rows() {
        return rows;
    }

    @Override
    public Column results(int groupCount) {
        return rows.arrays(groupCount).getFirst();
    }
}

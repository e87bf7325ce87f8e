// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `min_by` and `max_by` with a count: the values of the rows that come first by another value, in
/// that order; NULL if there are none. Rows whose other value is NULL are left out.
///
/// Buffers: the array of those other values, and the array of the values.
final class RankedAccumulator implements KeptValues {
    private final DataType type;
    private final RowComparator order;
    private final int count;
    private final boolean descends;
    private final GroupedRows rows;

    RankedAccumulator(DataType type, DataType orderType, int count, boolean descends) {
        this.type = type;
        this.order = RowComparator.values(orderType);
        this.count = count;
        this.descends = descends;
        this.rows = new GroupedRows(List.of(orderType, type), false);
    }

    @Override
    public GroupedRows rows() {
        return rows;
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        rows.add(List.of(arguments.get(1), arguments.get(0)), groups, rowCount, true);
    }

    @Override
    public Column results(int groupCount) {
        GroupedRows.Sorted sorted = rows.sorted(groupCount);
        Column keys = sorted.columns().get(0);
        Comparator<Integer> ascending = (a, b) -> order.compare(keys, a, keys, b);
        ColumnBuilder values = ColumnBuilder.of(type, groupCount * Math.min(count, 8));
        int[] starts = new int[groupCount];
        int[] lengths = new int[groupCount];
        long[] validity = Validity.allValid(groupCount);
        for (int g = 0; g < groupCount; g++) {
            List<Integer> places = new ArrayList<>();
            for (int row = sorted.starts()[g]; row < sorted.starts()[g + 1]; row++) {
                places.add(row);
            }
            places.sort(descends ? ascending.reversed() : ascending);
            starts[g] = values.size();
            lengths[g] = Math.min(count, places.size());
            for (int i = 0; i < lengths[g]; i++) {
                values.appendFrom(sorted.columns().get(1), places.get(i));
            }
            if (lengths[g] == 0) {
                Validity.setNull(validity, g);
            }
        }
        return new ArrayColumn(values.build(), starts, lengths, validity, groupCount);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// `listagg`: the values that are not NULL with a delimiter between them; NULL if there are none.
/// Buffers: an array of the values and one of each key of their order.
final class JoinedTextAccumulator implements KeptValues {
    private final byte[] delimiter;
    private final GroupedRows rows;
    private final List<Key> keys;

    /// A key of the order of the values.
    ///
    /// @param argument which argument of the function it is
    record Key(int argument, DataType type, boolean ascending, boolean nullsFirst) {}

    /// @param keys of the order; the values are joined in the order they come if there are none
    JoinedTextAccumulator(DataType type, byte[] delimiter, List<Key> keys) {
        this.delimiter = delimiter.clone();
        this.keys = List.copyOf(keys);
        List<DataType> kept = new ArrayList<>();
        kept.add(type);
        keys.forEach(key -> kept.add(key.type()));
        this.rows = new GroupedRows(kept, false);
    }

    @Override
    public GroupedRows rows() {
        return rows;
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        List<Column> kept = new ArrayList<>();
        kept.add(arguments.getFirst());
        keys.forEach(key -> kept.add(arguments.get(key.argument())));
        rows.add(kept, groups, rowCount, true);
    }

    @Override
    public Column results(int groupCount) {
        GroupedRows.Sorted sorted = rows.sorted(groupCount);
        BytesColumn texts = (BytesColumn) sorted.columns().getFirst();
        BytesBuilder results = new BytesBuilder(groupCount);
        for (int g = 0; g < groupCount; g++) {
            int from = sorted.starts()[g];
            int to = sorted.starts()[g + 1];
            if (from == to) {
                results.appendNull();
                continue;
            }
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            List<Integer> order = ordered(sorted, from, to);
            for (int i = 0; i < order.size(); i++) {
                if (i > 0) {
                    joined.writeBytes(delimiter);
                }
                joined.writeBytes(texts.bytes(order.get(i)));
            }
            results.append(joined.toByteArray());
        }
        return results.build();
    }

    private List<Integer> ordered(GroupedRows.Sorted sorted, int from, int to) {
        List<Integer> order = new ArrayList<>();
        for (int row = from; row < to; row++) {
            order.add(row);
        }
        for (int k = keys.size() - 1; k >= 0; k--) {
            Key key = keys.get(k);
            Column column = sorted.columns().get(k + 1);
            RowComparator values = RowComparator.values(key.type());
            order.sort((a, b) -> compare(key, values, column, a, b));
        }
        return order;
    }

    private static int compare(Key key, RowComparator values, Column column, int a, int b) {
        if (column.isNull(a) || column.isNull(b)) {
            int nullFirst = Boolean.compare(column.isNull(b), column.isNull(a));
            return key.nullsFirst() ? nullFirst : -nullFirst;
        }
        int order = values.compare(column, a, column, b);
        return key.ascending() ? order : -order;
    }
}

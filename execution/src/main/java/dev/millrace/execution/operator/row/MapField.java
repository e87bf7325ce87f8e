// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.NullColumn;

import org.jspecify.annotations.Nullable;

/// The list of keys, then the list of values.
record MapField(ArrayField keys, ArrayField values) implements FieldCodec {
    /// Where the entries of each row are.
    private record Entries(Column keys, Column values, int[] starts, int[] counts) {
        static Entries of(Column column, int rowCount) {
            int[] starts = new int[rowCount];
            int[] counts = new int[rowCount];
            if (!(column instanceof MapColumn map)) {
                return new Entries(new NullColumn(0), new NullColumn(0), starts, counts);
            }
            for (int i = 0; i < rowCount; i++) {
                starts[i] = map.start(i);
                counts[i] = map.isNull(i) ? 0 : map.length(i);
            }
            return new Entries(map.keys(), map.values(), starts, counts);
        }
    }

    @Override
    public int fixedWidth() {
        return -1;
    }

    @Override
    public void addLengths(Column column, int rowCount, int[] lengths) {
        Entries entries = Entries.of(column, rowCount);
        keys.addLengths(entries.keys(), entries.starts(), entries.counts(), rowCount, lengths);
        values.addLengths(entries.values(), entries.starts(), entries.counts(), rowCount, lengths);
    }

    @Override
    public void write(Column column, int rowCount, byte[] bytes, int[] at) {
        Entries entries = Entries.of(column, rowCount);
        keys.write(entries.keys(), entries.starts(), entries.counts(), rowCount, bytes, at);
        values.write(entries.values(), entries.starts(), entries.counts(), rowCount, bytes, at);
    }

    @Override
    public Column read(byte[] bytes, int[] at, int rowCount, long @Nullable [] validity) {
        int[] starts = new int[rowCount];
        int[] counts = new int[rowCount];
        Column keyColumn = keys.read(bytes, at, rowCount, starts, counts);
        Column valueColumn = values.read(bytes, at, rowCount, starts, counts);
        return new MapColumn(keyColumn, valueColumn, starts, counts, validity, rowCount);
    }
}

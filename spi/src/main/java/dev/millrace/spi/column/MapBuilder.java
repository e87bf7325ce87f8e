// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// Builds a `MapColumn`: append the entries to `keys()` and `values()`, then call `endRow()`.
public final class MapBuilder implements ColumnBuilder {
    private final ColumnBuilder keys;
    private final ColumnBuilder values;
    private final IntBuilder ends;
    private final ValidityBuilder validity = new ValidityBuilder();

    public MapBuilder(ColumnBuilder keys, ColumnBuilder values, int capacity) {
        this.keys = keys;
        this.values = values;
        this.ends = new IntBuilder(capacity);
    }

    public ColumnBuilder keys() {
        return keys;
    }

    public ColumnBuilder values() {
        return values;
    }

    /// Closes a row that holds the entries appended since the previous one ended.
    public void endRow() {
        ends.append(keys.size());
    }

    @Override
    public void appendNull() {
        validity.addNull(ends.size());
        endRow();
    }

    @Override
    public void appendBoxed(@Nullable Object value) {
        if (value == null) {
            appendNull();
            return;
        }
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
            keys.appendBoxed(entry.getKey());
            values.appendBoxed(entry.getValue());
        }
        endRow();
    }

    @Override
    public void appendFrom(Column column, int row) {
        if (column.isNull(row)) {
            appendNull();
            return;
        }
        MapColumn map = (MapColumn) column;
        for (int i = 0; i < map.length(row); i++) {
            keys.appendFrom(map.keys(), map.start(row) + i);
            values.appendFrom(map.values(), map.start(row) + i);
        }
        endRow();
    }

    @Override
    public int size() {
        return ends.size();
    }

    @Override
    public MapColumn build() {
        int size = ends.size();
        int[] lengths = ends.build().values();
        int[] starts = ArrayBuilder.startsOf(lengths);
        return new MapColumn(
                keys.build(), values.build(), starts, lengths, validity.build(size), size);
    }
}

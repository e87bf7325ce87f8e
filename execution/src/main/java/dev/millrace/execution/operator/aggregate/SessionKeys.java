// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// The keys of an aggregation by sessions: the window, and the others.
///
/// @param sessionKey the place of the window among the keys
public record SessionKeys(Aggregation aggregation, int sessionKey) {
    /// The keys without the window.
    public List<StructField> otherFields() {
        List<StructField> fields = new ArrayList<>(aggregation.keyFields());
        fields.remove(sessionKey);
        return fields;
    }

    /// Their types.
    public List<DataType> otherTypes() {
        return otherFields().stream().map(StructField::type).toList();
    }

    /// The window's field.
    public StructField sessionField() {
        return aggregation.keyFields().get(sessionKey);
    }

    /// The columns of the other keys.
    ///
    /// @param columns keys, and what follows them
    public List<Column> others(List<Column> columns) {
        List<Column> others = new ArrayList<>(columns.subList(0, aggregation.keyFields().size()));
        others.remove(sessionKey);
        return others;
    }

    /// All keys in their order.
    public List<Column> withWindows(List<Column> others, Column windows) {
        List<Column> columns = new ArrayList<>(others);
        columns.add(sessionKey, windows);
        return columns;
    }

    /// Rows of keys and buffers, to be merged.
    ///
    /// @param numbers of the other keys of each row
    public SessionMerge.Input input(int keyCount, int[] numbers, ColumnBatch rows) {
        StructColumn windows = (StructColumn) rows.column(sessionKey);
        return new SessionMerge.Input(
                keyCount,
                numbers,
                ((LongColumn) windows.field(0)).values(),
                ((LongColumn) windows.field(1)).values(),
                rows.columns().subList(aggregation.keyFields().size(), rows.columnCount()),
                rows.rowCount());
    }
}

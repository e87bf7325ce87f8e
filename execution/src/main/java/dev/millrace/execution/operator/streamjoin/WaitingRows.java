// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.state.StateStore;

import java.util.List;

/// Rows read from the state of the other side, as many as are paired at a time, wherever among the
/// rows of a key that ends.
final class WaitingRows {
    private final RowBuffer encoded = new RowBuffer();
    private final int[] groups = new int[ColumnBatch.TARGET_ROWS];
    private final long[] indices = new long[ColumnBatch.TARGET_ROWS];
    private final long[] expiries = new long[ColumnBatch.TARGET_ROWS];

    int count() {
        return encoded.count();
    }

    boolean isFull() {
        return encoded.count() == ColumnBatch.TARGET_ROWS;
    }

    void clear() {
        encoded.clear();
    }

    /// @param group of the new rows with the same key
    /// @param index of the row under its key
    void add(int group, long index, StateStore.ValueBuffer row) {
        groups[count()] = group;
        indices[count()] = index;
        expiries[count()] = row.expiryMicros();
        encoded.append(row.bytes(), 0, row.length());
    }

    int group(int row) {
        return groups[row];
    }

    long index(int row) {
        return indices[row];
    }

    /// True if an encoded row has found a partner.
    static boolean isMatched(byte[] bytes, int start, int length) {
        return bytes[start + length - 1] != 0;
    }

    boolean isMatched(int row) {
        return isMatched(encoded.bytes(), encoded.start(row), encoded.length(row));
    }

    /// Notes in the state, whose selected key is that of the row, that it has found a partner.
    void setMatched(int row, SideState state) {
        int start = encoded.start(row);
        int length = encoded.length(row);
        encoded.bytes()[start + length - 1] = 1;
        state.write(indices[row], encoded.bytes(), start, length, expiries[row]);
    }

    /// The columns of the input of that side.
    ColumnBatch decode(RowCodec codec) {
        return decode(encoded, codec);
    }

    /// Encoded rows without their booleans.
    static ColumnBatch decode(RowBuffer encoded, RowCodec codec) {
        List<Column> columns = codec.decode(encoded);
        return new ColumnBatch(encoded.count(), columns.subList(0, columns.size() - 1));
    }

    /// The rows with their booleans, encoded.
    static RowBuffer encode(ColumnBatch rows, boolean[] matched, RowCodec codec) {
        List<Column> columns = new java.util.ArrayList<>(rows.columns());
        columns.add(new BooleanColumn(matched, null, rows.rowCount()));
        RowBuffer encoded = new RowBuffer();
        codec.encode(columns, rows.rowCount(), encoded);
        return encoded;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import java.util.ArrayList;
import java.util.List;

/// Some rows of a table, column by column: what operators pass to each other. Usually up to
/// `TARGET_ROWS` rows, never required to be. A batch may have no columns and still have rows
/// (`count(*)`).
public record ColumnBatch(int rowCount, List<Column> columns) {
    /// Rows that a reader aims at: small enough for a few columns to stay in the second-level
    /// cache.
    public static final int TARGET_ROWS = 4096;

    public ColumnBatch {
        columns = List.copyOf(columns);
        for (Column column : columns) {
            if (column.size() != rowCount) {
                throw new IllegalArgumentException(
                        "a column of " + column.size() + " rows in a batch of " + rowCount);
            }
        }
    }

    public Column column(int index) {
        return columns.get(index);
    }

    public int columnCount() {
        return columns.size();
    }

    /// The rows `rows[0..count)` in that order.
    public ColumnBatch gather(int[] rows, int count) {
        List<Column> gathered = new ArrayList<>(columns.size());
        for (Column column : columns) {
            gathered.add(column.gather(rows, count));
        }
        return new ColumnBatch(count, gathered);
    }

    /// `length` rows from `from` on; the batch itself when that is all of it.
    public ColumnBatch slice(int from, int length) {
        if (from == 0 && length == rowCount) {
            return this;
        }
        List<Column> sliced = new ArrayList<>(columns.size());
        for (Column column : columns) {
            sliced.add(column.slice(from, length));
        }
        return new ColumnBatch(length, sliced);
    }

    public long sizeBytes() {
        long bytes = 0;
        for (Column column : columns) {
            bytes += column.sizeBytes();
        }
        return bytes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// Putting batches together.
public final class ColumnBatches {
    private ColumnBatches() {}

    /// All rows of the batches, in order, as one batch.
    public static ColumnBatch concat(DataType.Struct schema, List<ColumnBatch> batches) {
        if (batches.size() == 1) {
            return batches.getFirst();
        }
        int rowCount = 0;
        for (ColumnBatch batch : batches) {
            rowCount = Math.addExact(rowCount, batch.rowCount());
        }
        List<Column> columns = new ArrayList<>(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            List<Column> parts = new ArrayList<>(batches.size());
            for (ColumnBatch batch : batches) {
                parts.add(batch.column(i));
            }
            columns.add(ColumnConcatenation.of(schema.field(i).type(), parts, rowCount));
        }
        return new ColumnBatch(rowCount, columns);
    }

    /// A batch of no rows.
    public static ColumnBatch empty(DataType.Struct schema) {
        return concat(schema, List.of());
    }
}

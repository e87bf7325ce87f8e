// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.sink;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// Rows in memory as the one split of a scan.
///
/// @param columns indexes of the columns to deliver
public record RowsSplit(List<ColumnBatch> batches, List<Integer> columns) implements Split {
    /// A scan of rows that have this schema.
    public static Scan scan(
            List<ColumnBatch> batches, DataType.Struct schema, ScanRequest request) {
        List<Integer> columns = request.columns().stream().map(schema::indexOf).toList();
        return Scan.of(List.of(new RowsSplit(batches, columns)));
    }

    @Override
    public BatchReader open() {
        List<ColumnBatch> projected = new ArrayList<>(batches.size());
        for (ColumnBatch batch : batches) {
            List<Column> chosen = new ArrayList<>(columns.size());
            for (int column : columns) {
                chosen.add(batch.column(column));
            }
            projected.add(new ColumnBatch(batch.rowCount(), chosen));
        }
        return BatchReader.of(projected);
    }

    @Override
    public long sizeBytes() {
        long bytes = 0;
        for (ColumnBatch batch : batches) {
            bytes += batch.sizeBytes();
        }
        return bytes;
    }

    /// Rows that may be kept for long: strings may be views into a reader's large buffer, which
    /// must not stay alive with them.
    public static ColumnBatch compacted(ColumnBatch batch) {
        List<Column> columns = new ArrayList<>(batch.columnCount());
        for (Column column : batch.columns()) {
            columns.add(column instanceof BytesColumn bytes ? bytes.compacted() : column);
        }
        return new ColumnBatch(batch.rowCount(), columns);
    }
}

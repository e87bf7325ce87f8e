// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;

import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// The rows of some row groups of a file, batch by batch.
final class ParquetBatches implements BatchReader {
    private final FileInput file;
    private final String uri;
    private final ParquetNode.Group root;
    private final DataType.Struct schema;
    private final Iterator<RowGroup> rowGroups;
    private final @Nullable Iterator<Long> firstRows;
    private long nextRow;
    private final ReadFigures figures;
    private @Nullable ReadPlan plan;
    private long rowsLeft;

    /// @param firstRows the numbers of the first rows of the groups, if rows are to be numbered in
    /// one more column; null if not
    ParquetBatches(
            FileInput file,
            String uri,
            ParquetNode.Group root,
            DataType.Struct schema,
            List<RowGroup> rowGroups,
            @Nullable List<Long> firstRows,
            ReadFigures figures) {
        this.file = file;
        this.uri = uri;
        this.root = root;
        this.schema = schema;
        this.rowGroups = rowGroups.iterator();
        this.figures = figures;
        this.firstRows = firstRows == null ? null : firstRows.iterator();
    }

    @Override
    public @Nullable ColumnBatch next() {
        ReadPlan current = plan;
        while (current == null || rowsLeft == 0) {
            if (!rowGroups.hasNext()) {
                return null;
            }
            RowGroup group = rowGroups.next();
            current = new ReadPlan(file, uri, root, group, schema, figures);
            figures.rowGroupsRead++;
            figures.chunksRead += current.leaves().size();
            figures.chunksSkipped += group.getColumnsSize() - current.leaves().size();
            plan = current;
            rowsLeft = group.getNum_rows();
            if (firstRows != null) {
                nextRow = firstRows.next();
            }
        }
        int rows = (int) Math.min(ColumnBatch.TARGET_ROWS, rowsLeft);
        rowsLeft -= rows;
        try {
            for (LeafReader leaf : current.leaves()) {
                leaf.read(rows);
            }
            List<Column> columns = new ArrayList<>(schema.size());
            for (ColumnAssembler column : current.columns()) {
                columns.add(column.build(rows));
            }
            if (firstRows != null) {
                columns.add(numbers(rows));
            }
            return new ColumnBatch(rows, columns);
        } catch (MillraceException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Damaged pages show up as indexes out of bounds as well.
            throw ParseMode.readFailure(uri, e);
        }
    }

    @Override
    public Map<String, Long> figures() {
        return figures.named();
    }

    private Column numbers(int rows) {
        long[] numbers = new long[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = nextRow++;
        }
        return new LongColumn(numbers, null, rows);
    }
}

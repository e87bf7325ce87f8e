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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/// The rows of some row groups of a file, batch by batch.
final class ParquetBatches implements BatchReader {
    private final FileInput file;
    private final String uri;
    private final ParquetNode.Group root;
    private final DataType.Struct schema;
    private final Iterator<RowGroup> rowGroups;
    private final @Nullable Iterator<Long> firstRows;
    private final PageFilter pages;
    private final Queue<PageFilter.RowRange> ranges = new ArrayDeque<>();

    /// Number of the first row of the group in the file.
    private long firstRow;

    /// The next row of the group that no column was read of.
    private long position;

    private final ReadFigures figures;
    private @Nullable ReadPlan plan;

    /// @param firstRows the numbers of the first rows of the groups, if rows are to be numbered in
    /// one more column; null if not
    ParquetBatches(
            FileInput file,
            String uri,
            ParquetNode.Group root,
            DataType.Struct schema,
            List<RowGroup> rowGroups,
            @Nullable List<Long> firstRows,
            PageFilter pages,
            ReadFigures figures) {
        this.file = file;
        this.uri = uri;
        this.root = root;
        this.schema = schema;
        this.rowGroups = rowGroups.iterator();
        this.pages = pages;
        this.figures = figures;
        this.firstRows = firstRows == null ? null : firstRows.iterator();
    }

    @Override
    public @Nullable ColumnBatch next() {
        try {
            ReadPlan current = plan;
            while (current == null || ranges.isEmpty()) {
                if (current != null) {
                    current.leaves().forEach(LeafReader::leave);
                    plan = null;
                }
                if (!rowGroups.hasNext()) {
                    return null;
                }
                current = open(rowGroups.next());
                plan = current;
            }
            return read(current);
        } catch (MillraceException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Damaged pages show up as indexes out of bounds as well.
            throw ParseMode.readFailure(uri, e);
        }
    }

    private ReadPlan open(RowGroup group) throws IOException {
        firstRow = firstRows == null ? 0 : firstRows.next();
        position = 0;
        ranges.addAll(pages.ranges(group));
        ReadPlan opened = new ReadPlan(file, uri, root, group, schema, figures);
        if (ranges.isEmpty()) {
            figures.rowGroupsSkipped++;
        } else {
            figures.rowGroupsRead++;
            figures.chunksRead += opened.leaves().size();
            figures.chunksSkipped += group.getColumnsSize() - opened.leaves().size();
        }
        return opened;
    }

    /// The next rows of the first range.
    private ColumnBatch read(ReadPlan current) throws IOException {
        PageFilter.RowRange range = ranges.element();
        long start = Math.max(position, range.from());
        if (start > position) {
            for (LeafReader leaf : current.leaves()) {
                leaf.skip(start - position);
            }
        }
        int rows = (int) Math.min(ColumnBatch.TARGET_ROWS, range.to() - start);
        position = start + rows;
        if (position == range.to()) {
            ranges.remove();
        }
        for (LeafReader leaf : current.leaves()) {
            leaf.read(rows);
        }
        List<Column> columns = new ArrayList<>(schema.size());
        for (ColumnAssembler column : current.columns()) {
            columns.add(column.build(rows));
        }
        if (firstRows != null) {
            columns.add(numbers(firstRow + start, rows));
        }
        return new ColumnBatch(rows, columns);
    }

    @Override
    public Map<String, Long> figures() {
        return figures.named();
    }

    private static Column numbers(long first, int rows) {
        long[] numbers = new long[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = first + i;
        }
        return new LongColumn(numbers, null, rows);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.parquet.format.RowGroup;

import java.util.ArrayList;
import java.util.List;

/// Reads Parquet files of one schema; the parts of a file are its row groups.
final class ParquetReader implements FileReader {
    private final DataType.Struct schema;

    ParquetReader(DataType.Struct schema) {
        this.schema = schema;
    }

    @Override
    public List<Long> partStarts(FileInput file, String uri) {
        List<RowGroup> groups = ParquetFooter.read(file, uri).rowGroups();
        List<Long> starts = new ArrayList<>();
        starts.add(0L);
        for (int i = 1; i < groups.size(); i++) {
            starts.add(ParquetFooter.start(groups.get(i)));
        }
        return starts;
    }

    @Override
    public BatchReader open(
            FileInput file,
            String uri,
            long start,
            long end,
            List<String> columns,
            List<ColumnPredicate> predicates) {
        ParquetFooter footer = ParquetFooter.read(file, uri);
        RowGroupFilter filter = new RowGroupFilter(footer.root(), schema, predicates);
        ReadFigures figures = new ReadFigures();
        List<RowGroup> wanted = new ArrayList<>();
        List<Long> firstRows = new ArrayList<>();
        long rows = 0;
        for (RowGroup group : footer.rowGroups()) {
            long position = group.getColumnsSize() == 0 ? 0 : ParquetFooter.start(group);
            if (position >= start && position < end) {
                if (filter.mayMatch(group)) {
                    wanted.add(group);
                    firstRows.add(rows);
                } else {
                    figures.rowGroupsSkipped++;
                }
            }
            rows += group.getNum_rows();
        }
        boolean isNumbered = !columns.isEmpty() && columns.getLast().equals(ROW_INDEX);
        List<StructField> fields = new ArrayList<>(columns.size());
        for (String column : isNumbered ? columns.subList(0, columns.size() - 1) : columns) {
            fields.add(schema.field(schema.indexOf(column)));
        }
        return new ParquetBatches(
                file,
                uri,
                footer.root(),
                new DataType.Struct(fields),
                wanted,
                isNumbered ? firstRows : null,
                new PageFilter(file, footer.root(), schema, predicates),
                figures);
    }
}

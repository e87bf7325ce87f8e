// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.DataFile;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.format.FormatErrors;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The column `_metadata`, which says of each row where it is from. A table of files has it beside
/// its own ones.
///
/// @param field its name and type; with underscores in front if the table has one of that name
public record FileColumn(StructField field) {
    private static final String NAME = "_metadata";
    private static final String ROW_INDEX = "row_index";

    /// The fields that all formats have.
    private static final List<StructField> FIELDS =
            List.of(
                    new StructField("file_path", DataType.STRING, false),
                    new StructField("file_name", DataType.STRING, false),
                    new StructField("file_size", DataType.LONG, false),
                    new StructField("file_block_start", DataType.LONG, false),
                    new StructField("file_block_length", DataType.LONG, false),
                    new StructField("file_modification_time", DataType.TIMESTAMP, false));

    static FileColumn of(DataType.Struct shown, boolean hasRowIndex) {
        String name = NAME;
        while (shown.indexOfIgnoreCase(name) >= 0) {
            name = "_" + name;
        }
        List<StructField> fields = new ArrayList<>(FIELDS);
        if (hasRowIndex) {
            fields.add(new StructField(ROW_INDEX, DataType.LONG, false));
        }
        return new FileColumn(new StructField(name, new DataType.Struct(fields), false));
    }

    boolean isNamed(String column) {
        return field.name().equals(column);
    }

    boolean hasRowIndex() {
        return ((DataType.Struct) field.type()).indexOf(ROW_INDEX) >= 0;
    }

    /// Its values for the rows of a batch.
    ///
    /// @param batch with the numbers of the rows as its last column, if the format has them: see
    /// `FileReader.ROW_INDEX`
    Column values(FilePart part, ColumnBatch batch) {
        int rows = batch.rowCount();
        DataFile file = part.file();
        List<Column> columns = new ArrayList<>();
        columns.add(constant(DataType.STRING, FormatErrors.display(file.location()), rows));
        String uri = file.location().uri();
        columns.add(constant(DataType.STRING, uri.substring(uri.lastIndexOf('/') + 1), rows));
        columns.add(constant(DataType.LONG, file.sizeBytes(), rows));
        columns.add(constant(DataType.LONG, part.start(), rows));
        columns.add(constant(DataType.LONG, part.sizeBytes(), rows));
        columns.add(constant(DataType.TIMESTAMP, file.modifiedMillis() * 1000, rows));
        if (hasRowIndex()) {
            columns.add(batch.column(batch.columnCount() - 1));
        }
        return new StructColumn(columns, null, rows);
    }

    /// The same value in each row.
    static Column constant(DataType type, @Nullable Object value, int rows) {
        ColumnBuilder builder = ColumnBuilder.of(type, 1);
        builder.appendBoxed(value);
        return builder.build().gather(new int[rows], rows);
    }
}

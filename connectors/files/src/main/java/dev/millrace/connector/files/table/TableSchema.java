// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// The columns of a table of files.
///
/// @param data what the files hold, without columns that the directories give
/// @param partitions what the directories give
/// @param all what the table shows
public record TableSchema(DataType.Struct data, DataType.Struct partitions, DataType.Struct all) {
    /// A user's schema: columns that are partitions move to the end.
    public static TableSchema declared(DataType.Struct schema, DataType.Struct partitions) {
        DataType.Struct data = without(schema, partitions);
        List<StructField> all = new ArrayList<>(data.fields());
        all.addAll(partitions.fields());
        return nullable(data, partitions, new DataType.Struct(all));
    }

    /// An inferred schema: a column that is in the files and in the directories stays at its place
    /// and has the value of the directory.
    public static TableSchema inferred(DataType.Struct inFiles, DataType.Struct partitions) {
        List<StructField> all = new ArrayList<>();
        for (StructField field : inFiles.fields()) {
            int index = partitions.indexOfIgnoreCase(field.name());
            all.add(index < 0 ? field : partitions.field(index));
        }
        for (StructField field : partitions.fields()) {
            if (inFiles.indexOfIgnoreCase(field.name()) < 0) {
                all.add(field);
            }
        }
        return nullable(without(inFiles, partitions), partitions, new DataType.Struct(all));
    }

    private static DataType.Struct without(DataType.Struct schema, DataType.Struct partitions) {
        return new DataType.Struct(
                schema.fields().stream()
                        .filter(field -> partitions.indexOfIgnoreCase(field.name()) < 0)
                        .toList());
    }

    private static TableSchema nullable(
            DataType.Struct data, DataType.Struct partitions, DataType.Struct all) {
        return new TableSchema(data.asNullable(), partitions, all.asNullable());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.connector.files.layout.PartitionValues;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which columns of the rows go into files and which become directories.
///
/// @param schema of the rows that are written
/// @param dataColumns indices of the columns that go into files
/// @param partitionColumns indices of those that become directories, outermost first
public record RowLayout(
        DataType.Struct schema, List<Integer> dataColumns, List<Integer> partitionColumns) {
    public RowLayout {
        dataColumns = List.copyOf(dataColumns);
        partitionColumns = List.copyOf(partitionColumns);
    }

    /// Checks the names as Spark does.
    public static RowLayout of(DataType.Struct schema, List<String> partitionNames) {
        refuseDuplicates(schema.names());
        refuseDuplicates(partitionNames);
        List<Integer> partitions = new ArrayList<>();
        for (String name : partitionNames) {
            int index = schema.indexOfIgnoreCase(name);
            if (index < 0) {
                throw MillraceException.of(ErrorKind.ANALYSIS)
                        .text(
                                "Partition column `"
                                        + name
                                        + "` not found in schema "
                                        + schema.simpleName()
                                        + ".");
            }
            refuseUnusable(schema.field(index).type());
            partitions.add(index);
        }
        List<Integer> data = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            if (!partitions.contains(i)) {
                data.add(i);
            }
        }
        if (data.isEmpty() && !partitions.isEmpty()) {
            throw MillraceException.of(
                            ErrorKind.ANALYSIS, "ALL_PARTITION_COLUMNS_NOT_ALLOWED", "KD005")
                    .text("Cannot use all columns for partition columns.");
        }
        return new RowLayout(schema, data, partitions);
    }

    public DataType.Struct dataSchema() {
        List<StructField> fields = new ArrayList<>();
        dataColumns.forEach(index -> fields.add(schema.field(index)));
        return new DataType.Struct(fields);
    }

    public boolean isPartitioned() {
        return !partitionColumns.isEmpty();
    }

    private static void refuseUnusable(DataType type) {
        switch (type) {
            case DataType.Array ignored -> throw PartitionValues.unusable(type);
            case DataType.Map ignored -> throw PartitionValues.unusable(type);
            case DataType.Struct ignored -> throw PartitionValues.unusable(type);
            case DataType.Null ignored -> throw PartitionValues.unusable(type);
            case DataType.CalendarInterval ignored -> throw PartitionValues.unusable(type);
            case DataType.Time ignored ->
                    throw MillraceException.unsupported(
                            "a partition column of type " + type.simpleName());
            case DataType.DayTimeInterval ignored ->
                    throw MillraceException.unsupported(
                            "a partition column of type " + type.simpleName());
            case DataType.YearMonthInterval ignored ->
                    throw MillraceException.unsupported(
                            "a partition column of type " + type.simpleName());
            default -> {}
        }
    }

    private static void refuseDuplicates(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            String folded = name.toLowerCase(Locale.ROOT);
            if (!seen.add(folded)) {
                throw MillraceException.of(ErrorKind.ANALYSIS, "COLUMN_ALREADY_EXISTS", "42711")
                        .with("columnName", "`" + folded + "`")
                        .text(
                                "The column `"
                                        + folded
                                        + "` already exists. Choose another name or rename the"
                                        + " existing column.");
            }
        }
    }
}

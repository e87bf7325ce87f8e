// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.snapshot.Snapshots;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// How the files of one scan become batches.
///
/// @param dataColumns what is asked of the files
/// @param partitionColumns all partition columns of the table
/// @param sources for each column of a batch, where it comes from: an index into `dataColumns`, or
/// `-1 - i` for partition column `i`, or `FILE_COLUMN`
/// @param fileColumn where the rows are from
/// @param unreadable what becomes of files that cannot be read
record ReadPlan(
        FileReader reader,
        Snapshots.Lease lease,
        List<String> dataColumns,
        DataType.Struct partitionColumns,
        List<Integer> sources,
        FileColumn fileColumn,
        List<ColumnPredicate> predicates,
        UnreadableFiles unreadable) {
    static final int FILE_COLUMN = Integer.MIN_VALUE;

    static ReadPlan of(
            FileReader reader,
            Snapshots.Lease lease,
            List<String> columns,
            DataType.Struct partitionColumns,
            FileColumn fileColumn,
            List<ColumnPredicate> predicates,
            UnreadableFiles unreadable) {
        List<String> dataColumns = new ArrayList<>();
        List<Integer> sources = new ArrayList<>();
        for (String column : columns) {
            int partition = partitionColumns.indexOf(column);
            if (fileColumn.isNamed(column)) {
                sources.add(FILE_COLUMN);
            } else if (partition >= 0) {
                sources.add(-1 - partition);
            } else {
                sources.add(dataColumns.size());
                dataColumns.add(column);
            }
        }
        if (sources.contains(FILE_COLUMN) && fileColumn.hasRowIndex()) {
            dataColumns.add(FileReader.ROW_INDEX);
        }
        return new ReadPlan(
                reader,
                lease,
                List.copyOf(dataColumns),
                partitionColumns,
                List.copyOf(sources),
                fileColumn,
                List.copyOf(predicates),
                unreadable);
    }
}

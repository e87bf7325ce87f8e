// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.DataFile;
import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.layout.PartitionLayout;
import dev.millrace.connector.files.snapshot.Snapshots;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Plans a scan over given files.
///
/// @param layout the partition columns and how directories spell them
/// @param reader of what the directories do not give
/// @param fileColumn what else the rows have
public record FileSelection(
        ReadEnvironment environment,
        PartitionLayout layout,
        FileReader reader,
        FileColumn fileColumn,
        UnreadableFiles unreadable) {
    /// A file that may have rows.
    ///
    /// @param modifiedMillis last modification, milliseconds since the epoch
    public record Candidate(FileLocation location, long sizeBytes, long modifiedMillis) {}

    /// @param shown the columns of the table
    public static FileSelection of(
            ReadEnvironment environment,
            PartitionLayout layout,
            FileReader reader,
            DataType.Struct shown,
            FileFormat format,
            UnreadableFiles unreadable) {
        FileColumn fileColumn = FileColumn.of(shown, format.hasRowIndex());
        return new FileSelection(environment, layout, reader, fileColumn, unreadable);
    }

    /// The columns of tables of files besides those they show.
    ///
    /// @param shown the columns of the table
    public static DataType.Struct hiddenColumns(DataType.Struct shown, FileFormat format) {
        return DataType.Struct.of(FileColumn.of(shown, format.hasRowIndex()).field());
    }

    /// Drops the files whose partition values rule them out and makes splits of the others. From
    /// now
    /// on the files stay readable until the scan is closed; the caller holds the shared lock of the
    /// roots if they may be replaced.
    public Scan scan(List<String> roots, List<Candidate> candidates, ScanRequest request) {
        PartitionFilter filter = new PartitionFilter(layout, request.predicates());
        List<DataFile> selected = new ArrayList<>();
        Map<String, List<@Nullable Object>> values = new HashMap<>();
        for (Candidate candidate : candidates) {
            List<@Nullable Object> partition =
                    values.computeIfAbsent(
                            FileNames.parent(candidate.location().path()), layout::values);
            if (candidate.sizeBytes() > 0 && filter.accepts(partition)) {
                selected.add(
                        new DataFile(
                                candidate.location(),
                                candidate.sizeBytes(),
                                candidate.modifiedMillis(),
                                partition));
            }
        }
        Snapshots.Lease lease = environment.snapshots().lease(roots);
        try {
            ReadPlan plan =
                    ReadPlan.of(
                            reader,
                            lease,
                            request.columns(),
                            layout.columns(),
                            fileColumn,
                            filter.onData().stream()
                                    .filter(predicate -> !fileColumn.isNamed(predicate.column()))
                                    .toList(),
                            unreadable);
            return new FilesScan(SplitPlanner.plan(plan, selected, environment.cores()), lease);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /// A planned scan with its lease.
    private record FilesScan(List<Split> splits, Snapshots.Lease lease) implements Scan {
        @Override
        public void close() {
            lease.close();
        }
    }
}

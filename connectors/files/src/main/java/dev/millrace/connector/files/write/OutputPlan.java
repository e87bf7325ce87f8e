// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileLocation;

import java.time.ZoneId;
import java.util.Locale;

/// Where and how the tasks of one job write.
///
/// @param table what messages name
/// @param directory below which files are created
/// @param jobId goes into every file name, so that no two jobs ever write the same one
/// @param maxRecordsPerFile 0 for no limit
public record OutputPlan(
        FileLocation table,
        FileLocation directory,
        RowLayout layout,
        FileWriterFactory format,
        String jobId,
        long maxRecordsPerFile,
        ZoneId timeZone) {
    /// Spark's file names: a hyphen before the counter without partition columns, a dot with them.
    String fileName(int task, int counter) {
        return String.format(
                Locale.ROOT,
                "part-%05d-%s%sc%03d%s",
                task,
                jobId,
                layout.isPartitioned() ? "." : "-",
                counter,
                format.extension());
    }

    String path(String partition, String name) {
        String parent =
                partition.isEmpty()
                        ? directory.path()
                        : FileNames.child(directory.path(), partition);
        return FileNames.child(parent, name);
    }
}

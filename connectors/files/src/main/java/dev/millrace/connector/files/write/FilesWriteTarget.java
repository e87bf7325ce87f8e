// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.snapshot.DirectoryLocks;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.connector.WriteTarget;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileStore;

import java.io.IOException;
import java.time.ZoneId;
import java.util.UUID;

/// A checked write to a directory.
///
/// Staging lies inside the table where single files or partitions are going to be moved, and beside
/// it where the whole table is created or replaced.
public final class FilesWriteTarget implements WriteTarget {
    private final WriteEnvironment environment;
    private final FileLocation table;
    private final Settings settings;
    private final boolean skipped;

    /// How the write was asked for.
    ///
    /// @param isDynamic overwrite only the partitions that get rows
    /// @param maxRecordsPerFile 0 for no limit
    public record Settings(
            SaveMode mode,
            boolean isDynamic,
            RowLayout layout,
            FileWriterFactory format,
            long maxRecordsPerFile,
            ZoneId timeZone) {
        boolean replacesTable() {
            return mode == SaveMode.OVERWRITE && !isDynamic;
        }
    }

    private FilesWriteTarget(
            WriteEnvironment environment, FileLocation table, Settings settings, boolean skipped) {
        this.environment = environment;
        this.table = table;
        this.settings = settings;
        this.skipped = skipped;
    }

    /// Checks the save mode against what is there.
    public static FilesWriteTarget open(
            WriteEnvironment environment, FileLocation table, Settings settings) {
        FileEntry existing;
        try {
            existing = table.store().entry(table.path());
        } catch (IOException e) {
            throw FileErrors.listFailed(table, e);
        }
        if (existing != null) {
            if (settings.mode() == SaveMode.ERROR_IF_EXISTS) {
                throw FileErrors.pathAlreadyExists(table);
            }
            if (!existing.isDirectory() && !settings.replacesTable()) {
                throw MillraceException.of(ErrorKind.EXECUTION)
                        .text("Parent path is not a directory: " + FileErrors.display(table));
            }
        }
        boolean skipped = existing != null && settings.mode() == SaveMode.IGNORE;
        return new FilesWriteTarget(environment, table, settings, skipped);
    }

    @Override
    public boolean isSkipped() {
        return skipped;
    }

    @Override
    public WriteJob begin() {
        FileStore store = table.store();
        String parent = FileNames.parent(table.path());
        try {
            boolean inside = store.entry(table.path()) != null && !settings.replacesTable();
            String home = inside ? table.path() : parent;
            sweep(store, parent);
            sweep(store, table.path());
            String staging = environment.staging().newDirectory(home);
            String data = FileNames.child(staging, FilesWriteJob.DATA);
            OutputPlan plan =
                    new OutputPlan(
                            table,
                            new FileLocation(store, data),
                            settings.layout(),
                            settings.format(),
                            UUID.randomUUID().toString(),
                            settings.maxRecordsPerFile(),
                            settings.timeZone());
            return new FilesWriteJob(environment, settings, plan, staging);
        } catch (IOException e) {
            throw FileErrors.writeFailed(table, e);
        }
    }

    private void sweep(FileStore store, String directory) throws IOException {
        if (!environment.staging().isUnswept(directory)) {
            return;
        }
        FileEntry entry = store.entry(directory);
        if (entry != null && entry.isDirectory()) {
            try (DirectoryLocks.Lock lock = environment.locks().exclusive(directory)) {
                environment.staging().sweep(store, directory);
            }
        }
    }
}

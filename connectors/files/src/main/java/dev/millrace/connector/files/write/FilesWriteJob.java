// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.snapshot.DirectoryLocks;
import dev.millrace.spi.connector.TaskWriter;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileStore;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One write of a directory. The tasks write durable files below `<staging>/data`; the commit takes
/// the exclusive lock of the table, so that within this process listings and commits never overlap,
/// and then does one of these:
///
/// | what | how | a crash in between leaves |
/// |---|---|---|
/// | the table does not exist | one rename | nothing or all |
/// | overwrite of the table | one exchange | the old or the new table |
/// | overwrite of partitions | one exchange (or rename, if new) each | each partition old or new;
/// running the job again replaces all of them |
/// | append of one file | one rename | nothing or all |
/// | append of several files | `AppendJournal`, renames, end of the journal | some files, which the
/// next writer of the table removes |
///
/// `_SUCCESS` comes last. A failure that is no crash undoes what was done. The replaced files are
/// in
/// the staging directory afterwards and stay there as long as `Snapshots` says.
final class FilesWriteJob implements WriteJob {
    /// The subdirectory of staging that mirrors the table.
    static final String DATA = "data";

    private final WriteEnvironment environment;
    private final FilesWriteTarget.Settings settings;
    private final OutputPlan plan;
    private final FileStore store;
    private final FileLocation table;
    private final String staging;

    /// True if staging holds replaced files that could not be put back: then it is kept.
    private boolean isUndoIncomplete;

    FilesWriteJob(
            WriteEnvironment environment,
            FilesWriteTarget.Settings settings,
            OutputPlan plan,
            String staging) {
        this.environment = environment;
        this.settings = settings;
        this.plan = plan;
        this.store = plan.directory().store();
        this.table = plan.table();
        this.staging = staging;
    }

    @Override
    public TaskWriter writer(int task) {
        return new DirectoryTaskWriter(plan, task);
    }

    @Override
    public void commit(List<TaskResult> results) {
        try {
            List<WrittenFile> files = WrittenFiles.all(results);
            if (files.isEmpty() && !settings.layout().isPartitioned()) {
                DirectoryTaskWriter writer = new DirectoryTaskWriter(plan, 0);
                writer.writeEmptyFile();
                files = WrittenFiles.all(List.of(writer.finish()));
            }
            try (DirectoryLocks.Lock lock = environment.locks().exclusive(table.path())) {
                commitLocked(files);
            }
        } catch (IOException e) {
            throw discardAfter(FileErrors.writeFailed(table, e));
        } catch (RuntimeException e) {
            throw discardAfter(e);
        }
    }

    @Override
    public void abort() {
        try {
            store.delete(staging);
        } catch (IOException e) {
            throw FileErrors.writeFailed(table, e);
        }
    }

    private void commitLocked(List<WrittenFile> files) throws IOException {
        store.createDirectories(data());
        if (store.entry(table.path()) == null && createsTable()) {
            deleteStaging();
            return;
        }
        switch (settings.mode()) {
            case ERROR_IF_EXISTS -> throw FileErrors.pathAlreadyExists(table);
            case IGNORE -> deleteStaging();
            case OVERWRITE -> {
                if (settings.isDynamic()) {
                    replacePartitions(files);
                } else {
                    replaceTable();
                }
            }
            case APPEND -> append(files);
        }
    }

    /// Gives the staged table its name; false if somebody else was faster.
    private boolean createsTable() throws IOException {
        markSuccess(data());
        try {
            store.rename(data(), table.path());
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private void replaceTable() throws IOException {
        markSuccess(data());
        environment.snapshots().announce(table.path(), data());
        store.exchange(data(), table.path());
        environment.snapshots().retire(store, staging, table.path());
    }

    private void replacePartitions(List<WrittenFile> files) throws IOException {
        Set<String> partitions = new LinkedHashSet<>();
        files.forEach(file -> partitions.add(file.partition()));
        Undo undo = new Undo(store);
        try {
            for (String partition : partitions) {
                String staged = FileNames.child(data(), partition);
                String live = FileNames.child(table.path(), partition);
                if (store.entry(live) == null) {
                    store.rename(staged, live);
                    undo.renamed(staged, live);
                } else {
                    environment.snapshots().announce(live, staged);
                    store.exchange(staged, live);
                    undo.exchanged(staged, live);
                }
            }
            markSuccess(table.path());
        } catch (IOException | RuntimeException e) {
            isUndoIncomplete = !undo.run(e);
            throw e;
        }
        environment.snapshots().retire(store, staging, table.path());
    }

    private void append(List<WrittenFile> files) throws IOException {
        boolean journalled = files.size() > 1;
        Undo undo = new Undo(store);
        try {
            if (journalled) {
                AppendJournal.write(
                        store, staging, files.stream().map(WrittenFile::relativePath).toList());
            }
            for (WrittenFile file : files) {
                String staged = FileNames.child(data(), file.relativePath());
                String live = FileNames.child(table.path(), file.relativePath());
                store.rename(staged, live);
                undo.renamed(staged, live);
            }
            markSuccess(table.path());
            if (journalled) {
                AppendJournal.finish(store, staging);
            }
        } catch (IOException | RuntimeException e) {
            isUndoIncomplete = !undo.run(e);
            throw e;
        }
        deleteStaging();
    }

    /// Creates or renews the empty marker file. It need not survive a power failure.
    private void markSuccess(String directory) throws IOException {
        String marker = FileNames.child(directory, FileNames.SUCCESS);
        store.delete(marker);
        store.create(marker).close();
    }

    /// Removes the staging directory of a write that has succeeded; what cannot be removed now is
    /// tried again with the next one.
    private void deleteStaging() {
        environment.snapshots().retire(store, staging, staging);
    }

    private RuntimeException discardAfter(RuntimeException failure) {
        if (!isUndoIncomplete) {
            try {
                store.delete(staging);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    private String data() {
        return FileNames.child(staging, DATA);
    }
}

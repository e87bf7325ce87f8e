// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.storage.FileLocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/// The writing of one snapshot of a database, in the background.
///
/// 1. The database links its files aside; until that is done, nothing may be written to it.
/// 2. The large files that no earlier snapshot has are kept.
/// 3. The snapshot itself is written; with it the version counts.
final class DatabaseSnapshot {
    private final LocalDatabase database;
    private final KeptFiles kept;
    private final Map<String, DatabaseFile.Kept> known;
    private final FileLocation file;
    private final StateFile.Header header;
    private final List<StateFile.DatabaseStore> stores;
    private final CountDownLatch linked = new CountDownLatch(1);
    private final BackgroundTask<Map<String, DatabaseFile.Kept>> task;

    /// What a snapshot is made from.
    ///
    /// @param known large files that the snapshot before has, by their names in the database
    record Source(
            LocalDatabase database,
            List<StateFile.DatabaseStore> stores,
            Map<String, DatabaseFile.Kept> known) {}

    /// Starts it.
    ///
    /// @param scratch a path on this machine where nothing is
    DatabaseSnapshot(
            Source source,
            KeptFiles kept,
            FileLocation file,
            StateFile.Header header,
            Path scratch,
            Executor background) {
        this.database = source.database;
        this.stores = source.stores;
        this.known = source.known;
        this.kept = kept;
        this.file = file;
        this.header = header;
        this.task = BackgroundTask.start(background, () -> write(scratch));
    }

    long version() {
        return header.version();
    }

    /// True once the database may be written to again.
    boolean isLinked() {
        return linked.getCount() == 0;
    }

    /// Waits until the database may be written to again.
    void awaitLinked() {
        boolean interrupted = false;
        while (true) {
            try {
                linked.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isDone() {
        return task.isDone();
    }

    /// Does without it if it has not begun, else waits for its end.
    void abandon() throws IOException {
        if (!task.abandon()) {
            task.join();
        }
    }

    /// The large files of the finished snapshot, by their names in the database.
    Map<String, DatabaseFile.Kept> join() throws IOException {
        return task.join();
    }

    private Map<String, DatabaseFile.Kept> write(Path scratch) throws IOException {
        try {
            List<Path> files;
            try {
                files = database.snapshot(scratch);
            } finally {
                linked.countDown();
            }
            List<DatabaseFile> content = new ArrayList<>();
            Map<String, DatabaseFile.Kept> large = new HashMap<>();
            for (Path path : files) {
                String name = path.getFileName().toString();
                if (!name.endsWith(".sst")) {
                    content.add(new DatabaseFile.Inline(name, Files.readAllBytes(path)));
                    continue;
                }
                DatabaseFile.Kept before = known.get(name);
                DatabaseFile.Kept entry =
                        before != null ? before : kept.keep(path, header.version());
                content.add(entry);
                large.put(name, entry);
            }
            writeSnapshot(content);
            return large;
        } finally {
            WorkingDirectory.delete(scratch);
        }
    }

    private void writeSnapshot(List<DatabaseFile> content) throws IOException {
        try (StateFileWriter writer = new StateFileWriter(file, header)) {
            for (StateFile.DatabaseStore store : stores) {
                writer.store(store.id(), store.keyCount(), store.number());
            }
            writer.endOfList();
            for (DatabaseFile each : content) {
                writer.databaseFile(each);
            }
            writer.finish();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// The state files of one query: which there are, when the next snapshot is due, what may go. The
/// directory is listed once. Used by the query's thread, but for `writeChangelog`.
final class StateFiles {
    private static final String CHANGELOG = ".changelog";
    private static final String SNAPSHOT = ".snapshot";

    /// Changelogs after which a snapshot is written even though the state is much larger than all
    /// of them together.
    private static final int MOST_CHANGELOGS = 1000;

    /// Deletions per batch, so that a new snapshot does not make one batch pay for a hundred.
    private static final int DELETIONS_AT_ONCE = 8;

    private final FileLocation directory;
    private final QueryState.Retention retention;
    private final TreeMap<Long, Long> changelogBytes = new TreeMap<>();
    private final TreeSet<Long> snapshots = new TreeSet<>();
    private final List<String> leftovers = new ArrayList<>();
    private int changelogsSinceSnapshot;
    private long bytesSinceSnapshot;

    StateFiles(FileLocation directory, QueryState.Retention retention) {
        this.directory = directory;
        this.retention = retention;
    }

    /// Lists the directory.
    void list() throws IOException {
        try {
            for (FileEntry entry : directory.store().list(directory.path())) {
                if (isLeftover(entry)) {
                    leftovers.add(entry.path());
                }
                Long changelog = number(entry.name(), CHANGELOG);
                Long snapshot = number(entry.name(), SNAPSHOT);
                if (changelog != null) {
                    changelogBytes.put(changelog, entry.sizeBytes());
                } else if (snapshot != null) {
                    snapshots.add(snapshot);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was written yet.
            changelogBytes.clear();
        }
    }

    private static boolean isLeftover(FileEntry entry) {
        return entry.name().startsWith(".") && entry.name().endsWith(".tmp");
    }

    private static @Nullable Long number(String name, String suffix) {
        if (!name.endsWith(suffix)) {
            return null;
        }
        try {
            return Long.valueOf(name.substring(0, name.length() - suffix.length()));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    FileLocation directory() {
        return directory;
    }

    FileLocation changelog(long version) {
        return directory.resolve(version + CHANGELOG);
    }

    FileLocation snapshot(long version) {
        return directory.resolve(version + SNAPSHOT);
    }

    boolean hasChangelog(long version) {
        return changelogBytes.containsKey(version);
    }

    /// Snapshots at or before a version, newest first.
    List<Long> snapshotsUpTo(long version) {
        return List.copyOf(snapshots.headSet(version, true).descendingSet());
    }

    /// Snapshots there are, oldest first.
    List<Long> snapshots() {
        return List.copyOf(snapshots);
    }

    /// Deletes what was written for versions after this one, and what a crash left half written.
    void deleteAfter(long version) throws IOException {
        for (String leftover : leftovers) {
            directory.store().delete(leftover);
        }
        leftovers.clear();
        for (Long later : List.copyOf(changelogBytes.tailMap(version, false).keySet())) {
            directory.store().delete(changelog(later).path());
            changelogBytes.remove(later);
        }
        for (Long later : List.copyOf(snapshots.tailSet(version, false))) {
            deleteSnapshot(later);
        }
    }

    /// Takes note that recovery would begin with this snapshot (0 for none).
    void startsFrom(long snapshotVersion) {
        Map<Long, Long> after = changelogBytes.tailMap(snapshotVersion, false);
        changelogsSinceSnapshot = after.size();
        bytesSinceSnapshot = after.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Writes a changelog durably, over one that a crashed run of the same batch may have left.
    /// Touches nothing else of this object.
    ///
    /// @return its size in bytes
    long writeChangelog(long version, int shardCount, List<StateFile.Section> sections)
            throws IOException {
        StateFile.Header header = new StateFile.Header(StateFile.CHANGELOG, shardCount, version);
        try (StateFileWriter writer = new StateFileWriter(changelog(version), header)) {
            for (StateFile.Section section : sections) {
                if (section.recordCount() > 0) {
                    writer.section(section);
                }
            }
            return writer.finishInOrder();
        }
    }

    void changelogWritten(long version, long bytes) {
        changelogBytes.put(version, bytes);
        changelogsSinceSnapshot++;
        bytesSinceSnapshot += bytes;
    }

    void snapshotWritten(long version) {
        snapshots.add(version);
        startsFrom(version);
    }

    /// The next attempt comes after as many changelogs as usual.
    void snapshotFailed() {
        changelogsSinceSnapshot = 0;
    }

    long lastChangelogBytes() {
        return changelogBytes.isEmpty() ? 0 : changelogBytes.lastEntry().getValue();
    }

    void deleteSnapshot(long version) throws IOException {
        directory.store().delete(snapshot(version).path());
        snapshots.remove(version);
    }

    /// True if the changelogs since the last snapshot are long enough for another.
    ///
    /// @param worthBytes how long they should be: about as long as what a snapshot has to write
    boolean isSnapshotDue(long worthBytes) {
        return changelogsSinceSnapshot >= MOST_CHANGELOGS
                || (changelogsSinceSnapshot >= retention.minChangelogs()
                        && bytesSinceSnapshot >= worthBytes);
    }

    /// Deletes some files that recovery of the versions to retain does not need: those before the
    /// newest snapshot that is older than all of them.
    void deleteUnneeded(long newest) throws IOException {
        Long base = snapshots.floor(newest - retention.versionsToRetain());
        if (base == null) {
            return;
        }
        for (int i = 0; i < DELETIONS_AT_ONCE; i++) {
            Long snapshot = snapshots.lower(base);
            if (snapshot != null) {
                deleteSnapshot(snapshot);
                continue;
            }
            Long changelog = changelogBytes.floorKey(base);
            if (changelog == null) {
                return;
            }
            Long oldest = changelogBytes.firstKey();
            directory.store().delete(changelog(oldest).path());
            changelogBytes.remove(oldest);
        }
    }
}

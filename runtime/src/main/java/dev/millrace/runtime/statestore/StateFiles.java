// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// The state files of one query: which there are, when the next snapshot is due, what may go. The
/// directory is listed once.
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

    /// Deletes what was written for versions after this one.
    void deleteAfter(long version) throws IOException {
        for (Long later : List.copyOf(changelogBytes.tailMap(version, false).keySet())) {
            directory.store().delete(changelog(later).path());
            changelogBytes.remove(later);
        }
        for (Long later : List.copyOf(snapshots.tailSet(version, false))) {
            directory.store().delete(snapshot(later).path());
            snapshots.remove(later);
        }
    }

    /// Takes note that recovery began with this snapshot (0 for none).
    void startedFrom(long snapshotVersion) {
        Map<Long, Long> after = changelogBytes.tailMap(snapshotVersion, false);
        changelogsSinceSnapshot = after.size();
        bytesSinceSnapshot = after.values().stream().mapToLong(Long::longValue).sum();
    }

    void writeChangelog(long version, int shardCount, List<StateFile.Section> sections)
            throws IOException {
        StateFile.Header header = new StateFile.Header(StateFile.CHANGELOG, shardCount, version);
        long bytes = StateFile.writeChangelog(changelog(version), header, sections);
        changelogBytes.put(version, bytes);
        changelogsSinceSnapshot++;
        bytesSinceSnapshot += bytes;
    }

    /// A snapshot is due when the changelogs since the last one are as large as the state: so
    /// writing snapshots costs at most as much as writing
    /// changelogs, and recovery reads at most about twice the state.
    boolean isSnapshotDue(long version, long dataBytes) {
        return changelogsSinceSnapshot >= MOST_CHANGELOGS
                || (changelogsSinceSnapshot >= retention.minChangelogs()
                        && bytesSinceSnapshot >= dataBytes
                        && version > 0);
    }

    void writeSnapshot(long version, int shardCount, Map<StateStore.Id, StateTable> tables)
            throws IOException {
        StateFile.Header header = new StateFile.Header(StateFile.SNAPSHOT, shardCount, version);
        StateFile.writeSnapshot(snapshot(version), header, tables);
        snapshots.add(version);
        changelogsSinceSnapshot = 0;
        bytesSinceSnapshot = 0;
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
                directory.store().delete(snapshot(snapshot).path());
                snapshots.remove(snapshot);
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

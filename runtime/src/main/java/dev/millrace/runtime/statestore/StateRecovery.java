// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Brings one version of a query's state into memory.
///
/// 1. Delete the files of later versions.
/// 2. Try the snapshots at or before the version, newest first; a damaged one is skipped. Without
/// any, begin with the empty state.
/// 3. Apply the changelogs after it, in order. One that is missing or damaged ends the recovery.
final class StateRecovery {
    private static final String SQL_STATE = "58030";

    private final StateFiles files;
    private final long version;
    private TreeMap<StateStore.Id, StateTable> tables = QueryState.newTables();
    private int shardCount;
    private int repairedSnapshots;

    StateRecovery(StateFiles files, long version, int newShardCount) {
        this.files = files;
        this.version = version;
        this.shardCount = newShardCount;
    }

    Map<StateStore.Id, StateTable> tables() {
        return tables;
    }

    int shardCount() {
        return shardCount;
    }

    /// Damaged snapshots whose state was made again from older files.
    int repairedSnapshots() {
        return repairedSnapshots;
    }

    void run() {
        try {
            files.list();
            files.deleteAfter(version);
            List<String> damaged = new ArrayList<>();
            long base = loadSnapshot(damaged);
            files.startedFrom(base);
            for (long next = base + 1; next <= version; next++) {
                applyChangelog(next, damaged);
            }
            repairedSnapshots = damaged.size();
        } catch (StateFile.NewerFormatException e) {
            throw MillraceException.of(
                            ErrorKind.EXECUTION,
                            "CANNOT_LOAD_STATE_STORE.INVALID_CHANGE_LOG_READER_VERSION",
                            SQL_STATE)
                    .with("version", e.version())
                    .cause(e)
                    .text(
                            "An error occurred during loading state. The change log reader version"
                                    + " cannot be "
                                    + e.version()
                                    + ": "
                                    + e.getMessage());
        } catch (IOException e) {
            throw uncategorized(e.getMessage(), e);
        }
    }

    private long loadSnapshot(List<String> damaged) throws IOException {
        for (long candidate : files.snapshotsUpTo(version)) {
            tables = QueryState.newTables();
            try {
                shardCount =
                        StateFile.read(
                                        files.snapshot(candidate),
                                        StateFile.SNAPSHOT,
                                        candidate,
                                        this::table)
                                .shardCount();
                return candidate;
            } catch (StateFile.DamagedException e) {
                damaged.add(e.getMessage());
            }
        }
        tables = QueryState.newTables();
        return 0;
    }

    private void applyChangelog(long next, List<String> damagedSnapshots) throws IOException {
        String path = files.changelog(next).path();
        if (!files.hasChangelog(next)) {
            String because =
                    damagedSnapshots.isEmpty()
                            ? ""
                            : " (" + String.join("; ", damagedSnapshots) + ")";
            throw MillraceException.of(
                            ErrorKind.EXECUTION,
                            "CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS",
                            SQL_STATE)
                    .with("fileToRead", path)
                    .with("clazz", "state version " + version)
                    .text(
                            "An error occurred during loading state. Error reading delta file "
                                    + path
                                    + " of state version "
                                    + version
                                    + ": "
                                    + path
                                    + " does not exist."
                                    + because);
        }
        try {
            shardCount =
                    StateFile.read(files.changelog(next), StateFile.CHANGELOG, next, this::table)
                            .shardCount();
        } catch (StateFile.DamagedException e) {
            throw uncategorized(e.getMessage(), e);
        }
    }

    private StateTable table(StateStore.Id id) {
        return tables.computeIfAbsent(id, i -> new StateTable());
    }

    private static MillraceException uncategorized(@Nullable String what, IOException cause) {
        return MillraceException.of(
                        ErrorKind.EXECUTION, "CANNOT_LOAD_STATE_STORE.UNCATEGORIZED", SQL_STATE)
                .cause(cause)
                .text("An error occurred during loading state. " + what);
    }
}

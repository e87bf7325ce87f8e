// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Brings one version of a query's state out of its files.
///
/// 1. Delete the files of later versions, and what a crash left half written.
/// 2. Try the snapshots at or before the version, newest first; a damaged one is forgotten. Without
/// any, begin with the empty state.
/// 3. Apply the changelogs after it, in order. One that is missing or damaged ends the recovery.
///
/// A reader of a version that is not the newest skips what deletes and forgets.
final class StateRecovery {
    private static final System.Logger LOG = System.getLogger(StateRecovery.class.getName());
    private static final String SQL_STATE = "58030";

    private final StateFiles files;
    private final Loader loader;
    private final List<String> damagedSnapshots = new ArrayList<>();
    private int shardCount;

    /// Where the state goes.
    interface Loader {
        /// Begins anew with the content of a snapshot.
        ///
        /// @return its shard count
        int loadSnapshot(FileLocation file, long version) throws IOException;

        /// Begins anew with nothing.
        void startEmpty() throws IOException;

        /// Applies a changelog.
        ///
        /// @return its shard count
        int applyChangelog(FileLocation file, long version) throws IOException;
    }

    /// Damaged snapshots whose state was made again from older files.
    int repairedSnapshots() {
        return damagedSnapshots.size();
    }

    StateRecovery(StateFiles files, Loader loader) {
        this.files = files;
        this.loader = loader;
    }

    /// Recovers the version from which the query goes on. Throws `CANNOT_LOAD_STATE_STORE` if that
    /// is not possible.
    ///
    /// @return the number of shards
    int recover(long version, int newShardCount) {
        return run(version, newShardCount, true);
    }

    /// Reads a version of a state that a query may be using.
    int read(long version) {
        return run(version, 1, false);
    }

    /// Reads a version as it follows from a certain snapshot.
    void readFrom(long snapshot, long version) {
        naming(
                () -> {
                    files.list();
                    if (!files.snapshotsUpTo(snapshot).contains(snapshot)) {
                        throw missingSnapshot(files.snapshot(snapshot).path());
                    }
                    loader.loadSnapshot(files.snapshot(snapshot), snapshot);
                    applyChangelogs(snapshot + 1, version);
                });
    }

    /// Reads changelogs without what is before them.
    void readChanges(long first, long last) {
        naming(
                () -> {
                    files.list();
                    applyChangelogs(first, last);
                });
    }

    private int run(long version, int newShardCount, boolean owns) {
        shardCount = newShardCount;
        naming(
                () -> {
                    files.list();
                    if (owns) {
                        files.deleteAfter(version);
                    }
                    long base = loadSnapshot(version, owns);
                    files.startsFrom(base);
                    applyChangelogs(base + 1, version);
                });
        return shardCount;
    }

    private void applyChangelogs(long first, long last) throws IOException {
        for (long next = first; next <= last; next++) {
            applyChangelog(next, last);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /// Does something with files and gives its failures Spark's names.
    private static void naming(Work work) {
        try {
            work.run();
        } catch (StateFile.UnknownFormatException e) {
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

    private long loadSnapshot(long version, boolean owns) throws IOException {
        for (long candidate : files.snapshotsUpTo(version)) {
            try {
                shardCount = loader.loadSnapshot(files.snapshot(candidate), candidate);
                return candidate;
            } catch (StateFile.DamagedException | StateFile.UnknownFormatException e) {
                damagedSnapshots.add(e.getMessage());
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a snapshot is not used, an older one and changelogs are: "
                                + e.getMessage());
                if (owns) {
                    files.deleteSnapshot(candidate);
                }
            }
        }
        loader.startEmpty();
        return 0;
    }

    private void applyChangelog(long next, long version) throws IOException {
        String path = files.changelog(next).path();
        if (!files.hasChangelog(next)) {
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
                                    + afterDamagedSnapshots()
                                    + advice());
        }
        try {
            shardCount = loader.applyChangelog(files.changelog(next), next);
        } catch (StateFile.DamagedException e) {
            throw uncategorized(e.getMessage() + "." + afterDamagedSnapshots() + advice(), e);
        }
    }

    private static MillraceException missingSnapshot(String path) {
        return MillraceException.of(
                        ErrorKind.EXECUTION,
                        "CANNOT_LOAD_STATE_STORE.CANNOT_READ_MISSING_SNAPSHOT_FILE",
                        SQL_STATE)
                .with("fileToRead", path)
                .with("clazz", "the state")
                .text(
                        "An error occurred during loading state. Error reading snapshot file "
                                + path
                                + " of the state: "
                                + path
                                + " does not exist.");
    }

    private String afterDamagedSnapshots() {
        return damagedSnapshots.isEmpty()
                ? ""
                : " It is needed because " + String.join("; ", damagedSnapshots) + ".";
    }

    private String advice() {
        return " Put the file back from a copy of the checkpoint; without it this query cannot go"
                + " on from "
                + files.directory().path()
                + " and needs a new checkpoint location.";
    }

    private static MillraceException uncategorized(@Nullable String what, IOException cause) {
        return MillraceException.of(
                        ErrorKind.EXECUTION, "CANNOT_LOAD_STATE_STORE.UNCATEGORIZED", SQL_STATE)
                .cause(cause)
                .text("An error occurred during loading state. " + what);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileStore;

import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The hidden directories in which writes prepare their files: `_millrace_staging-<token>-<uuid>`,
/// where the token names the process (see `ProcessIdentity`). Thread-safe.
public final class StagingDirectories {
    private static final int UUID_LENGTH = 36;

    private final ProcessIdentity identity;
    private final Set<String> swept = ConcurrentHashMap.newKeySet();

    public StagingDirectories(ProcessIdentity identity) {
        this.identity = identity;
    }

    /// The name of a new staging directory in `parent`; nothing is created yet.
    String newDirectory(String parent) {
        return FileNames.child(
                parent, FileNames.STAGING_PREFIX + identity.token() + "-" + UUID.randomUUID());
    }

    /// True until `sweep` has been done for a directory.
    boolean isUnswept(String parent) {
        return !swept.contains(parent);
    }

    /// Removes what dead processes left in `parent`, and undoes appends that they did not finish.
    /// Done once per directory in the life of this process: who dies later is swept by who starts
    /// later. The caller holds the exclusive lock of `parent`.
    void sweep(FileStore store, String parent) throws IOException {
        for (FileEntry entry : store.list(parent)) {
            if (entry.isDirectory() && isLeftover(entry.name())) {
                AppendJournal.rollBackIfPending(store, entry.path(), parent);
                store.delete(entry.path());
            }
        }
        swept.add(parent);
    }

    private boolean isLeftover(String name) {
        int end = name.length() - UUID_LENGTH - 1;
        return name.startsWith(FileNames.STAGING_PREFIX)
                && end > FileNames.STAGING_PREFIX.length()
                && identity.isGone(name.substring(FileNames.STAGING_PREFIX.length(), end));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.layout.ListingScope;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Lists the directories of a source again and again, at a cost that depends on what is new in them
/// and not on what was found before. Used by one thread.
///
/// - A directory whose change mark is what it was before the last listing is not listed: it holds
///   its directories as before, and those files that were found then and are still wanted.
///   Now and then it is listed nevertheless.
/// - A file that was looked at and turned out to be too old is looked at again only now and then,
///   for it counts only if somebody touches it: a share of them at each listing.
final class DirectoryMemory implements ListingScope.Lister {
    /// How many files that were too old are looked at again at a listing of their directory.
    private static final int SHARE = 256;

    /// How long a directory is trusted not to have changed, and how long one with files that were
    /// too old.
    private static final long TRUST_MILLIS = 60_000;

    private static final long SHORT_TRUST_MILLIS = 10_000;

    private final Map<String, Known> directories = new HashMap<>();
    private final Predicate<FileEntry> tooOld;
    private final InstantSource clock;
    private long turn;

    /// @param tooOld tells whether a file does not count because of its age
    DirectoryMemory(Predicate<FileEntry> tooOld, InstantSource clock) {
        this.tooOld = tooOld;
        this.clock = clock;
    }

    /// What the last listing of a directory found.
    ///
    /// @param mark as it was before, null if the directory has to be listed again
    /// @param found directories and files that counted
    /// @param tooOld names of files that do not count because of their age
    /// @param listedMillis when it was listed
    /// @param used the turn in which it was asked for last
    private record Known(
            @Nullable Object mark,
            List<FileEntry> found,
            FileTable tooOld,
            long listedMillis,
            long used) {
        /// True if there is nothing in the directory that was not there.
        boolean isStill(@Nullable Object markNow, long nowMillis) {
            long trust = tooOld.size() > 0 ? SHORT_TRUST_MILLIS : TRUST_MILLIS;
            return mark != null && mark.equals(markNow) && nowMillis - listedMillis < trust;
        }
    }

    @Override
    public List<FileEntry> list(
            FileStore store, String directory, String pattern, Predicate<String> names)
            throws IOException {
        Object mark = store.changeMark(directory);
        String key = directory + '\0' + pattern;
        Known known = directories.get(key);
        Known next =
                known != null && known.isStill(mark, clock.millis())
                        ? new Known(
                                known.mark(),
                                stillWanted(store, known.found(), names),
                                known.tooOld(),
                                known.listedMillis(),
                                turn)
                        : listed(store, directory, mark, names, known);
        directories.put(key, next);
        return next.found();
    }

    private Known listed(
            FileStore store,
            String directory,
            @Nullable Object mark,
            Predicate<String> names,
            @Nullable Known known)
            throws IOException {
        FileTable before = known == null ? new FileTable() : known.tooOld();
        FileTable old = new FileTable();
        List<FileEntry> found = new ArrayList<>();
        for (FileEntry entry :
                store.list(directory, name -> names.test(name) && !passes(name, before, old))) {
            if (!entry.isDirectory() && tooOld.test(entry)) {
                old.put(entry.name(), 0);
            } else {
                found.add(entry);
            }
        }
        return new Known(mark, found, old, clock.millis(), turn);
    }

    /// Ends a listing of everything: directories that were not asked for are gone.
    void finishTurn() {
        directories.values().removeIf(known -> known.used() < turn);
        turn++;
    }

    /// True if a file that was too old need not be looked at this time.
    private boolean passes(String name, FileTable before, FileTable now) {
        long shares = 1 + before.size() / SHARE;
        boolean passes = before.contains(name) && before.share(name, shares) != turn % shares;
        if (passes) {
            now.put(name, 0);
        }
        return passes;
    }

    private static List<FileEntry> stillWanted(
            FileStore store, List<FileEntry> found, Predicate<String> names) throws IOException {
        List<FileEntry> wanted = new ArrayList<>();
        for (FileEntry entry : found) {
            if (names.test(entry.name())) {
                FileEntry now = entry.isDirectory() ? entry : store.entry(entry.path());
                if (now != null) {
                    wanted.add(now);
                }
            }
        }
        return wanted;
    }
}

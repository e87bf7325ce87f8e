// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.snapshot;

import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/// Keeps directories that were replaced until every scan that may still read them has ended.
///
/// 1. A scan takes a lease when it has listed its files, under the shared lock of its directories.
/// 2. A commit, under the exclusive lock, announces each exchange before it happens: from then on
///    `Lease.open` knows where a file that is no longer at its place must be.
/// 3. After the exchanges the commit retires its staging directory, which now holds the old files.
///    It is deleted when the last lease that was open at that moment is closed; at once if there is
///    none.
///
/// A directory that could not be deleted is tried again at the next occasion. All state is guarded
/// by this object's monitor; files are opened and deleted outside of it.
public final class Snapshots {
    private final List<Move> moves = new ArrayList<>();
    private final List<Retirement> retirements = new ArrayList<>();
    private final Set<Lease> leases = new HashSet<>();
    private long clock;

    /// An exchange: what was at `live` is (or is about to be) at `retired`.
    private record Move(long time, String live, String retired) {}

    /// A staging directory full of replaced files.
    private record Retirement(FileStore store, String directory, Set<Lease> holders) {}

    /// The right of a scan to read files as they were when it was planned.
    public final class Lease implements AutoCloseable {
        private final List<String> roots;
        private final long time;

        private Lease(Collection<String> roots, long time) {
            this.roots = List.copyOf(roots);
            this.time = time;
        }

        /// Opens a file of the scan, wherever it is now.
        public FileInput open(FileStore store, String path) throws IOException {
            List<String> tried = List.of();
            while (true) {
                List<String> places = places(path, time);
                if (places.equals(tried)) {
                    throw new NoSuchFileException(path);
                }
                for (String place : places) {
                    FileInput input = openIfPresent(store, place);
                    if (input != null) {
                        return input;
                    }
                }
                tried = places;
            }
        }

        private static @Nullable FileInput openIfPresent(FileStore store, String place)
                throws IOException {
            try {
                return store.open(place);
            } catch (NoSuchFileException e) {
                // It moved on; a move is announced before it happens, so a later place, or one that
                // is announced by now, has it.
                return null;
            }
        }

        /// Ends the scan. Files that only it still needed are deleted.
        @Override
        public void close() {
            release(this);
        }
    }

    /// Starts a scan. The caller holds the shared lock of the roots.
    public synchronized Lease lease(Collection<String> roots) {
        Lease lease = new Lease(roots, clock);
        leases.add(lease);
        return lease;
    }

    /// Announces that `live` is about to be exchanged with `retired`. The caller holds the
    /// exclusive
    /// lock.
    public synchronized void announce(String live, String retired) {
        moves.add(new Move(++clock, live, retired));
    }

    /// Hands over a staging directory with replaced files. The caller holds the exclusive lock of
    /// `root`, below which the files were.
    public void retire(FileStore store, String directory, String root) {
        synchronized (this) {
            Set<Lease> holders = new HashSet<>();
            for (Lease lease : leases) {
                if (overlaps(lease.roots, root)) {
                    holders.add(lease);
                }
            }
            retirements.add(new Retirement(store, directory, holders));
        }
        deleteUnheld();
    }

    /// Directories that are kept for open scans.
    synchronized int retainedCount() {
        return retirements.size();
    }

    private void release(Lease lease) {
        synchronized (this) {
            if (!leases.remove(lease)) {
                return;
            }
            retirements.forEach(retirement -> retirement.holders().remove(lease));
            forgetMoves();
        }
        deleteUnheld();
    }

    private void deleteUnheld() {
        List<Retirement> unheld = new ArrayList<>();
        synchronized (this) {
            Iterator<Retirement> iterator = retirements.iterator();
            while (iterator.hasNext()) {
                Retirement retirement = iterator.next();
                if (retirement.holders().isEmpty()) {
                    iterator.remove();
                    unheld.add(retirement);
                }
            }
            if (leases.isEmpty()) {
                moves.clear();
            }
        }
        for (Retirement retirement : unheld) {
            try {
                retirement.store().delete(retirement.directory());
            } catch (IOException e) {
                // The commit or the scan has succeeded; the files are invisible and are tried
                // again.
                synchronized (this) {
                    retirements.add(retirement);
                }
            }
        }
    }

    /// Drops the moves that are older than every open lease.
    private void forgetMoves() {
        long oldest = Long.MAX_VALUE;
        for (Lease lease : leases) {
            oldest = Math.min(oldest, lease.time);
        }
        long kept = oldest;
        moves.removeIf(move -> move.time() <= kept);
    }

    /// Where a file may be that was at `path` at a time: there, then wherever each later exchange
    /// of a directory above it brought it.
    private synchronized List<String> places(String path, long time) {
        List<String> places = new ArrayList<>();
        places.add(path);
        String current = path;
        for (Move move : moves) {
            if (move.time() > time && FileNames.isWithin(current, move.live())) {
                current = move.retired() + current.substring(move.live().length());
                places.add(current);
            }
        }
        return places;
    }

    private static boolean overlaps(List<String> roots, String path) {
        for (String root : roots) {
            if (FileNames.isWithin(root, path) || FileNames.isWithin(path, root)) {
                return true;
            }
        }
        return false;
    }
}

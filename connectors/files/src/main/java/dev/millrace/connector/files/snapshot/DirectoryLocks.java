// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.snapshot;

import dev.millrace.connector.files.layout.FileNames;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Locks on directory trees, shared for listings and exclusive for commits. Two locks meet if a
/// path
/// of one lies within a path of the other. First come, first served, so that a stream of readers
/// does not starve a writer.
///
/// Any thread may hold any number of locks, but must not wait for one while it holds another: a
/// listing or a commit takes exactly one. All state is guarded by this object's monitor.
public final class DirectoryLocks {
    private final List<Lock> queue = new ArrayList<>();

    /// A lock that is held until it is closed.
    public final class Lock implements AutoCloseable {
        private final List<String> paths;
        private final boolean exclusive;

        private Lock(Collection<String> paths, boolean exclusive) {
            this.paths = List.copyOf(paths);
            this.exclusive = exclusive;
        }

        private boolean conflicts(Lock other) {
            if (!exclusive && !other.exclusive) {
                return false;
            }
            for (String path : paths) {
                for (String otherPath : other.paths) {
                    if (FileNames.isWithin(path, otherPath)
                            || FileNames.isWithin(otherPath, path)) {
                        return true;
                    }
                }
            }
            return false;
        }

        @Override
        public void close() {
            synchronized (DirectoryLocks.this) {
                queue.remove(this);
                DirectoryLocks.this.notifyAll();
            }
        }
    }

    /// Waits until no commit changes what lies below the paths, and holds commits off.
    public Lock shared(Collection<String> paths) {
        return acquire(new Lock(paths, false));
    }

    /// Waits until nobody lists or changes what lies below the path.
    public Lock exclusive(String path) {
        return acquire(new Lock(List.of(path), true));
    }

    private synchronized Lock acquire(Lock lock) {
        queue.add(lock);
        boolean interrupted = false;
        while (isBlocked(lock)) {
            try {
                wait();
            } catch (InterruptedException e) {
                // A commit that has begun must end; the interrupt is kept for later.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return lock;
    }

    private boolean isBlocked(Lock lock) {
        for (Lock earlier : queue) {
            if (earlier == lock) {
                return false;
            }
            if (lock.conflicts(earlier)) {
                return true;
            }
        }
        return false;
    }
}

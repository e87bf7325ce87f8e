// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

/// The files that a source has taken. Forgets those that are so old that they would not be taken
/// anyway: age is measured from the newest file that was taken, as of the last `purge`.
final class SeenFiles {
    /// As long as there are no more files than this, the old ones are looked for every time;
    /// afterwards when the limit has moved by a hundredth of the age.
    private static final int FEW = 4096;

    private static final int STEPS = 100;

    private final long maxAgeMillis;
    private final boolean isNameOnly;
    private final FileTable files = new FileTable();
    private long newest;
    private long oldestAccepted;
    private long oldestKept;

    SeenFiles(long maxAgeMillis, boolean isNameOnly) {
        this.maxAgeMillis = maxAgeMillis;
        this.isNameOnly = isNameOnly;
    }

    void add(String path, long timestamp) {
        files.put(key(path), timestamp);
        newest = Math.max(newest, timestamp);
    }

    boolean isNew(String path, long timestamp) {
        return timestamp >= oldestAccepted && !files.contains(key(path));
    }

    /// True if the file was taken and is remembered: it need not be looked at again.
    boolean contains(String path) {
        return files.contains(key(path));
    }

    /// How many files are remembered.
    int size() {
        return files.size();
    }

    /// Files that were modified before this do not count, milliseconds since the epoch.
    long oldestAccepted() {
        return oldestAccepted;
    }

    void purge() {
        accept(newest - maxAgeMillis);
    }

    /// Lets files that were modified before this not count, from now on.
    void accept(long oldest) {
        if (oldest > oldestAccepted) {
            oldestAccepted = oldest;
            if (files.size() <= FEW || oldest - oldestKept >= maxAgeMillis / STEPS) {
                oldestKept = oldest;
                files.removeBefore(oldest);
            }
        }
    }

    private String key(String path) {
        return isNameOnly ? path.substring(path.lastIndexOf('/') + 1) : path;
    }
}

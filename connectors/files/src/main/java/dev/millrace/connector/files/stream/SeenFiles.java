// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import java.util.HashMap;
import java.util.Map;

/// The files that a source has taken. Forgets those that are so old that they would not be taken
/// anyway: age is measured from the newest file that was taken, as of the last `purge`.
final class SeenFiles {
    private final long maxAgeMillis;
    private final boolean isNameOnly;
    private final Map<String, Long> timestamps = new HashMap<>();
    private long newest;
    private long oldestAccepted;

    SeenFiles(long maxAgeMillis, boolean isNameOnly) {
        this.maxAgeMillis = maxAgeMillis;
        this.isNameOnly = isNameOnly;
    }

    void add(String path, long timestamp) {
        timestamps.put(key(path), timestamp);
        newest = Math.max(newest, timestamp);
    }

    boolean isNew(String path, long timestamp) {
        return timestamp >= oldestAccepted && !timestamps.containsKey(key(path));
    }

    /// True if the file was taken and is remembered: it need not be looked at again.
    boolean contains(String path) {
        return timestamps.containsKey(key(path));
    }

    void purge() {
        long oldest = newest - maxAgeMillis;
        if (oldest > oldestAccepted) {
            oldestAccepted = oldest;
            timestamps.values().removeIf(timestamp -> timestamp < oldest);
        }
    }

    private String key(String path) {
        return isNameOnly ? path.substring(path.lastIndexOf('/') + 1) : path;
    }
}

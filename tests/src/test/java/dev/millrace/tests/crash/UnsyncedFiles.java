// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/// The files that hold bytes which nobody has forced to the device, under the names they have now,
/// each with the length that would survive a loss of power.
final class UnsyncedFiles {
    private final Map<String, Long> safeLengths = new HashMap<>();

    void written(String path, long safeLength) {
        safeLengths.putIfAbsent(path, safeLength);
    }

    void synced(String path) {
        safeLengths.remove(path);
    }

    void deleted(String path) {
        safeLengths.keySet().removeIf(file -> isAtOrBelow(file, path));
    }

    void renamed(String from, String to) {
        safeLengths.putAll(taken(from, to));
    }

    void replaced(String from, String to) {
        deleted(to);
        renamed(from, to);
    }

    void exchanged(String one, String other) {
        Map<String, Long> moved = taken(one, other);
        moved.putAll(taken(other, one));
        safeLengths.putAll(moved);
    }

    /// Does what a loss of power does: cuts every file to the length that is safe.
    void losePower() throws IOException {
        for (Map.Entry<String, Long> file : safeLengths.entrySet()) {
            Path path = Path.of(file.getKey());
            if (Files.isRegularFile(path)) {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    channel.truncate(file.getValue());
                }
            }
        }
    }

    private Map<String, Long> taken(String from, String to) {
        Map<String, Long> taken = new HashMap<>();
        safeLengths.forEach(
                (file, length) -> {
                    if (isAtOrBelow(file, from)) {
                        taken.put(to + file.substring(from.length()), length);
                    }
                });
        safeLengths.keySet().removeIf(file -> isAtOrBelow(file, from));
        return taken;
    }

    private static boolean isAtOrBelow(String file, String directory) {
        return file.equals(directory) || file.startsWith(directory + "/");
    }
}

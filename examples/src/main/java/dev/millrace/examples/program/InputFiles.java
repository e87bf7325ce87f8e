// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.program;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/// Input files as a file source wants them: each appears whole or not at all, and their times of
/// modification are in the order of arrival.
public final class InputFiles {

    /// The time of the first file. The others follow a second apart: a file source reads in the
    /// order of these times, and files written within one tick of the file system's clock would
    /// have none.
    private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");

    private InputFiles() {}

    /// Writes a file under a hidden name and renames it.
    ///
    /// @param number its place in the order of arrival
    public static void write(Path target, int number, Iterable<String> lines) throws IOException {
        Path directory = target.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Path hidden = target.resolveSibling("." + target.getFileName() + ".tmp");
        try (BufferedWriter writer = Files.newBufferedWriter(hidden, StandardCharsets.UTF_8)) {
            for (String line : lines) {
                writer.write(line);
                writer.write('\n');
            }
        }
        Files.setLastModifiedTime(hidden, FileTime.from(FIRST.plusSeconds(number)));
        Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// JSON files of readings of two sensors, one reading a minute, three a file: what a test of
/// streams reads.
public final class SensorFiles {
    public static final String SCHEMA = "sensor STRING, at TIMESTAMP, value INT";
    public static final int ROWS_PER_FILE = 3;

    private static final Instant FIRST = Instant.parse("2024-01-01T10:00:00Z");

    private SensorFiles() {}

    /// Writes the files `from` to `until` (exclusive), each whole or not at all, with modification
    /// times in their order.
    public static void write(Path directory, int from, int until) throws IOException {
        for (int file = from; file < until; file++) {
            List<String> lines = new ArrayList<>();
            for (int i = file * ROWS_PER_FILE; i < (file + 1) * ROWS_PER_FILE; i++) {
                String at = FIRST.plusSeconds(60L * i).toString();
                lines.add(line(i % 2 == 0 ? "even" : "odd", at, i));
            }
            write(directory, file, lines);
        }
    }

    /// Writes one file with these lines.
    public static void write(Path directory, int file, List<String> lines) throws IOException {
        Files.createDirectories(directory);
        Path hidden = directory.resolve(".f" + file + ".tmp");
        Files.write(hidden, lines);
        Files.setLastModifiedTime(hidden, FileTime.from(FIRST.plusSeconds(file)));
        String name = String.format("f%04d.json", file);
        Files.move(hidden, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /// One reading as JSON.
    public static String line(@Nullable String sensor, String at, int value) {
        String name = sensor == null ? "null" : "\"" + sensor + "\"";
        return "{\"sensor\":" + name + ",\"at\":\"" + at + "\",\"value\":" + value + "}";
    }
}

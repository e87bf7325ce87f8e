// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/// Three files of readings, the last of which moves the watermark far ahead. No reading is late,
/// whatever files a batch takes together.
final class SmallInput {
    static final String SCHEMA = "sensor STRING, at TIMESTAMP, value INT";

    private static final List<List<String>> FILES =
            List.of(
                    List.of(
                            line("a", "2024-01-01 10:01:00", 1),
                            line("b", "2024-01-01 10:02:00", 2),
                            line("a", "2024-01-01 10:11:00", 3)),
                    List.of(
                            line("a", "2024-01-01 10:31:00", 4),
                            line("b", "2024-01-01 10:12:00", 5),
                            line("b", "2024-01-02 10:02:00", 6)),
                    List.of(
                            line("a", "2024-01-02 10:03:00", 7),
                            line("c", "2024-01-03 09:00:00", 8)));

    private SmallInput() {}

    static void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (int file = 0; file < FILES.size(); file++) {
            Path path = directory.resolve("f" + file + ".json");
            Files.write(path, FILES.get(file));
            Files.setLastModifiedTime(
                    path, FileTime.from(Instant.parse("2024-01-04T00:00:00Z").plusSeconds(file)));
        }
    }

    private static String line(String sensor, String at, int value) {
        return "{\"sensor\":\"" + sensor + "\",\"at\":\"" + at + "\",\"value\":" + value + "}";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/// Events as JSON lines, the same for every engine: `{"id":7,"k":"k42","ts":"2026-01-01T00:00:…Z",
/// "amount":1234,"country":"DE"}`. Event times rise from file to file and are shuffled by up to a
/// minute within one.
///
/// @param files how many files
/// @param rowsPerFile rows of each
/// @param keys different values of `k`
/// @param ids different values of `id`: more rows than that are duplicates
/// @param secondsPerFile event time that a file spans
record EventFiles(int files, int rowsPerFile, int keys, long ids, int secondsPerFile) {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int JITTER_MILLIS = 60_000;
    private static final String[] COUNTRIES = {
        "DE", "FR", "ES", "IT", "PL", "NL", "SE", "PT", "AT", "CH", "IE", "DK", "NO", "FI", "CZ"
    };

    /// Writes the files.
    ///
    /// @param firstId of the ids, so that two sets can be told apart
    void write(Path directory, long seed, long firstId) throws IOException {
        Files.createDirectories(directory);
        SplittableRandom random = new SplittableRandom(seed);
        long row = 0;
        for (int file = 0; file < files; file++) {
            Path path = directory.resolve(String.format(Locale.ROOT, "events-%05d.json", file));
            StringBuilder line = new StringBuilder(128);
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(path), 1 << 16)) {
                for (int i = 0; i < rowsPerFile; i++) {
                    line.setLength(0);
                    append(line, random, file, i, firstId + row++ % ids);
                    out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }

    private void append(StringBuilder line, SplittableRandom random, int file, int i, long id) {
        long sinceStart =
                (file * (long) rowsPerFile + i) * secondsPerFile * 1000L / rowsPerFile
                        + random.nextInt(JITTER_MILLIS);
        line.append("{\"id\":").append(id);
        line.append(",\"k\":\"k").append(random.nextInt(keys));
        line.append("\",\"ts\":\"").append(START.plusMillis(sinceStart / 1000 * 1000));
        line.append("\",\"amount\":").append(random.nextInt(100_000));
        line.append(",\"country\":\"").append(COUNTRIES[random.nextInt(COUNTRIES.length)]);
        line.append("\"}\n");
    }

    long rows() {
        return (long) files * rowsPerFile;
    }
}

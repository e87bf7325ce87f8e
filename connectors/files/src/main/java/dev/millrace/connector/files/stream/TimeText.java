// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.layout.FileErrors;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as options and configuration spell them: `7d`, `10min`, `600000ms`.
final class TimeText {
    private static final Pattern DURATION = Pattern.compile("(-?[0-9]+)([a-z]*)");

    private TimeText() {}

    /// Milliseconds; a number without a unit is milliseconds already.
    static long millis(String text) {
        Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long micros =
                    switch (matcher.group(2)) {
                        case "us" -> 1;
                        case "", "ms" -> 1_000L;
                        case "s" -> 1_000_000L;
                        case "m", "min" -> 60_000_000L;
                        case "h" -> 3_600_000_000L;
                        case "d" -> 86_400_000_000L;
                        default -> 0;
                    };
            if (micros > 0) {
                return Math.multiplyExact(Long.parseLong(matcher.group(1)), micros) / 1000;
            }
        }
        throw FileErrors.illegal(
                "Time must be specified as seconds (s), milliseconds (ms), microseconds (us),"
                        + " minutes (m or min), hour (h), or day (d). E.g. 50s, 100ms, or 250us.\n"
                        + "Failed to parse time string: "
                        + text);
    }
}

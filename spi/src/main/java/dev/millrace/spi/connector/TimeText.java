// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as options and configuration spell them: `7d`, `10min`, `600000ms`.
public final class TimeText {
    private static final Pattern DURATION = Pattern.compile("(-?[0-9]{1,18})([a-z]*)");

    private TimeText() {}

    /// Reads a duration; what is finer than the unit is cut off.
    ///
    /// @param plain the unit of a number without one
    /// @param unit of the result
    public static long parse(String text, TimeUnit plain, TimeUnit unit) {
        Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw malformed(text);
        }
        TimeUnit written =
                switch (matcher.group(2)) {
                    case "" -> plain;
                    case "us" -> TimeUnit.MICROSECONDS;
                    case "ms" -> TimeUnit.MILLISECONDS;
                    case "s" -> TimeUnit.SECONDS;
                    case "m", "min" -> TimeUnit.MINUTES;
                    case "h" -> TimeUnit.HOURS;
                    case "d" -> TimeUnit.DAYS;
                    default -> throw malformed(text);
                };
        return unit.convert(Long.parseLong(matcher.group(1)), written);
    }

    private static MillraceException malformed(String text) {
        return MillraceException.of(ErrorKind.NUMBER_FORMAT)
                .text(
                        "Time must be specified as seconds (s), milliseconds (ms), microseconds"
                                + " (us), minutes (m or min), hour (h), or day (d). E.g. 50s,"
                                + " 100ms, or 250us.\nFailed to parse time string: "
                                + text);
    }
}

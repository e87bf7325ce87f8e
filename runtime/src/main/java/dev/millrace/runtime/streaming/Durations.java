// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as Spark's configuration writes them: `10ms`, `60s`, `5min`; without a unit they are
/// milliseconds.
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(-?[0-9]+)([a-z]*)");

    private Durations() {}

    /// Reads a time; fails with `IllegalArgumentException`.
    public static long millis(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a time");
        }
        long value = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> value / 1000;
            case "", "ms" -> value;
            case "s" -> value * 1000;
            case "m", "min" -> value * 60_000;
            case "h" -> value * 3_600_000;
            case "d" -> value * 86_400_000;
            default -> throw new IllegalArgumentException("'" + text + "' is not a time");
        };
    }
}

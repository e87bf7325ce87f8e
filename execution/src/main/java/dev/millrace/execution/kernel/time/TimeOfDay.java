// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times of day: nanoseconds since midnight, and the text they are read from.
public final class TimeOfDay {
    /// Stands for text that is no time of day.
    public static final long INVALID = -1;

    public static final long NANOS_PER_MICRO = 1000;
    public static final long NANOS_PER_SECOND = 1_000_000_000;
    public static final long NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND;

    /// Hours and minutes of one or two digits, seconds with any fraction, half of the day.
    private static final Pattern TEXT =
            Pattern.compile(
                    "T?(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d*))?)?(?:\\s*([AP])M)?");

    private static final int NOON = 12;
    private static final int MICROS_DIGITS = 6;

    private TimeOfDay() {}

    /// The time that the text says, to the microsecond (what is finer is cut off); `INVALID` if it
    /// says none.
    public static long parse(byte[] data, int start, int length) {
        return parse(new String(data, start, length, StandardCharsets.UTF_8));
    }

    /// The same of a string.
    public static long parse(String text) {
        Matcher parts = TEXT.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!parts.matches()) {
            return INVALID;
        }
        int hour = Integer.parseInt(parts.group(1));
        int minute = Integer.parseInt(parts.group(2));
        int second = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        if (parts.group(5) != null) {
            if (hour < 1 || hour > NOON) {
                return INVALID;
            }
            hour = hour % NOON + (parts.group(5).equals("P") ? NOON : 0);
        }
        if (hour > 23 || minute > 59 || second > 59) {
            return INVALID;
        }
        long seconds = (hour * 60L + minute) * 60 + second;
        return seconds * NANOS_PER_SECOND + micros(parts.group(4)) * NANOS_PER_MICRO;
    }

    /// The time that the text says by a pattern, which says no more than the time.
    public static long parse(byte[] data, int start, int length, TimePattern pattern) {
        long micros = pattern.parse(data, start, length, new ZoneClock(ZoneOffset.UTC));
        return micros == TimePattern.INVALID
                ? INVALID
                : Math.floorMod(micros, Civil.MICROS_PER_DAY) * NANOS_PER_MICRO;
    }

    /// The same of a string.
    public static long parse(String text, TimePattern pattern) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length, pattern);
    }

    private static long micros(@Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        String digits = (fraction + "000000").substring(0, MICROS_DIGITS);
        return Long.parseLong(digits);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/// Parses dates and timestamps from UTF-8 bytes in every form that a cast from string accepts.
///
/// A timestamp is a date `[+-]yyyy[-[m]m[-[d]d]]`, then optionally a blank or `T` and a time
/// `[h]h:[m]m[:[s]s[.fraction][zone]]`; a time alone means today. Digits of the fraction beyond
/// microseconds are cut. Blanks around it are ignored. After each successful call the result
/// stands in `micros()` or `days()`. Used by one thread.
public final class TimestampText {
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final Pattern SHORT_HOUR = Pattern.compile("([+\\-])(\\d):");
    private static final Pattern SHORT_MINUTE = Pattern.compile("([+\\-])(\\d\\d):(\\d)$");

    private final ZoneId zone;
    private final LocalOffsets offsets;
    private final InstantSource clock;

    private long micros;
    private int days;

    private final int[] segments = new int[7];
    private boolean timeOnly;
    private @Nullable String zoneText;

    public TimestampText(ZoneId zone, InstantSource clock) {
        this.zone = zone;
        this.offsets = new LocalOffsets(zone);
        this.clock = clock;
    }

    /// Microseconds since the epoch of the last timestamp parsed.
    public long micros() {
        return micros;
    }

    /// Days since the epoch of the last date parsed.
    public int days() {
        return days;
    }

    /// Parses an instant; text without a zone is in this parser's zone.
    ///
    /// @return false if the text is not a timestamp
    public boolean parse(byte[] text, int start, int length) {
        int suffix = plainOffset(text, start + length, length);
        long local = plainMicros(text, start, length - suffix);
        if (local != Long.MIN_VALUE) {
            long offset =
                    suffix == 0
                            ? offsets.atLocal(Math.floorDiv(local, MICROS_PER_SECOND))
                            : offsetSeconds(text, start + length - suffix);
            micros = local - offset * MICROS_PER_SECOND;
            return true;
        }
        return parseAny(text, start, length, true);
    }

    /// Parses a wall-clock time.
    ///
    /// @param allowZone whether a zone may stand in the text, to be ignored
    public boolean parseLocal(byte[] text, int start, int length, boolean allowZone) {
        int suffix = plainOffset(text, start + length, length);
        long local = plainMicros(text, start, length - suffix);
        if (local != Long.MIN_VALUE) {
            micros = local;
            return allowZone || suffix == 0;
        }
        return parseAny(text, start, length, false) && (allowZone || zoneText == null);
    }

    /// Parses a date; anything may follow it after a blank or `T`.
    public boolean parseDate(byte[] text, int start, int length) {
        if (length == 10) {
            long packed = plainDate(text, start);
            if (packed != Long.MIN_VALUE) {
                days = (int) packed;
                return true;
            }
        }
        int from = trimmedStart(text, start, start + length);
        int until = trimmedEnd(text, from, start + length);
        return from < until && parseAnyDate(text, from, until);
    }

    /// How many of the last bytes are `Z` or an offset `+hh:mm`, the zones that machines write;
    /// 0 for any other end.
    private static int plainOffset(byte[] t, int end, int length) {
        if (length < 20) {
            return 0;
        }
        if (t[end - 1] == 'Z') {
            return 1;
        }
        if (length < 25 || t[end - 3] != ':' || (t[end - 6] != '+' && t[end - 6] != '-')) {
            return 0;
        }
        int hours = twoDigits(t, end - 5);
        int minutes = twoDigits(t, end - 2);
        boolean good =
                hours >= 0 && minutes >= 0 && minutes < 60 && hours * 60 + minutes <= 18 * 60;
        return good ? 6 : 0;
    }

    private static int offsetSeconds(byte[] t, int at) {
        if (t[at] == 'Z') {
            return 0;
        }
        int seconds = twoDigits(t, at + 1) * 3600 + twoDigits(t, at + 4) * 60;
        return t[at] == '-' ? -seconds : seconds;
    }

    /// The local time of the form `yyyy-MM-dd?HH:mm:ss[.f…]` with `T` or a blank in the middle,
    /// `Long.MIN_VALUE` for any other form.
    private static long plainMicros(byte[] t, int s, int length) {
        if (length < 19 || length > 26) {
            return Long.MIN_VALUE;
        }
        long day = plainDate(t, s);
        byte middle = t[s + 10];
        if (day == Long.MIN_VALUE || (middle != ' ' && middle != 'T')) {
            return Long.MIN_VALUE;
        }
        int hour = twoDigits(t, s + 11);
        int minute = twoDigits(t, s + 14);
        int second = twoDigits(t, s + 17);
        boolean good =
                t[s + 13] == ':'
                        && t[s + 16] == ':'
                        && hour >= 0
                        && minute >= 0
                        && second >= 0
                        && hour < 24
                        && minute < 60
                        && second < 60;
        if (!good) {
            return Long.MIN_VALUE;
        }
        long seconds = day * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
        if (length == 19) {
            return seconds * MICROS_PER_SECOND;
        }
        if (t[s + 19] != '.') {
            return Long.MIN_VALUE;
        }
        int fraction = 0;
        for (int i = 20; i < 26; i++) {
            int digit = i < length ? t[s + i] - '0' : 0;
            if (digit < 0 || digit > 9) {
                return Long.MIN_VALUE;
            }
            fraction = fraction * 10 + digit;
        }
        return seconds * MICROS_PER_SECOND + fraction;
    }

    /// Days since the epoch of `yyyy-MM-dd`, `Long.MIN_VALUE` for any other form.
    private static long plainDate(byte[] t, int s) {
        int century = twoDigits(t, s);
        int yearOfCentury = twoDigits(t, s + 2);
        int month = twoDigits(t, s + 5);
        int day = twoDigits(t, s + 8);
        if ((century | yearOfCentury | month | day) < 0 || t[s + 4] != '-' || t[s + 7] != '-') {
            return Long.MIN_VALUE;
        }
        int year = century * 100 + yearOfCentury;
        return Civil.isDate(year, month, day) ? Civil.epochDay(year, month, day) : Long.MIN_VALUE;
    }

    /// The number that two digits make, negative if they are none.
    private static int twoDigits(byte[] t, int at) {
        int tens = t[at] - '0';
        int ones = t[at + 1] - '0';
        return (tens | ones | 9 - tens | 9 - ones) < 0 ? -1 : tens * 10 + ones;
    }

    private boolean parseAnyDate(byte[] t, int from, int until) {
        int at = from;
        int sign = 1;
        if (t[at] == '-' || t[at] == '+') {
            sign = t[at] == '-' ? -1 : 1;
            at++;
        }
        int[] parts = {0, 1, 1};
        int part = 0;
        int digits = 0;
        int value = 0;
        for (; at < until && part < 3; at++) {
            byte c = t[at];
            if (c >= '0' && c <= '9') {
                value = value * 10 + (c - '0');
                if (++digits > 7) {
                    return false;
                }
            } else if (part == 2 && (c == ' ' || c == 'T')) {
                break;
            } else if (c == '-' && part < 2 && isDatePart(part, digits)) {
                parts[part++] = value;
                value = 0;
                digits = 0;
            } else {
                return false;
            }
        }
        if (!isDatePart(part, digits)) {
            return false;
        }
        parts[part] = value;
        if (!Civil.isDate(sign * parts[0], parts[1], parts[2])) {
            return false;
        }
        days = (int) Civil.epochDay(sign * parts[0], parts[1], parts[2]);
        return true;
    }

    private static boolean isDatePart(int part, int digits) {
        return part == 0 ? digits >= 4 && digits <= 7 : digits == 1 || digits == 2;
    }

    private boolean parseAny(byte[] text, int start, int length, boolean toInstant) {
        int from = trimmedStart(text, start, start + length);
        int until = trimmedEnd(text, from, start + length);
        if (from >= until || !split(text, from, until)) {
            return false;
        }
        int[] s = segments;
        boolean good = s[3] < 24 && s[4] < 60 && s[5] < 60;
        if (!good || (!timeOnly && !Civil.isDate(s[0], s[1], s[2]))) {
            return false;
        }
        try {
            ZoneId own = zoneText == null ? zone : zoneOf(zoneText);
            if (timeOnly && !toInstant) {
                return false;
            }
            long day =
                    timeOnly
                            ? clock.instant().atZone(own).toLocalDate().toEpochDay()
                            : Civil.epochDay(s[0], s[1], s[2]);
            long seconds = day * SECONDS_PER_DAY + s[3] * 3600 + s[4] * 60 + s[5];
            if (toInstant) {
                LocalDateTime local = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
                Instant instant = local.atZone(own).toInstant();
                seconds = instant.getEpochSecond();
            }
            micros = Math.addExact(Math.multiplyExact(seconds, MICROS_PER_SECOND), (long) s[6]);
            return true;
        } catch (DateTimeException | ArithmeticException e) {
            return false;
        }
    }

    /// Cuts the text into year, month, day, hour, minute, second and microseconds.
    private boolean split(byte[] t, int from, int until) {
        int[] s = segments;
        s[0] = 1970;
        s[1] = 1;
        s[2] = 1;
        s[3] = s[4] = s[5] = s[6] = 0;
        zoneText = null;
        timeOnly = false;
        int at = from;
        int sign = 1;
        int segment = 0;
        if (t[at] == 'T') {
            timeOnly = true;
            segment = 3;
            at++;
        } else if (t[at] == '-' || t[at] == '+') {
            sign = t[at] == '-' ? -1 : 1;
            at++;
        }
        int value = 0;
        int digits = 0;
        while (at < until) {
            byte c = t[at];
            if (c >= '0' && c <= '9') {
                if (segment != 6 || digits < 6) {
                    value = value * 10 + (c - '0');
                }
                if (++digits > 6 && segment != 6) {
                    return false;
                }
                at++;
                continue;
            }
            int next = following(segment, c, at == from + digits);
            boolean startsWithHour = next == 3 && segment == 0;
            if (next < 0 || !isComplete(startsWithHour ? 3 : segment, digits)) {
                return false;
            }
            if (startsWithHour) {
                timeOnly = true;
                s[3] = value;
                next = 4;
            } else {
                s[segment] = segment == 6 ? toMicros(value, digits) : value;
            }
            segment = next;
            value = 0;
            digits = 0;
            if (next == 7) {
                zoneText = new String(t, at, until - at, StandardCharsets.UTF_8).strip();
                break;
            }
            at++;
        }
        if (segment < 7) {
            if (!isComplete(segment, digits)) {
                return false;
            }
            s[segment] = segment == 6 ? toMicros(value, digits) : value;
        }
        s[0] *= sign;
        return true;
    }

    /// The segment that begins after `separator` ends segment `segment`, -1 if it cannot stand
    /// there. 7 is the zone, which includes its first character.
    private static int following(int segment, byte separator, boolean atStart) {
        return switch (segment) {
            case 0 -> separator == '-' ? 1 : separator == ':' && atStart ? 3 : -1;
            case 1 -> separator == '-' ? 2 : -1;
            case 2 -> separator == ' ' || separator == 'T' ? 3 : -1;
            case 3, 4 -> separator == ':' ? segment + 1 : -1;
            case 5 -> separator == '.' ? 6 : 7;
            default -> 7;
        };
    }

    private static boolean isComplete(int segment, int digits) {
        return switch (segment) {
            case 0 -> digits >= 4 && digits <= 6;
            case 6 -> true;
            default -> digits == 1 || digits == 2;
        };
    }

    private static int toMicros(int value, int digits) {
        int micros = value;
        for (int i = digits; i < 6; i++) {
            micros *= 10;
        }
        return micros;
    }

    private static int trimmedStart(byte[] t, int from, int until) {
        int at = from;
        while (at < until && isBlank(t[at])) {
            at++;
        }
        return at;
    }

    private static int trimmedEnd(byte[] t, int from, int until) {
        int at = until;
        while (at > from && isBlank(t[at - 1])) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(byte c) {
        return c >= 0 && c <= ' ' || c == 127;
    }

    /// A zone in the forms that Spark's SQL accepts: those of `java.time`, the three-letter names,
    /// and offsets with one-digit hours or minutes.
    public static ZoneId zoneOf(String text) {
        String full = SHORT_HOUR.matcher(text).replaceFirst("$10$2:");
        full = SHORT_MINUTE.matcher(full).replaceFirst("$1$2:0$3");
        return ZoneId.of(full, ZoneId.SHORT_IDS);
    }
}

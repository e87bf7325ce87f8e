// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import static dev.millrace.execution.kernel.number.NumberText.isBlank;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.regex.Pattern;

/// Reads dates and timestamps in the forms that a cast from text accepts, straight from bytes. One
/// parser holds the zone's clock, so it belongs to one thread.
///
/// | form | |
/// |---|---|
/// | `yyyy`, `yyyy-M`, `yyyy-M-d` | years of 4 to 6 digits, with or without sign |
/// | date, then blank or `T`, then `H`, `H:m`, `H:m:s`, `H:m:s.f` | digits after the sixth are cut
/// |
/// | the last two, then a zone | offset, region or short name |
/// | `H:m…`, `TH:m…` | today; only where there is a zone |
public final class TimeText {
    /// No date is this many days, no timestamp this many microseconds from the epoch: stands for
    /// text that is none.
    public static final long INVALID = Long.MIN_VALUE;

    private static final Pattern SHORT_HOUR = Pattern.compile("([+-])(\\d):");
    private static final Pattern SHORT_MINUTE = Pattern.compile("([+-])(\\d\\d):(\\d)$");

    private static final int YEAR = 0;
    private static final int DAY = 2;
    private static final int HOUR = 3;
    private static final int SECOND = 5;
    private static final int FRACTION = 6;

    private final ZoneClock clock;
    private final ZoneId zone;
    private final long nowMicros;
    private final int[] parts = new int[7];

    /// @param nowMicros the moment that tells which day is today
    public TimeText(ZoneId zone, long nowMicros) {
        this.clock = new ZoneClock(zone);
        this.zone = zone;
        this.nowMicros = nowMicros;
    }

    /// Days since the epoch, `INVALID` if the text is no date. Anything may follow a whole date
    /// after
    /// a blank or `T`.
    public static long parseDate(byte[] data, int start, int length) {
        int at = skipBlanks(data, start, start + length);
        int end = skipBlanksBack(data, at, start + length);
        int sign = 1;
        if (at < end && (data[at] == '-' || data[at] == '+')) {
            sign = data[at] == '-' ? -1 : 1;
            at++;
        }
        int year = 0;
        int month = 1;
        int day = 1;
        int part = 0;
        int digits = 0;
        int value = 0;
        for (; at < end && !(part == 2 && (data[at] == ' ' || data[at] == 'T')); at++) {
            int digit = data[at] - '0';
            if (digit >= 0 && digit <= 9) {
                value = value * 10 + digit;
                digits++;
                if (digits > 7) {
                    return INVALID;
                }
            } else if (data[at] == '-' && part < 2 && digits >= (part == 0 ? 4 : 1)) {
                if (part == 0) {
                    year = value;
                } else {
                    month = digits <= 2 ? value : 99;
                }
                part++;
                value = 0;
                digits = 0;
            } else {
                return INVALID;
            }
        }
        if (part == 0 ? digits < 4 : digits < 1 || digits > 2) {
            return INVALID;
        }
        switch (part) {
            case 0 -> year = value;
            case 1 -> month = value;
            default -> day = value;
        }
        return Civil.exists(sign * year, month, day)
                ? Civil.days(sign * year, month, day)
                : INVALID;
    }

    /// Microseconds since the epoch, `INVALID` if the text is no timestamp.
    public long parseTimestamp(byte[] data, int start, int length) {
        long local = parseCommon(data, start, length);
        return local != INVALID ? clock.toInstant(local) : parseAny(data, start, length, true);
    }

    /// The wall clock as microseconds, whatever zone the text names; `INVALID` if it is no
    /// timestamp.
    public long parseLocal(byte[] data, int start, int length) {
        long local = parseCommon(data, start, length);
        return local != INVALID ? local : parseAny(data, start, length, false);
    }

    /// `yyyy-MM-dd HH:mm:ss` (or with `T`), the shape of nearly all timestamps.
    public static long parseCommon(byte[] data, int start, int length) {
        if (length != 19
                || data[start + 4] != '-'
                || data[start + 7] != '-'
                || (data[start + 10] != ' ' && data[start + 10] != 'T')
                || data[start + 13] != ':'
                || data[start + 16] != ':') {
            return INVALID;
        }
        int year = twoDigits(data, start) * 100 + twoDigits(data, start + 2);
        int month = twoDigits(data, start + 5);
        int day = twoDigits(data, start + 8);
        int hour = twoDigits(data, start + 11);
        int minute = twoDigits(data, start + 14);
        int second = twoDigits(data, start + 17);
        if (year < 0
                || !Civil.exists(year, month, day)
                || (hour | minute | second) < 0
                || hour > 23
                || minute > 59
                || second > 59) {
            return INVALID;
        }
        long days = Civil.days(year, month, day);
        return (days * Civil.SECONDS_PER_DAY + hour * 3600 + minute * 60 + second)
                * Civil.MICROS_PER_SECOND;
    }

    /// The number, or one so negative that every sum with it is.
    private static int twoDigits(byte[] data, int at) {
        int tens = data[at] - '0';
        int ones = data[at + 1] - '0';
        return (tens | ones | (9 - tens) | (9 - ones)) < 0 ? -100_000 : tens * 10 + ones;
    }

    private long parseAny(byte[] data, int start, int length, boolean zoned) {
        int at = skipBlanks(data, start, start + length);
        int end = skipBlanksBack(data, at, start + length);
        if (at == end) {
            return INVALID;
        }
        int sign = 0;
        if (data[at] == '-' || data[at] == '+') {
            sign = data[at] == '-' ? -1 : 1;
            at++;
        }
        java.util.Arrays.fill(parts, 0);
        parts[1] = 1;
        parts[2] = 1;
        int zoneStart = readParts(data, at, end, sign != 0);
        if (zoneStart < 0) {
            return INVALID;
        }
        boolean today = parts[YEAR] == Integer.MIN_VALUE;
        int year = sign < 0 ? -parts[YEAR] : parts[YEAR];
        // which day is today depends on the zone
        if ((today ? !zoned : !Civil.exists(year, parts[1], parts[DAY]))
                || parts[HOUR] > 23
                || parts[4] > 59
                || parts[SECOND] > 59) {
            return INVALID;
        }
        try {
            ZoneClock local = zoneStart == end ? clock : clockOf(data, zoneStart, end);
            long days = today ? local.toDays(nowMicros) : Civil.days(year, parts[1], parts[DAY]);
            long seconds =
                    days * Civil.SECONDS_PER_DAY
                            + parts[HOUR] * 3600
                            + parts[4] * 60
                            + parts[SECOND];
            long micros =
                    Math.addExact(
                            Math.multiplyExact(seconds, Civil.MICROS_PER_SECOND), parts[FRACTION]);
            return zoned ? local.toInstant(micros) : micros;
        } catch (DateTimeException | ArithmeticException notATime) {
            return INVALID;
        }
    }

    /// Fills `parts`; returns where the zone starts, or -1 if the text has no such form.
    private int readParts(byte[] data, int start, int end, boolean signed) {
        int part = YEAR;
        int digits = 0;
        int value = 0;
        int at = start;
        if (!signed && data[at] == 'T') {
            parts[YEAR] = Integer.MIN_VALUE;
            part = HOUR;
            at++;
        }
        for (; at < end; at++) {
            int digit = data[at] - '0';
            if (digit >= 0 && digit <= 9) {
                if (part != FRACTION || digits < 6) {
                    value = value * 10 + digit;
                }
                digits++;
                if (part != FRACTION && digits > 6) {
                    return -1;
                }
                continue;
            }
            int next = partAfter(part, data[at], digits, signed);
            if (next < 0) {
                if (part < SECOND || !isComplete(part, digits)) {
                    return -1;
                }
                break;
            }
            if (part == YEAR && next > HOUR) {
                parts[YEAR] = Integer.MIN_VALUE;
                part = HOUR;
            }
            parts[part] = value;
            part = next;
            value = 0;
            digits = 0;
        }
        if (!isComplete(part, digits)) {
            return -1;
        }
        for (int i = digits; part == FRACTION && i < 6; i++) {
            value *= 10;
        }
        parts[part] = value;
        return at;
    }

    private static boolean isComplete(int part, int digits) {
        return part == FRACTION || (part == YEAR ? digits >= 4 : digits >= 1 && digits <= 2);
    }

    /// The part that a separator leads to, -1 if it cannot stand here.
    private static int partAfter(int part, byte separator, int digits, boolean signed) {
        if (part == YEAR && separator == ':' && !signed && digits >= 1 && digits <= 2) {
            return HOUR + 1;
        }
        if (!isComplete(part, digits)) {
            return -1;
        }
        return switch (part) {
            case YEAR, 1 -> separator == '-' ? part + 1 : -1;
            case DAY -> separator == ' ' || separator == 'T' ? HOUR : -1;
            case HOUR, 4 -> separator == ':' ? part + 1 : -1;
            case SECOND -> separator == '.' ? FRACTION : -1;
            default -> -1;
        };
    }

    private ZoneClock clockOf(byte[] data, int start, int end) {
        String name = new String(data, start, end - start, StandardCharsets.UTF_8).strip();
        if (name.isEmpty()) {
            return clock;
        }
        return new ZoneClock(zoneOf(name));
    }

    /// The zone of this parser.
    public ZoneId zone() {
        return zone;
    }

    /// A zone by the names that Spark takes: `+7:00`, `GMT+7`, `PST`, `Asia/Ho_Chi_Minh`.
    public static ZoneId zoneOf(String name) {
        String longHour = SHORT_HOUR.matcher(name).replaceFirst("$10$2:");
        String longMinute = SHORT_MINUTE.matcher(longHour).replaceFirst("$1$2:0$3");
        return ZoneId.of(longMinute, ZoneId.SHORT_IDS);
    }

    private static int skipBlanks(byte[] data, int start, int end) {
        int at = start;
        while (at < end && isBlank(data[at])) {
            at++;
        }
        return at;
    }

    private static int skipBlanksBack(byte[] data, int start, int end) {
        int at = end;
        while (at > start && isBlank(data[at - 1])) {
            at--;
        }
        return at;
    }
}

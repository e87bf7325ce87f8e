// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import org.jspecify.annotations.Nullable;

/// A pattern in which every number has a fixed width: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, and
/// `SSS` or `SSSSSS` at the end, between characters that stand for themselves.
final class FixedPattern {
    private static final int YEAR = 0;
    private static final int MONTH = 1;
    private static final int DAY = 2;
    private static final int HOUR = 3;
    private static final int MINUTE = 4;
    private static final int SECOND = 5;
    private static final int FRACTION = 6;

    /// For each character of a text: the part it is a digit of, or -1 and the character in
    /// `literals`.
    private final int[] parts;

    private final byte[] literals;

    /// True for the layout that `TimeText` knows by heart.
    private final boolean isCommon;

    private FixedPattern(int[] parts, byte[] literals, boolean isCommon) {
        this.parts = parts;
        this.literals = literals;
        this.isCommon = isCommon;
    }

    /// The layout of a pattern, null if it has other letters or widths.
    static @Nullable FixedPattern of(String pattern) {
        int[] parts = new int[pattern.length()];
        byte[] literals = new byte[pattern.length()];
        int length = 0;
        boolean[] seen = new boolean[7];
        for (int i = 0; i < pattern.length(); ) {
            char c = pattern.charAt(i);
            if (c == '\'') {
                int close = pattern.indexOf('\'', i + 1);
                if (close <= i + 1) {
                    return null;
                }
                for (int k = i + 1; k < close; k++) {
                    if (pattern.charAt(k) > 126) {
                        return null;
                    }
                    parts[length] = -1;
                    literals[length++] = (byte) pattern.charAt(k);
                }
                i = close + 1;
                continue;
            }
            int end = i;
            while (end < pattern.length() && pattern.charAt(end) == c) {
                end++;
            }
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!isLetter) {
                if (c > 126 || c == '[' || c == ']' || c == '#' || c == '{' || c == '}') {
                    return null;
                }
                for (; i < end; i++) {
                    parts[length] = -1;
                    literals[length++] = (byte) c;
                }
                continue;
            }
            int part = part(c, end - i);
            if (part < 0 || seen[part] || (part == FRACTION && end != pattern.length())) {
                return null;
            }
            seen[part] = true;
            for (; i < end; i++) {
                parts[length++] = part;
            }
        }
        return new FixedPattern(
                java.util.Arrays.copyOf(parts, length),
                java.util.Arrays.copyOf(literals, length),
                pattern.equals("yyyy-MM-dd HH:mm:ss"));
    }

    private static int part(char letter, int count) {
        return switch (letter) {
            case 'y' -> count == 4 ? YEAR : -1;
            case 'M' -> count == 2 ? MONTH : -1;
            case 'd' -> count == 2 ? DAY : -1;
            case 'H' -> count == 2 ? HOUR : -1;
            case 'm' -> count == 2 ? MINUTE : -1;
            case 's' -> count == 2 ? SECOND : -1;
            case 'S' -> count == 3 || count == 6 ? FRACTION : -1;
            default -> -1;
        };
    }

    /// The wall clock in microseconds, `TimePattern.INVALID` if the text has not exactly this
    /// layout.
    long parse(byte[] data, int start, int length) {
        if (length != parts.length) {
            return TimePattern.INVALID;
        }
        if (isCommon && data[start + 10] == ' ') {
            return TimeText.parseCommon(data, start, length);
        }
        int year = 0;
        int month = 0;
        int day = 0;
        int hour = 0;
        int minute = 0;
        int second = 0;
        int fraction = 0;
        int seen = 0;
        int fractionDigits = 0;
        for (int i = 0; i < length; i++) {
            int part = parts[i];
            byte b = data[start + i];
            if (part < 0) {
                if (b != literals[i]) {
                    return TimePattern.INVALID;
                }
                continue;
            }
            int digit = b - '0';
            if (digit < 0 || digit > 9) {
                return TimePattern.INVALID;
            }
            seen |= 1 << part;
            switch (part) {
                case YEAR -> year = year * 10 + digit;
                case MONTH -> month = month * 10 + digit;
                case DAY -> day = day * 10 + digit;
                case HOUR -> hour = hour * 10 + digit;
                case MINUTE -> minute = minute * 10 + digit;
                case SECOND -> second = second * 10 + digit;
                default -> {
                    fraction = fraction * 10 + digit;
                    fractionDigits++;
                }
            }
        }
        year = (seen & 1 << YEAR) == 0 ? 1970 : year;
        month = (seen & 1 << MONTH) == 0 ? 1 : month;
        day = (seen & 1 << DAY) == 0 ? 1 : day;
        if (!Civil.exists(year, month, day) || hour > 23 || minute > 59 || second > 59) {
            return TimePattern.INVALID;
        }
        long seconds =
                (long) Civil.days(year, month, day) * Civil.SECONDS_PER_DAY
                        + hour * 3600
                        + minute * 60
                        + second;
        return seconds * Civil.MICROS_PER_SECOND
                + (fractionDigits == 3 ? fraction * 1000 : fraction);
    }

    /// Bytes that `format` writes.
    int length() {
        return parts.length;
    }

    /// Writes a wall-clock time at `start`; false if its year has not four digits.
    boolean format(long localMicros, byte[] target, int start) {
        int days = (int) Math.floorDiv(localMicros, Civil.MICROS_PER_DAY);
        long ofDay = localMicros - days * Civil.MICROS_PER_DAY;
        long civil = Civil.parts(days);
        int[] values = {
            Civil.year(civil),
            Civil.month(civil),
            Civil.day(civil),
            (int) (ofDay / Civil.MICROS_PER_HOUR),
            (int) (ofDay / Civil.MICROS_PER_MINUTE % 60),
            (int) (ofDay / Civil.MICROS_PER_SECOND % 60),
            (int) (ofDay % Civil.MICROS_PER_SECOND)
        };
        if (values[YEAR] < 0 || values[YEAR] > 9999) {
            return false;
        }
        if (parts.length < 4 || parts[parts.length - 4] != FRACTION) {
            values[FRACTION] /= 1000;
        }
        for (int i = parts.length - 1; i >= 0; i--) {
            int part = parts[i];
            if (part < 0) {
                target[start + i] = literals[i];
            } else {
                target[start + i] = (byte) ('0' + values[part] % 10);
                values[part] /= 10;
            }
        }
        return true;
    }
}

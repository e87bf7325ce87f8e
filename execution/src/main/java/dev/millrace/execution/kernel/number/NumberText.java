// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Numbers as text, straight from and to bytes.
public final class NumberText {
    private static final double[] DOUBLE_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    /// Stands for a number that has too many digits.
    public static final long NO_DIGITS = Long.MIN_VALUE;

    /// Digits after the point that are tried before the general way.
    private static final int SIMPLE_SCALE = 6;

    private NumberText() {}

    /// 10 to the power of 0..22, exact.
    public static double doublePower(int exponent) {
        return DOUBLE_POWERS[exponent];
    }

    /// True for the bytes that casts trim from both ends: blanks and control characters.
    public static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ' || b == 0x7f;
    }

    /// True if the text, trimmed, is a whole number that fits a `long`.
    public static boolean isLong(byte[] data, int start, int length) {
        int from = start;
        int to = start + length;
        while (from < to && isBlank(data[from])) {
            from++;
        }
        while (to > from && isBlank(data[to - 1])) {
            to--;
        }
        boolean negative = from < to && data[from] == '-';
        if (from < to && (negative || data[from] == '+')) {
            from++;
        }
        if (from == to) {
            return false;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = data[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            if (value < -922337203685477580L || (value == -922337203685477580L && digit > 8)) {
                return false;
            }
            value = value * 10 - digit;
        }
        return negative || value != Long.MIN_VALUE;
    }

    /// The number of a text for which `isLong` holds.
    public static long parseLong(byte[] data, int start, int length) {
        long value = 0;
        boolean negative = false;
        for (int i = start; i < start + length; i++) {
            int digit = data[i] - '0';
            if (digit >= 0 && digit <= 9) {
                value = value * 10 - digit;
            } else if (data[i] == '-') {
                negative = true;
            }
        }
        return negative ? value : -value;
    }

    /// The number a text stands for by Java's rules for `double` plus Spark's names of infinity and
    /// NaN; null if it is none. The common shape, up to 15 digits with a point, needs no object.
    public static @Nullable Double parseDouble(byte[] data, int start, int length) {
        double simple = parseSimpleDouble(data, start, length);
        return !Double.isNaN(simple) ? Double.valueOf(simple) : parseAnyDouble(data, start, length);
    }

    /// Digits with an optional sign and point, few enough to be exact; NaN for any other shape.
    public static double parseSimpleDouble(byte[] data, int start, int length) {
        int at = start;
        int end = start + length;
        boolean negative = at < end && data[at] == '-';
        if (negative) {
            at++;
        }
        long digits = 0;
        int count = 0;
        int point = -1;
        for (; at < end; at++) {
            int digit = data[at] - '0';
            if (digit >= 0 && digit <= 9) {
                digits = digits * 10 + digit;
                count++;
            } else if (data[at] == '.' && point < 0) {
                point = count;
            } else {
                return Double.NaN;
            }
        }
        if (count == 0 || count > 15) {
            return Double.NaN;
        }
        double value = point < 0 ? digits : digits / DOUBLE_POWERS[count - point];
        return negative ? -value : value;
    }

    /// The slow way for every shape; null if the text is no number.
    public static @Nullable Double parseAnyDouble(byte[] data, int start, int length) {
        String text = new String(data, start, length, StandardCharsets.UTF_8);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
                case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> null;
            };
        }
    }

    /// The same for `float`, which is not the rounded `double`.
    public static @Nullable Double parseFloat(byte[] data, int start, int length) {
        String text = new String(data, start, length, StandardCharsets.UTF_8);
        try {
            return (double) Float.parseFloat(text);
        } catch (NumberFormatException notANumber) {
            return parseAnyDouble(data, start, length);
        }
    }

    /// The exact decimal of a text, null if it is none.
    public static @Nullable BigDecimal parseDecimal(byte[] data, int start, int length) {
        int from = start;
        int to = start + length;
        while (from < to && isBlank(data[from])) {
            from++;
        }
        while (to > from && isBlank(data[to - 1])) {
            to--;
        }
        try {
            return new BigDecimal(new String(data, from, to - from, StandardCharsets.UTF_8));
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /// `value * 10^scale` if that is a whole number of at most 15 digits, else `NO_DIGITS`. No
    /// other decimal of so few digits is the same `double`, so the digits are those that
    /// `Double.toString` shows.
    public static long exactDigits(double value, int scale) {
        double scaled = Math.rint(value * DOUBLE_POWERS[scale]);
        return Math.abs(scaled) < 1e15 && scaled / DOUBLE_POWERS[scale] == value
                ? (long) scaled
                : NO_DIGITS;
    }

    /// Writes a `double` as `Double.toString` does so that it ends before `end`; returns where it
    /// starts, -1 if it is not one with few digits that is written without exponent.
    public static int formatSimpleDouble(double value, byte[] target, int end) {
        double absolute = Math.abs(value);
        if (!(absolute >= 1e-3 && absolute < 1e7)) {
            return -1;
        }
        long digits = exactDigits(value, SIMPLE_SCALE);
        if (digits == NO_DIGITS) {
            return -1;
        }
        int scale = SIMPLE_SCALE;
        while (scale > 1 && digits % 10 == 0) {
            digits /= 10;
            scale--;
        }
        return formatDecimal(digits, scale, target, end);
    }

    /// Writes a number so that it ends before `end` and returns where it starts. Needs 20 bytes.
    public static int formatLong(long value, byte[] target, int end) {
        int at = end;
        long rest = value;
        if (rest < 0) {
            do {
                target[--at] = (byte) ('0' - rest % 10);
                rest /= 10;
            } while (rest != 0);
            target[--at] = '-';
        } else {
            do {
                target[--at] = (byte) ('0' + rest % 10);
                rest /= 10;
            } while (rest != 0);
        }
        return at;
    }

    /// Writes a decimal with all digits of its scale so that it ends before `end`; returns where it
    /// starts. Needs 41 bytes.
    public static int formatDecimal(long unscaled, int scale, byte[] target, int end) {
        int at = end;
        long rest = unscaled;
        for (int i = 0; i < scale; i++) {
            target[--at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        if (scale > 0) {
            target[--at] = '.';
        }
        do {
            target[--at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0);
        if (unscaled < 0) {
            target[--at] = '-';
        }
        return at;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The number last read: checked by JSON's grammar while its digits are summed up.
///
/// A number of few digits is converted by one exact operation (W. D. Clinger, "How to read floating
/// point numbers accurately", 1990); any other is left to the JDK.
final class JsonNumber {
    private static final int EXACT_DIGITS = 18;
    private static final long EXACT_DOUBLE = 1L << 53;
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ZEROS = 0x3030303030303030L;
    private static final long SIXES = 0x0606060606060606L;
    private static final long UPPER_HALVES = 0xF0F0F0F0F0F0F0F0L;
    private static final long[] SHIFTS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
    };

    private final JsonCursor in;
    private byte[] data = new byte[0];
    private int numberStart;
    private int numberEnd;
    private long mantissa;
    private int exponent;
    private boolean negative;
    private boolean integral;
    private boolean exact;
    private double special;

    JsonNumber(JsonCursor in) {
        this.in = in;
    }

    /// Reads the number that begins at `start` and returns where it ends.
    int read(byte[] text, int start) {
        data = text;
        int p = start;
        numberStart = start;
        negative = data[p] == '-';
        if (negative) {
            p++;
        }
        int digit = data[p] - '0';
        if (digit < 0 || digit > 9) {
            return readWordNumber(start);
        }
        if (digit == 0) {
            p = afterLeadingZeros(p, start);
        }
        mantissa = 0;
        int firstDigit = p;
        p = addDigits(p);
        int digits = p - firstDigit;
        integral = true;
        exponent = 0;
        special = 0;
        if (data[p] == '.') {
            integral = false;
            int fraction = p + 1;
            p = addDigits(fraction);
            if (p == fraction) {
                throw in.malformed("a decimal point without a digit after it", start);
            }
            digits += p - fraction;
            exponent = fraction - p;
        }
        exact = digits <= EXACT_DIGITS;
        numberEnd = (data[p] | 0x20) == 'e' ? readExponent(p, start) : p;
        return numberEnd;
    }

    /// Appends the digits from `from` on to the mantissa, eight at a time, and returns where they
    /// end. The mantissa is right up to 18 digits.
    private int addDigits(int from) {
        int p = from;
        while (true) {
            long word = (long) LONGS.get(data, p);
            int count = Long.numberOfTrailingZeros(otherThanDigits(word)) >>> 3;
            if (count == 0) {
                return p;
            }
            mantissa = mantissa * SHIFTS[count] + eightDigits(word << 64 - 8 * count);
            p += count;
            if (count < 8) {
                return p;
            }
        }
    }

    /// Not 0 in the bytes that are no digits, up to the first of them: a digit is 3 in its upper
    /// half, and so is the digit and 6.
    private static long otherThanDigits(long word) {
        return (word & UPPER_HALVES ^ ZEROS) | (word + SIXES & UPPER_HALVES ^ ZEROS);
    }

    /// What eight digits say, the first in the lowest byte; bytes of 0 are zeros. Pairs are joined,
    /// then pairs of pairs, then both halves (D. Lemire, "Quickly parsing eight digits", 2018).
    private static long eightDigits(long word) {
        long digits = word & 0x0F0F0F0F0F0F0F0FL;
        long pairs = digits * 10 + (digits >>> 8);
        long outer = (pairs & 0x000000FF000000FFL) * (100 + (1_000_000L << 32));
        long inner = (pairs >>> 16 & 0x000000FF000000FFL) * (1 + (10_000L << 32));
        return outer + inner >>> 32;
    }

    private int afterLeadingZeros(int from, int start) {
        int p = from + 1;
        byte c = data[p];
        if (c < '0' || c > '9') {
            return p;
        }
        if (!in.syntax.allowNumericLeadingZeros()) {
            throw in.malformed("a number begins with a zero", start);
        }
        while (data[p] == '0') {
            p++;
        }
        return p;
    }

    private int readExponent(int from, int start) {
        integral = false;
        int p = from + 1;
        boolean minus = data[p] == '-';
        if (minus || data[p] == '+') {
            p++;
        }
        int first = p;
        int value = 0;
        while (data[p] >= '0' && data[p] <= '9') {
            value = Math.min(value * 10 + (data[p] - '0'), 1_000_000);
            p++;
        }
        if (p == first) {
            throw in.malformed("an exponent without a digit", start);
        }
        exponent += minus ? -value : value;
        return p;
    }

    private int readWordNumber(int start) {
        int end = start;
        while (JsonCursor.isNameByte(data[end])) {
            end++;
        }
        String word = new String(data, start, end - start, StandardCharsets.UTF_8);
        special = in.syntax.allowNonNumericNumbers() ? specialValue(word) : 0;
        if (special == 0) {
            throw in.malformed("unrecognized token", start);
        }
        integral = false;
        exact = false;
        numberEnd = end;
        return end;
    }

    /// The value of a word for no number, 0 for any other text.
    static double specialValue(String word) {
        return switch (word) {
            case "NaN" -> Double.NaN;
            case "Infinity", "+Infinity", "+INF" -> Double.POSITIVE_INFINITY;
            case "-Infinity", "-INF" -> Double.NEGATIVE_INFINITY;
            default -> 0;
        };
    }

    /// True if the number last read has neither a fraction nor an exponent.
    boolean isIntegral() {
        return integral;
    }

    /// True if the number last read is an integer that fits a `long`.
    boolean isLong() {
        return integral && (exact || fitsLong());
    }

    private boolean fitsLong() {
        BigDecimal value = decimalValue();
        if (value == null || value.toBigInteger().bitLength() > 63) {
            return false;
        }
        mantissa = value.longValue();
        negative = false;
        exact = true;
        return true;
    }

    /// The number last read, for which `isLong` is true.
    long longValue() {
        return negative ? -mantissa : mantissa;
    }

    /// The number last read, rounded once.
    double doubleValue() {
        if (special != 0) {
            return special;
        }
        if (exact && mantissa <= EXACT_DOUBLE && exponent >= -22 && exponent <= 22) {
            double digits = mantissa;
            double value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
            return negative && !(integral && mantissa == 0) ? -value : value;
        }
        return Double.parseDouble(numberText());
    }

    /// The number last read, rounded once to a `float`.
    double floatValue() {
        if (special != 0 || integral && exact) {
            return (float) (special != 0 ? special : longValue());
        }
        return Float.parseFloat(numberText());
    }

    /// True if the number last read is `mantissa * 10^exponent` exactly.
    boolean isExact() {
        return exact && special == 0;
    }

    int exponent() {
        return exponent;
    }

    @Nullable BigDecimal decimalValue() {
        return special != 0 ? null : new BigDecimal(numberText());
    }

    private String numberText() {
        return new String(data, numberStart, numberEnd - numberStart, StandardCharsets.ISO_8859_1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/// Writes numbers, dates and timestamps as the text formats show them. Used by one thread.
///
/// Without a pattern a timestamp is `yyyy-MM-dd'T'HH:mm:ss.SSSXXX` in the session's zone, one
/// without zone `yyyy-MM-dd'T'HH:mm:ss.SSS`, a date `yyyy-MM-dd`; fractions are cut to
/// milliseconds.
public final class TextValues {
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final int SECONDS_PER_DAY = 86_400;

    private final ZoneId zone;
    private final LocalOffsets offsets;
    private final @Nullable TimePattern timestampPattern;
    private final @Nullable TimePattern localPattern;
    private final @Nullable TimePattern datePattern;

    public TextValues(
            ZoneId zone,
            @Nullable TimePattern timestampPattern,
            @Nullable TimePattern localPattern,
            @Nullable TimePattern datePattern) {
        this.zone = zone;
        this.offsets = new LocalOffsets(zone);
        this.timestampPattern = timestampPattern;
        this.localPattern = localPattern;
        this.datePattern = datePattern;
    }

    /// Appends an instant.
    public void timestamp(long micros, Output out) {
        if (timestampPattern != null) {
            out.text(timestampPattern.format(micros, zone));
            return;
        }
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        int offset = offsets.atInstant(seconds);
        dateTime(micros + offset * MICROS_PER_SECOND, out);
        if (offset == 0) {
            out.one('Z');
            return;
        }
        int size = Math.abs(offset);
        out.one(offset < 0 ? '-' : '+');
        out.twoDigits(size / 3600);
        out.one(':');
        out.twoDigits(size / 60 % 60);
        if (size % 60 != 0) {
            out.one(':');
            out.twoDigits(size % 60);
        }
    }

    /// Appends a wall-clock time.
    public void localTimestamp(long micros, Output out) {
        if (localPattern != null) {
            out.text(localPattern.formatLocal(micros));
        } else {
            dateTime(micros, out);
        }
    }

    /// Appends a date.
    public void date(int days, Output out) {
        if (datePattern != null) {
            out.text(datePattern.formatDays(days));
        } else {
            plainDate(days, out);
        }
    }

    private static void dateTime(long micros, Output out) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        long day = Math.floorDiv(seconds, SECONDS_PER_DAY);
        int ofDay = (int) (seconds - day * SECONDS_PER_DAY);
        plainDate(day, out);
        out.one('T');
        out.twoDigits(ofDay / 3600);
        out.one(':');
        out.twoDigits(ofDay / 60 % 60);
        out.one(':');
        out.twoDigits(ofDay % 60);
        int millis = (int) (micros - seconds * MICROS_PER_SECOND) / 1000;
        out.one('.');
        out.one('0' + millis / 100);
        out.twoDigits(millis % 100);
    }

    private static void plainDate(long day, Output out) {
        long packed = Civil.packedDate(day);
        long year = packed >> 9;
        if (year < 0 || year > 9999) {
            out.text(year > 0 ? "+" + year : String.format("-%04d", -year));
        } else {
            out.twoDigits((int) year / 100);
            out.twoDigits((int) year % 100);
        }
        out.one('-');
        out.twoDigits((int) (packed >> 5 & 15));
        out.one('-');
        out.twoDigits((int) (packed & 31));
    }

    /// Bytes under construction.
    public static final class Output extends ByteArrayOutputStream {
        public Output() {
            super(1 << 14);
        }

        /// The bytes, of which the first `size()` count.
        public byte[] bytes() {
            return buf;
        }

        public void one(int value) {
            if (count == buf.length) {
                buf = java.util.Arrays.copyOf(buf, count * 2);
            }
            buf[count++] = (byte) value;
        }

        public void twoDigits(int value) {
            one('0' + value / 10);
            one('0' + value % 10);
        }

        /// Appends text as UTF-8.
        public void text(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= 0x80) {
                    byte[] rest = text.substring(i).getBytes(StandardCharsets.UTF_8);
                    write(rest, 0, rest.length);
                    return;
                }
                one(c);
            }
        }

        public void integer(long value) {
            if (value == Long.MIN_VALUE) {
                text("-9223372036854775808");
                return;
            }
            long rest = value;
            if (rest < 0) {
                one('-');
                rest = -rest;
            }
            long divisor = 1;
            while (rest / divisor >= 10) {
                divisor *= 10;
            }
            for (; divisor > 0; divisor /= 10) {
                one((int) ('0' + rest / divisor % 10));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import java.nio.charset.StandardCharsets;

/// Writes dates and timestamps as a cast to text does: `2024-01-31`, `2024-01-31 10:00:00.5` (no
/// zeros at the end of the fraction), years below 0 with `-`, above 9999 with `+`.
public final class TimeFormat {
    /// Bytes that the longest text needs.
    public static final int MAX_LENGTH = 40;

    private TimeFormat() {}

    /// Writes a date at `start` and returns where it ends.
    public static int date(int days, byte[] target, int start) {
        long parts = Civil.parts(days);
        int year = Civil.year(parts);
        int at = start;
        if (year < 0 || year > 9999) {
            target[at++] = (byte) (year < 0 ? '-' : '+');
        }
        int absolute = Math.abs(year);
        int divisor = 1000;
        while (absolute / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            target[at++] = (byte) ('0' + absolute / divisor % 10);
        }
        target[at++] = '-';
        at = twoDigits(Civil.month(parts), target, at);
        target[at++] = '-';
        return twoDigits(Civil.day(parts), target, at);
    }

    /// Writes a wall-clock time in microseconds at `start` and returns where it ends.
    public static int timestamp(long localMicros, byte[] target, int start) {
        int days = (int) Math.floorDiv(localMicros, Civil.MICROS_PER_DAY);
        long ofDay = localMicros - days * Civil.MICROS_PER_DAY;
        int at = date(days, target, start);
        target[at++] = ' ';
        return timeOfDay(ofDay, target, at);
    }

    /// Writes a time of day in nanoseconds at `start` and returns where it ends.
    public static int time(long nanos, byte[] target, int start) {
        return timeOfDay(nanos / TimeOfDay.NANOS_PER_MICRO, target, start);
    }

    private static int timeOfDay(long ofDay, byte[] target, int start) {
        int at = start;
        int seconds = (int) (ofDay / Civil.MICROS_PER_SECOND);
        at = twoDigits(seconds / 3600, target, at);
        target[at++] = ':';
        at = twoDigits(seconds / 60 % 60, target, at);
        target[at++] = ':';
        at = twoDigits(seconds % 60, target, at);
        int micros = (int) (ofDay % Civil.MICROS_PER_SECOND);
        if (micros != 0) {
            target[at++] = '.';
            for (int divisor = 100_000; micros != 0; divisor /= 10) {
                target[at++] = (byte) ('0' + micros / divisor);
                micros %= divisor;
            }
        }
        return at;
    }

    /// A date as text.
    public static String dateText(int days) {
        byte[] target = new byte[MAX_LENGTH];
        return new String(target, 0, date(days, target, 0), StandardCharsets.US_ASCII);
    }

    /// A wall-clock time as text.
    public static String timestampText(long localMicros) {
        byte[] target = new byte[MAX_LENGTH];
        return new String(target, 0, timestamp(localMicros, target, 0), StandardCharsets.US_ASCII);
    }

    /// A time of day in nanoseconds as text.
    public static String timeText(long nanos) {
        byte[] target = new byte[MAX_LENGTH];
        return new String(target, 0, time(nanos, target, 0), StandardCharsets.US_ASCII);
    }

    private static int twoDigits(int value, byte[] target, int at) {
        target[at] = (byte) ('0' + value / 10);
        target[at + 1] = (byte) ('0' + value % 10);
        return at + 2;
    }
}

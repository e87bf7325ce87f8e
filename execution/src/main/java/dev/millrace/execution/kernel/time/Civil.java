// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import java.time.LocalDate;

/// The proleptic Gregorian calendar over days since 1970-01-01, without objects. A date in parts is
/// packed into one `long` as `year * 10000 + month * 100 + day` would be, but in bits.
public final class Civil {
    public static final long MICROS_PER_SECOND = 1_000_000L;
    public static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
    public static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
    public static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;
    public static final int SECONDS_PER_DAY = 86_400;

    private static final int DAYS_TO_MARCH_OF_YEAR_0 = 719_468;
    private static final int DAYS_PER_ERA = 146_097;

    private Civil() {}

    /// Days since the epoch of a date that exists (Hinnant's `days_from_civil`: years start in
    /// March,
    /// so that the leap day is the last one).
    public static int days(int year, int month, int day) {
        int shifted = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(shifted, 400);
        int yearOfEra = shifted - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_MARCH_OF_YEAR_0;
    }

    /// The parts of a day: take them out with `year`, `month` and `day`.
    public static long parts(int days) {
        long z = (long) days + DAYS_TO_MARCH_OF_YEAR_0;
        long era = Math.floorDiv(z, (long) DAYS_PER_ERA);
        int dayOfEra = (int) (z - era * DAYS_PER_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shifted = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * shifted + 2) / 5 + 1;
        int month = shifted < 10 ? shifted + 3 : shifted - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return year << 16 | month << 8 | day;
    }

    public static int year(long parts) {
        return (int) (parts >> 16);
    }

    public static int month(long parts) {
        return (int) (parts >> 8) & 0xff;
    }

    public static int day(long parts) {
        return (int) parts & 0xff;
    }

    public static boolean isLeap(int year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    public static int monthLength(int year, int month) {
        return month == 2 ? (isLeap(year) ? 29 : 28) : 30 + ((month + (month >> 3)) & 1);
    }

    public static boolean exists(int year, int month, int day) {
        return month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month);
    }

    /// The date some months later; a day that the month has not becomes its last one.
    public static int addMonths(int days, int months) {
        long parts = parts(days);
        long total = year(parts) * 12L + month(parts) - 1 + months;
        int year = Math.toIntExact(Math.floorDiv(total, 12L));
        int month = (int) Math.floorMod(total, 12L) + 1;
        return days(year, month, Math.min(day(parts), monthLength(year, month)));
    }

    /// 1 for Monday to 7 for Sunday.
    public static int weekday(int days) {
        return Math.floorMod(days + 3, 7) + 1;
    }

    public static int dayOfYear(int days) {
        return days - days(year(parts(days)), 1, 1) + 1;
    }

    /// Week of the ISO year: the one with the year's first Thursday is 1.
    public static int isoWeek(int days) {
        int thursday = days - weekday(days) + 4;
        return (dayOfYear(thursday) - 1) / 7 + 1;
    }

    public static LocalDate localDate(int days) {
        return LocalDate.ofEpochDay(days);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.TimeZone;

/// How a file counts time: seconds since the start of 2015 in the writer's zone, in the calendar
/// that changes in 1582 unless the file says otherwise.
///
/// A file has wall-clock times: one that was written in another zone is read at the same hour in
/// the reader's, as Spark does.
final class Moment {
    /// 1582-10-15, the first day of the Gregorian calendar.
    private static final long FIRST_GREGORIAN_DAY = -141_427;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final ZoneId writer;
    private final ZoneId reader;
    private final boolean isProleptic;
    private final long epochSeconds;
    private final boolean isSameZone;

    Moment(ZoneId writer, ZoneId reader, boolean isProleptic) {
        this.writer = writer;
        this.reader = reader;
        this.isProleptic = isProleptic;
        this.epochSeconds = epoch(writer);
        this.isSameZone = writer.getRules().equals(reader.getRules());
    }

    /// The second at which 2015 began in a zone.
    static long epoch(ZoneId zone) {
        return LocalDate.of(2015, 1, 1).atStartOfDay(zone).toEpochSecond();
    }

    /// @param seconds since the start of 2015, cut towards 1970
    /// @param nanos with the number of cut zeros in the last three bits
    long micros(long seconds, long nanos) {
        long fraction = nanos(nanos);
        long millis = (seconds + epochSeconds) * 1000 + fraction / NANOS_PER_MILLI;
        if (millis < 0 && fraction >= NANOS_PER_MILLI) {
            millis -= 1000;
        }
        long micros = Math.floorDiv(millis, 1000L) * MICROS_PER_SECOND + fraction / 1000;
        if (!isSameZone) {
            LocalDateTime wall = LocalDateTime.ofInstant(instant(micros), writer);
            micros = micros(wall.atZone(reader).toInstant());
        }
        return isProleptic ? micros : fromHybrid(micros, reader);
    }

    private static long nanos(long written) {
        long value = written >>> 3;
        int zeros = (int) (written & 7);
        for (int i = 0; zeros > 0 && i <= zeros; i++) {
            value *= 10;
        }
        return value;
    }

    /// The form of nanoseconds in a file.
    static long formatted(long nanos) {
        if (nanos == 0 || nanos % 100 != 0) {
            return nanos << 3;
        }
        long value = nanos / 100;
        int zeros = 1;
        while (value % 10 == 0 && zeros < 7) {
            value /= 10;
            zeros++;
        }
        return value << 3 | zeros;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND),
                Math.floorMod(micros, MICROS_PER_SECOND) * 1000);
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS_PER_SECOND + instant.getNano() / 1000;
    }

    /// The moment that has the same date and time in the proleptic calendar as the given one has in
    /// the hybrid calendar.
    static long fromHybrid(long micros, ZoneId zone) {
        long day = Math.floorDiv(micros, 86_400 * MICROS_PER_SECOND);
        if (day > FIRST_GREGORIAN_DAY + 1) {
            return micros;
        }
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone(zone));
        calendar.setTimeInMillis(Math.floorDiv(micros, 1000L));
        LocalDateTime wall =
                LocalDateTime.of(
                                date(calendar),
                                java.time.LocalTime.of(
                                        calendar.get(Calendar.HOUR_OF_DAY),
                                        calendar.get(Calendar.MINUTE),
                                        calendar.get(Calendar.SECOND)))
                        .plusNanos(Math.floorMod(micros, MICROS_PER_SECOND) * 1000);
        return micros(wall.atZone(zone).toInstant());
    }

    /// The moment that has the same date and time in the hybrid calendar; of the ten days that it
    /// does not have, the first one that it has.
    static long toHybrid(long micros, ZoneId zone) {
        long day = Math.floorDiv(micros, 86_400 * MICROS_PER_SECOND);
        if (day > FIRST_GREGORIAN_DAY + 1) {
            return micros;
        }
        LocalDateTime wall = LocalDateTime.ofInstant(instant(micros), zone);
        LocalDate date = wall.toLocalDate();
        if (date.toEpochDay() >= FIRST_GREGORIAN_DAY) {
            return micros;
        }
        LocalDate moved = LocalDate.ofEpochDay(toHybrid((int) date.toEpochDay()));
        return micros(wall.toLocalTime().atDate(moved).atZone(zone).toInstant());
    }

    /// The day that has the same date in the hybrid calendar, as above.
    static int toHybrid(int day) {
        if (day >= FIRST_GREGORIAN_DAY) {
            return day;
        }
        LocalDate date = LocalDate.ofEpochDay(day);
        if (date.isAfter(LocalDate.of(1582, 10, 4))) {
            return (int) FIRST_GREGORIAN_DAY;
        }
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone(ZoneOffset.UTC));
        calendar.clear();
        calendar.set(
                Calendar.ERA, date.getYear() > 0 ? GregorianCalendar.AD : GregorianCalendar.BC);
        calendar.set(Calendar.YEAR, date.getYear() > 0 ? date.getYear() : 1 - date.getYear());
        calendar.set(Calendar.MONTH, date.getMonthValue() - 1);
        calendar.set(Calendar.DAY_OF_MONTH, date.getDayOfMonth());
        return (int) Math.floorDiv(calendar.getTimeInMillis(), 86_400_000L);
    }

    /// The day that has the same date in the proleptic calendar.
    static int fromHybrid(int day) {
        if (day >= FIRST_GREGORIAN_DAY) {
            return day;
        }
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone(ZoneOffset.UTC));
        calendar.setTimeInMillis(day * 86_400_000L);
        return (int) date(calendar).toEpochDay();
    }

    private static LocalDate date(GregorianCalendar calendar) {
        int year = calendar.get(Calendar.YEAR);
        return LocalDate.of(
                        calendar.get(Calendar.ERA) == GregorianCalendar.BC ? 1 - year : year,
                        calendar.get(Calendar.MONTH) + 1,
                        1)
                .plusDays(calendar.get(Calendar.DAY_OF_MONTH) - 1L);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// What a time can be cut to.
enum TimeUnit {
    MICROSECOND,
    MILLISECOND,
    SECOND,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR;

    /// The unit of a name that `trunc` and `date_trunc` take, null if it is none.
    static @Nullable TimeUnit of(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "MICROSECOND" -> MICROSECOND;
            case "MILLISECOND" -> MILLISECOND;
            case "SECOND" -> SECOND;
            case "MINUTE" -> MINUTE;
            case "HOUR" -> HOUR;
            case "DAY", "DD" -> DAY;
            case "WEEK" -> WEEK;
            case "MON", "MONTH", "MM" -> MONTH;
            case "QUARTER" -> QUARTER;
            case "YEAR", "YYYY", "YY" -> YEAR;
            default -> null;
        };
    }

    /// The first day of the unit that holds a day.
    int truncateDays(int days) {
        long parts = Civil.parts(days);
        return switch (this) {
            case WEEK -> days - Civil.weekday(days) + 1;
            case MONTH -> days - Civil.day(parts) + 1;
            case QUARTER -> Civil.days(Civil.year(parts), (Civil.month(parts) - 1) / 3 * 3 + 1, 1);
            case YEAR -> Civil.days(Civil.year(parts), 1, 1);
            default -> days;
        };
    }

    /// The start of the unit that holds an instant, by the zone's wall clock. Seconds and less do
    /// not depend on it.
    long truncate(long micros, ZoneClock clock) {
        return switch (this) {
            case MICROSECOND -> micros;
            case MILLISECOND -> micros - Math.floorMod(micros, 1000L);
            case SECOND -> micros - Math.floorMod(micros, Civil.MICROS_PER_SECOND);
            case MINUTE -> truncate(micros, clock, Civil.MICROS_PER_MINUTE);
            case HOUR -> truncate(micros, clock, Civil.MICROS_PER_HOUR);
            default -> clock.startOfDay(truncateDays(clock.toDays(micros)));
        };
    }

    private static long truncate(long micros, ZoneClock clock, long unit) {
        return micros - Math.floorMod(clock.toLocal(micros), unit);
    }
}

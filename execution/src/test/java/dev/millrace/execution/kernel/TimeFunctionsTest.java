// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.bigint;
import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.checkFails;
import static dev.millrace.execution.kernel.Expressions.date;
import static dev.millrace.execution.kernel.Expressions.decimal;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;
import static dev.millrace.execution.kernel.Expressions.timestamp;
import static dev.millrace.execution.kernel.Expressions.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Functions of dates and timestamps. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class TimeFunctionsTest {
    @Test
    void dateAddGivesWhatSparkGives() {
        check("2016-07-31", call("date_add", DataType.DATE, date("2016-07-30"), integer(1)));
        check(
                "2016-07-31",
                call(
                        "date_add",
                        DataType.DATE,
                        cast(text("2016-07-30"), DataType.DATE),
                        integer(1)));
    }

    @Test
    void dateSubGivesWhatSparkGives() {
        check("2016-07-29", call("date_sub", DataType.DATE, date("2016-07-30"), integer(1)));
    }

    @Test
    void datediffGivesWhatSparkGives() {
        check("1", call("datediff", DataType.INTEGER, date("2009-07-31"), date("2009-07-30")));
    }

    @Test
    void addMonthsGivesWhatSparkGives() {
        check("2016-09-30", call("add_months", DataType.DATE, date("2016-08-31"), integer(1)));
        check("2025-02-28", call("add_months", DataType.DATE, date("2024-02-29"), integer(12)));
        check("2024-01-29", call("add_months", DataType.DATE, date("2024-02-29"), integer(-1)));
        check(
                "2023-02-28",
                call(
                        "add_months",
                        DataType.DATE,
                        cast(text("2024-01-31"), DataType.DATE),
                        integer(-11)));
    }

    @Test
    void monthsBetweenGivesWhatSparkGives() {
        check(
                "3.94959677",
                call(
                        "months_between",
                        DataType.DOUBLE,
                        timestamp("1997-02-28 10:30:00"),
                        timestamp("1996-10-30 00:00:00")));
        check(
                "3.9495967741935485",
                call(
                        "months_between",
                        DataType.DOUBLE,
                        timestamp("1997-02-28 10:30:00"),
                        timestamp("1996-10-30 00:00:00"),
                        literal(false, DataType.BOOLEAN)));
        check(
                "1.0",
                call(
                        "months_between",
                        DataType.DOUBLE,
                        cast(date("2024-03-31"), DataType.TIMESTAMP),
                        cast(date("2024-02-29"), DataType.TIMESTAMP)));
        check(
                "1.0",
                call(
                        "months_between",
                        DataType.DOUBLE,
                        cast(date("2024-03-15"), DataType.TIMESTAMP),
                        cast(date("2024-02-15"), DataType.TIMESTAMP)));
        check(
                "2.0",
                call(
                        "months_between",
                        DataType.DOUBLE,
                        cast(text("2024-02-29"), DataType.TIMESTAMP),
                        cast(text("2023-12-31"), DataType.TIMESTAMP)));
    }

    @Test
    void lastDayGivesWhatSparkGives() {
        check("2009-01-31", call("last_day", DataType.DATE, date("2009-01-12")));
    }

    @Test
    void nextDayGivesWhatSparkGives() {
        check("2015-01-20", call("next_day", DataType.DATE, date("2015-01-14"), text("TU")));
        check("2024-01-12", call("next_day", DataType.DATE, date("2024-01-05"), text("Fri")));
    }

    @Test
    void nextDayFailsWhereSparkFails() {
        checkFails(
                "ILLEGAL_DAY_OF_WEEK",
                call("next_day", DataType.DATE, date("2015-01-14"), text("xx")));
    }

    @Test
    void truncGivesWhatSparkGives() {
        check("2019-07-29", call("trunc", DataType.DATE, date("2019-08-04"), text("week")));
        check("2019-07-01", call("trunc", DataType.DATE, date("2019-08-04"), text("quarter")));
        check("2019-08-01", call("trunc", DataType.DATE, date("2019-08-04"), text("MM")));
        check("2019-01-01", call("trunc", DataType.DATE, date("2019-08-04"), text("year")));
        check("2024-05-01", call("trunc", DataType.DATE, date("2024-05-07"), text("mon")));
    }

    @Test
    void truncIsNullWhereSparkGivesNull() {
        check(null, call("trunc", DataType.DATE, date("2019-08-04"), text("day")));
        check(null, call("trunc", DataType.DATE, date("2019-08-04"), text("xx")));
    }

    @Test
    void dateTruncGivesWhatSparkGives() {
        check(
                "2015-01-01 00:00:00",
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("YEAR"),
                        timestamp("2015-03-05T09:32:05.359")));
        check(
                "2015-03-02 00:00:00",
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("WEEK"),
                        timestamp("2015-03-05T09:32:05.359")));
        check(
                "2015-01-01 00:00:00",
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("QUARTER"),
                        timestamp("2015-03-05T09:32:05.359")));
        check(
                "2015-03-05 09:00:00",
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("HOUR"),
                        timestamp("2015-03-05T09:32:05.359")));
        check(
                "2015-03-05 09:32:05.123",
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("MILLISECOND"),
                        timestamp("2015-03-05T09:32:05.123456")));
        check(
                "2015-03-05 09:32:05.123456",
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("MICROSECOND"),
                        timestamp("2015-03-05T09:32:05.123456")));
        check(
                "1915-03-05 00:00:00",
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("DD"),
                        timestamp("1915-03-05T09:32:05.123456")));
        check(
                "1915-03-05 09:32:05",
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("SECOND"),
                        timestamp("1915-03-05T09:32:05.123456")));
    }

    @Test
    void dateTruncGivesWhatSparkGivesPart2() {
        check(
                "2024-01-01 00:00:00",
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("week"),
                        timestamp("2024-01-07 10:00:00")));
        check(
                "2024-01-01 00:00:00",
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("mm"),
                        timestamp("2024-01-07 10:00:00")));
    }

    @Test
    void dateTruncIsNullWhereSparkGivesNull() {
        check(
                null,
                call(
                        "date_trunc",
                        DataType.TIMESTAMP,
                        text("xx"),
                        timestamp("2015-03-05T09:32:05.123456")));
    }

    @Test
    void yearGivesWhatSparkGives() {
        check("2016", call("year", DataType.INTEGER, date("2016-07-30")));
    }

    @Test
    void quarterGivesWhatSparkGives() {
        check("3", call("quarter", DataType.INTEGER, date("2016-08-31")));
    }

    @Test
    void dayofweekGivesWhatSparkGives() {
        check("5", call("dayofweek", DataType.INTEGER, date("2009-07-30")));
    }

    @Test
    void weekdayGivesWhatSparkGives() {
        check("3", call("weekday", DataType.INTEGER, date("2009-07-30")));
    }

    @Test
    void dayofyearGivesWhatSparkGives() {
        check("100", call("dayofyear", DataType.INTEGER, date("2016-04-09")));
    }

    @Test
    void weekofyearGivesWhatSparkGives() {
        check("8", call("weekofyear", DataType.INTEGER, date("2008-02-20")));
        check("53", call("weekofyear", DataType.INTEGER, date("2021-01-01")));
    }

    @Test
    void hourGivesWhatSparkGives() {
        check("12", call("hour", DataType.INTEGER, timestamp("2009-07-30 12:58:59")));
    }

    @Test
    void secondGivesWhatSparkGives() {
        check("59", call("second", DataType.INTEGER, timestamp("2009-07-30 12:58:59.9")));
        check("59", call("second", DataType.INTEGER, timestamp("1969-12-31 23:59:59.9")));
    }

    @Test
    void toDateGivesWhatSparkGives() {
        check("2016-12-31", call("to_date", DataType.DATE, text("2016-12-31"), text("yyyy-MM-dd")));
        check("2016-12-31", call("to_date", DataType.DATE, text("31/12/2016"), text("dd/MM/yyyy")));
    }

    @Test
    void toDateFailsWhereSparkFails() {
        checkFails(
                "CANNOT_PARSE_TIMESTAMP",
                call("to_date", DataType.DATE, text("xx"), text("yyyy-MM-dd")));
    }

    @Test
    void makeDateGivesWhatSparkGives() {
        check(
                "2013-07-15",
                call("make_date", DataType.DATE, integer(2013), integer(7), integer(15)));
    }

    @Test
    void makeDateFailsWhereSparkFails() {
        checkFails(
                "DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION",
                call("make_date", DataType.DATE, integer(2019), integer(13), integer(1)));
        checkFails(
                "DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION",
                call("make_date", DataType.DATE, integer(2019), integer(2), integer(30)));
    }

    @Test
    void timestampSecondsGivesWhatSparkGives() {
        check(
                "2008-12-25 15:30:00",
                call("timestamp_seconds", DataType.TIMESTAMP, integer(1230219000)));
        check(
                "2008-12-25 15:30:00.123",
                call("timestamp_seconds", DataType.TIMESTAMP, decimal("1230219000.123")));
        check("1970-01-01 00:00:01.5", call("timestamp_seconds", DataType.TIMESTAMP, real(1.5d)));
    }

    @Test
    void timestampMillisGivesWhatSparkGives() {
        check(
                "2008-12-25 15:30:00.123",
                call("timestamp_millis", DataType.TIMESTAMP, bigint(1230219000123L)));
    }

    @Test
    void timestampMicrosGivesWhatSparkGives() {
        check(
                "2008-12-25 15:30:00.123123",
                call("timestamp_micros", DataType.TIMESTAMP, bigint(1230219000123123L)));
    }

    @Test
    void unixMillisGivesWhatSparkGives() {
        check("-1", call("unix_millis", DataType.LONG, timestamp("1969-12-31 23:59:59.9995")));
    }

    @Test
    void unixMicrosGivesWhatSparkGives() {
        check("-500", call("unix_micros", DataType.LONG, timestamp("1969-12-31 23:59:59.9995")));
    }

    @Test
    void intervalsMoveTheWallClockByMonthsAndDaysAndTheInstantByTheRest() {
        DataType months = DataType.YEAR_MONTH_INTERVAL;
        DataType dayTime = DataType.DAY_TIME_INTERVAL;
        check("2024-02-29 10:00:00", plus(timestamp("2024-01-31 10:00:00"), literal(1, months)));
        check(
                "2024-01-30 07:56:55.5",
                plus(timestamp("2024-01-31 10:00:00"), literal(-93784500000L, dayTime)));
        check(
                "2024-03-02 13:00:00",
                plus(
                        timestamp("2024-01-31 10:00:00"),
                        literal(
                                new dev.millrace.spi.column.CalendarIntervalValue(
                                        1, 2, 3 * 3_600_000_000L),
                                DataType.CALENDAR_INTERVAL)));
        check(
                "2024-02-29",
                call("date_add_interval", DataType.DATE, date("2024-01-31"), literal(1, months)));
        Expression noon = cast(text("2024-03-09 10:00:00"), DataType.TIMESTAMP);
        Expression later = cast(plus(noon, literal(86_400_000_000L, dayTime)), DataType.STRING);
        assertThat(value(later, "America/New_York")).isEqualTo("2024-03-10 10:00:00");
        Expression hours = cast(plus(noon, literal(82_800_000_000L, dayTime)), DataType.STRING);
        assertThat(value(hours, "America/New_York")).isEqualTo("2024-03-10 10:00:00");
    }

    private static Expression plus(Expression time, Expression interval) {
        return call("timestamp_add_interval", DataType.TIMESTAMP, time, interval);
    }

    @Test
    void differencesAreTakenBetweenWallClocks() {
        Expression days =
                call(
                        "subtract_dates",
                        new DataType.DayTimeInterval(0, 0),
                        date("2024-01-31"),
                        date("2024-01-01"));
        check("INTERVAL '30' DAY", days);
        Expression time =
                call(
                        "subtract_timestamps",
                        DataType.DAY_TIME_INTERVAL,
                        timestamp("2024-01-31 10:00:00"),
                        timestamp("2024-01-01 00:00:00"));
        check("INTERVAL '30 10:00:00' DAY TO SECOND", time);
    }

    @Test
    void windowsStartAtMultiplesOfTheSlide() {
        long minute = 60_000_000L;
        Expression time = timestamp("2024-01-01 10:07:30");
        check("2024-01-01 10:00:00", window(time, 10 * minute, 10 * minute, 0, 0));
        check("2024-01-01 10:05:00", window(time, 10 * minute, 5 * minute, 0, 0));
        check("2024-01-01 10:00:00", window(time, 10 * minute, 5 * minute, 0, 1));
        check("2024-01-01 10:03:00", window(time, 10 * minute, 10 * minute, 3 * minute, 0));
        check(
                "1969-12-31 23:50:00",
                window(timestamp("1969-12-31 23:59:59"), 10 * minute, 10 * minute, 0, 0));
    }

    @Test
    void windowsBeyondTheEndsOfTimeAreRefused() {
        Expression last = Expressions.literal(Long.MAX_VALUE, DataType.TIMESTAMP);
        Expression first = Expressions.literal(Long.MIN_VALUE, DataType.TIMESTAMP);
        long minute = 60_000_000L;
        Expression end = call("window_end", DataType.TIMESTAMP, last, bigint(minute));
        assertThat(Expressions.failure(end)).hasMessageContaining("Use 'try_add'");
        assertThat(Expressions.failure(window(first, minute, minute, 0, 0)))
                .hasMessageContaining("Use 'try_subtract'");
        Expression earlier = Expressions.literal(Long.MAX_VALUE - minute, DataType.TIMESTAMP);
        Expression greatest = call("window_end", DataType.TIMESTAMP, earlier, bigint(minute));
        assertThat(value(greatest, "UTC")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void sessionsEndWhereTheGapOfTheirRowIsOver() {
        Expression time = timestamp("2024-03-30 12:00:00");
        assertThat(value(session(time, "5 minutes"), "UTC"))
                .isEqualTo(value(timestamp("2024-03-30 12:05:00"), "UTC"));
        assertThat(value(session(time, "1 month"), "UTC"))
                .isEqualTo(value(timestamp("2024-04-30 12:00:00"), "UTC"));
        assertThat(value(session(time, "1 day"), "Europe/Berlin"))
                .as("a day of 23 hours")
                .isEqualTo(value(timestamp("2024-03-31 11:00:00"), "UTC"));
        assertThat(value(session(time, "soon"), "UTC")).isNull();
        assertThat(value(session(time, null), "UTC")).isNull();
    }

    private static Expression session(Expression time, @Nullable String gap) {
        return call(
                "session_end", DataType.TIMESTAMP, time, Expressions.literal(gap, DataType.STRING));
    }

    private static Expression window(
            Expression time, long duration, long slide, long start, long index) {
        return call(
                "window_start",
                DataType.TIMESTAMP,
                time,
                bigint(duration),
                bigint(slide),
                bigint(start),
                bigint(index));
    }

    @Test
    void theClockIsThatOfTheBatch() {
        assertThat(value(call("current_timestamp", DataType.TIMESTAMP), "UTC"))
                .isEqualTo(Expressions.NOW);
        assertThat(value(call("current_date", DataType.DATE), "America/New_York"))
                .isEqualTo((int) java.time.LocalDate.of(2026, 11, 21).toEpochDay());
        assertThat(value(cast(call("current_date", DataType.DATE), DataType.STRING), "Asia/Tokyo"))
                .isEqualTo("2026-11-21");
    }

    @Test
    void everyDayOfManyCenturiesIsTheOneOfTheCalendar() {
        for (int days = -1_000_000; days < 1_000_000; days += 37) {
            java.time.LocalDate expected = java.time.LocalDate.ofEpochDay(days);
            long parts = dev.millrace.execution.kernel.time.Civil.parts(days);
            assertThat(dev.millrace.execution.kernel.time.Civil.year(parts))
                    .isEqualTo(expected.getYear());
            assertThat(dev.millrace.execution.kernel.time.Civil.month(parts))
                    .isEqualTo(expected.getMonthValue());
            assertThat(dev.millrace.execution.kernel.time.Civil.day(parts))
                    .isEqualTo(expected.getDayOfMonth());
            assertThat(
                            dev.millrace.execution.kernel.time.Civil.days(
                                    expected.getYear(),
                                    expected.getMonthValue(),
                                    expected.getDayOfMonth()))
                    .isEqualTo(days);
            assertThat(dev.millrace.execution.kernel.time.Civil.isoWeek(days))
                    .isEqualTo(expected.get(java.time.temporal.IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        }
    }

    @Test
    void aZoneClockAgreesWithTheZoneRulesEverywhere() {
        java.util.Random random = new java.util.Random(5);
        for (String name : List.of("America/New_York", "Australia/Lord_Howe", "Asia/Ho_Chi_Minh")) {
            java.time.ZoneId zone = java.time.ZoneId.of(name);
            var clock = new dev.millrace.execution.kernel.time.ZoneClock(zone);
            for (int i = 0; i < 20_000; i++) {
                long second = random.nextLong(-4_000_000_000L, 6_000_000_000L);
                var local =
                        java.time.LocalDateTime.ofEpochSecond(second, 0, java.time.ZoneOffset.UTC);
                assertThat(clock.toInstant(second * 1_000_000))
                        .isEqualTo(local.atZone(zone).toEpochSecond() * 1_000_000);
                long offset =
                        zone.getRules()
                                .getOffset(java.time.Instant.ofEpochSecond(second))
                                .getTotalSeconds();
                assertThat(clock.toLocal(second * 1_000_000))
                        .isEqualTo((second + offset) * 1_000_000);
            }
        }
    }

    @Test
    void anExactLengthOfADayIgnoresTheChangeOfTheOffset() {
        Expression noon = cast(text("2024-03-09 12:00:00"), DataType.TIMESTAMP);
        Expression exact =
                plus(
                        noon,
                        literal(
                                new dev.millrace.spi.column.CalendarIntervalValue(
                                        0, 0, 86_400_000_000L),
                                DataType.CALENDAR_INTERVAL));
        assertThat(value(cast(exact, DataType.STRING), "America/New_York"))
                .isEqualTo("2024-03-10 13:00:00");
    }
}

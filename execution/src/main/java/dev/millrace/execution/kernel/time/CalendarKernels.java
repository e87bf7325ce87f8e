// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/// Arithmetic of dates and timestamps by the calendar.
final class CalendarKernels {
    static final List<String> NAMES =
            List.of(
                    "date_add",
                    "date_sub",
                    "datediff",
                    "subtract_dates",
                    "subtract_timestamps",
                    "add_months",
                    "months_between",
                    "last_day",
                    "next_day",
                    "trunc",
                    "date_trunc",
                    "make_date",
                    "timestamp_seconds",
                    "timestamp_add_interval",
                    "date_add_interval");

    private CalendarKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "date_add" -> dates((days, number) -> days + number);
            case "date_sub" -> dates((days, number) -> days - number);
            case "datediff" -> dates((end, start) -> end - start);
            case "add_months" -> dates(Civil::addMonths);
            case "subtract_dates" ->
                    RowKernel.<LongBuilder>strict(
                            site.type(),
                            (a, row, result) ->
                                    result.append(
                                            ((long) ints(a[0], row) - ints(a[1], row))
                                                    * Civil.MICROS_PER_DAY));
            case "subtract_timestamps" -> differences(site);
            case "months_between" -> monthsBetween();
            case "last_day" ->
                    RowKernel.<IntBuilder>strict(
                            site.type(),
                            (a, row, result) -> {
                                int days = ints(a[0], row);
                                long parts = Civil.parts(days);
                                int length =
                                        Civil.monthLength(Civil.year(parts), Civil.month(parts));
                                result.append(days + length - Civil.day(parts));
                            });
            case "next_day" -> nextDay(site);
            case "trunc" -> truncateDate(site);
            case "date_trunc" -> truncateTime(site);
            case "make_date" -> makeDate(site);
            case "timestamp_seconds" -> fromSeconds(site);
            case "timestamp_add_interval" -> addToTimestamp(site);
            case "date_add_interval" -> addToDate(site);
            default -> null;
        };
    }

    /// A date or number from two of them.
    private interface DateOperator {
        int of(int left, int right);
    }

    private static int ints(Column column, int row) {
        return ((IntColumn) column).value(row);
    }

    private static Kernel dates(DateOperator operator) {
        return (arguments, rowCount, context) -> {
            int[] left = ((IntColumn) arguments[0]).values();
            int[] right = ((IntColumn) arguments[1]).values();
            long[] valid = Columns.validity(arguments);
            int[] result = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                if (Columns.isValid(valid, i)) {
                    result[i] = operator.of(left[i], right[i]);
                }
            }
            return new IntColumn(result, valid, rowCount);
        };
    }

    /// The time between two wall clocks, so that days are days across a change of the offset.
    private static Kernel differences(CallSite site) {
        boolean zoned = site.argumentType(0) instanceof DataType.Timestamp;
        return (arguments, rowCount, context) -> {
            ZoneClock clock = new ZoneClock(context.timeZone());
            long[] end = ((LongColumn) arguments[0]).values();
            long[] start = ((LongColumn) arguments[1]).values();
            long[] result = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] =
                        zoned ? clock.toLocal(end[i]) - clock.toLocal(start[i]) : end[i] - start[i];
            }
            return new LongColumn(result, Columns.validity(arguments), rowCount);
        };
    }

    /// Whole months if both are the same day of the month or both the last one; else the rest
    /// counts
    /// in months of 31 days. Rounded to 8 digits unless the third argument says no.
    private static Kernel monthsBetween() {
        return (arguments, rowCount, context) -> {
            ZoneClock clock = new ZoneClock(context.timeZone());
            double[] result = new double[rowCount];
            for (int i = 0; i < rowCount; i++) {
                double months =
                        monthsBetween(
                                clock,
                                ((LongColumn) arguments[0]).value(i),
                                ((LongColumn) arguments[1]).value(i));
                boolean rounds = arguments.length < 3 || ((BooleanColumn) arguments[2]).value(i);
                result[i] =
                        rounds
                                ? new BigDecimal(Double.toString(months))
                                        .setScale(8, RoundingMode.HALF_UP)
                                        .doubleValue()
                                : months;
            }
            return new DoubleColumn(result, Columns.validity(arguments), rowCount);
        };
    }

    /// Months and a part of one by the time that has passed since the midnights, not by the clock.
    private static double monthsBetween(ZoneClock clock, long end, long start) {
        int endDays = clock.toDays(end);
        int startDays = clock.toDays(start);
        long a = Civil.parts(endDays);
        long b = Civil.parts(startDays);
        double months = (Civil.year(a) - Civil.year(b)) * 12.0 + Civil.month(a) - Civil.month(b);
        boolean bothLast =
                Civil.day(a) == Civil.monthLength(Civil.year(a), Civil.month(a))
                        && Civil.day(b) == Civil.monthLength(Civil.year(b), Civil.month(b));
        if (Civil.day(a) == Civil.day(b) || bothLast) {
            return months;
        }
        long seconds =
                (Civil.day(a) - Civil.day(b)) * (long) Civil.SECONDS_PER_DAY
                        + sinceMidnight(clock, end, endDays)
                        - sinceMidnight(clock, start, startDays);
        return months + seconds / (31.0 * Civil.SECONDS_PER_DAY);
    }

    private static long sinceMidnight(ZoneClock clock, long micros, int days) {
        return (micros - clock.toInstant(days * Civil.MICROS_PER_DAY)) / Civil.MICROS_PER_SECOND;
    }

    private static Kernel nextDay(CallSite site) {
        return RowKernel.<IntBuilder>strict(
                site.type(),
                (a, row, result) -> {
                    int days = ints(a[0], row);
                    String name = ((BytesColumn) a[1]).text(row);
                    int wanted =
                            switch (name.toUpperCase(Locale.ROOT)) {
                                case "MO", "MON", "MONDAY" -> 1;
                                case "TU", "TUE", "TUESDAY" -> 2;
                                case "WE", "WED", "WEDNESDAY" -> 3;
                                case "TH", "THU", "THURSDAY" -> 4;
                                case "FR", "FRI", "FRIDAY" -> 5;
                                case "SA", "SAT", "SATURDAY" -> 6;
                                case "SU", "SUN", "SUNDAY" -> 7;
                                default ->
                                        throw MillraceException.of(
                                                        ErrorKind.ILLEGAL_ARGUMENT,
                                                        "ILLEGAL_DAY_OF_WEEK",
                                                        "22009")
                                                .with("string", name)
                                                .text(
                                                        "Illegal input for day of week: "
                                                                + name
                                                                + ".");
                            };
                    result.append(days + 1 + Math.floorMod(wanted - Civil.weekday(days + 1), 7));
                });
    }

    private static Kernel truncateDate(CallSite site) {
        return RowKernel.<IntBuilder>strict(
                site.type(),
                (a, row, result) -> {
                    TimeUnit unit = TimeUnit.of(((BytesColumn) a[1]).text(row));
                    if (unit == null || unit.compareTo(TimeUnit.WEEK) < 0) {
                        result.appendNull();
                    } else {
                        result.append(unit.truncateDays(ints(a[0], row)));
                    }
                });
    }

    private static Kernel truncateTime(CallSite site) {
        String literal = site.literalText(0);
        TimeUnit known = literal == null ? null : TimeUnit.of(literal);
        return (arguments, rowCount, context) -> {
            ZoneClock clock = new ZoneClock(context.timeZone());
            LongColumn times = (LongColumn) arguments[1];
            LongBuilder result = new LongBuilder(rowCount);
            for (int i = 0; i < rowCount; i++) {
                TimeUnit unit =
                        literal != null || arguments[0].isNull(i)
                                ? known
                                : TimeUnit.of(((BytesColumn) arguments[0]).text(i));
                if (unit == null || times.isNull(i) || arguments[0].isNull(i)) {
                    result.appendNull();
                } else {
                    result.append(unit.truncate(times.value(i), clock));
                }
            }
            return result.build();
        };
    }

    private static Kernel makeDate(CallSite site) {
        return RowKernel.<IntBuilder>strict(
                site.type(),
                (a, row, result) -> {
                    int year = ints(a[0], row);
                    int month = ints(a[1], row);
                    int day = ints(a[2], row);
                    try {
                        result.append(Math.toIntExact(LocalDate.of(year, month, day).toEpochDay()));
                    } catch (DateTimeException noDate) {
                        throw TimeErrors.outOfBounds(String.valueOf(noDate.getMessage()));
                    }
                });
    }

    private static Kernel fromSeconds(CallSite site) {
        return RowKernel.<LongBuilder>strict(
                DataType.TIMESTAMP,
                (a, row, result) -> {
                    switch (a[0]) {
                        case IntColumn seconds ->
                                result.append(seconds.value(row) * Civil.MICROS_PER_SECOND);
                        case LongColumn seconds ->
                                result.append(
                                        Math.multiplyExact(
                                                seconds.value(row), Civil.MICROS_PER_SECOND));
                        case DecimalColumn seconds ->
                                result.append(
                                        seconds.value(row, scale(site))
                                                .movePointRight(6)
                                                .setScale(0, RoundingMode.UNNECESSARY)
                                                .longValueExact());
                        default -> {
                            double seconds = ((DoubleColumn) a[0]).value(row);
                            if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
                                result.appendNull();
                            } else {
                                result.append((long) (seconds * Civil.MICROS_PER_SECOND));
                            }
                        }
                    }
                });
    }

    private static int scale(CallSite site) {
        return site.argumentType(0) instanceof DataType.Decimal decimal ? decimal.scale() : 0;
    }

    /// The interval of a row: months, days and microseconds.
    private static CalendarIntervalValue interval(CallSite site, Column column, int row) {
        return switch (site.argumentType(1)) {
            case DataType.YearMonthInterval ignored ->
                    new CalendarIntervalValue(ints(column, row), 0, 0);
            case DataType.DayTimeInterval ignored -> dayTime(((LongColumn) column).value(row));
            default ->
                    site.literal(1) instanceof CalendarIntervalValue value
                            ? value
                            : new CalendarIntervalValue(0, 0, 0);
        };
    }

    /// Whole days of a day-time interval move the wall clock too.
    private static CalendarIntervalValue dayTime(long micros) {
        int days = (int) (micros / Civil.MICROS_PER_DAY);
        return new CalendarIntervalValue(0, days, micros % Civil.MICROS_PER_DAY);
    }

    /// NULL only where the time or a column of intervals is: the column that stands for a calendar
    /// literal is all NULL.
    private static boolean isNull(CallSite site, Column[] arguments, int row) {
        boolean literal = site.argumentType(1) instanceof DataType.CalendarInterval;
        return arguments[0].isNull(row)
                || (literal ? site.literal(1) == null : arguments[1].isNull(row));
    }

    private static @Nullable CalendarIntervalValue literalInterval(CallSite site) {
        return switch (site.literal(1)) {
            case CalendarIntervalValue value -> value;
            case Long micros when site.argumentType(1) instanceof DataType.DayTimeInterval ->
                    dayTime(micros);
            case null, default -> null;
        };
    }

    /// The case of time windows: one addition per row.
    private static Kernel addExactly(long added) {
        return (arguments, rowCount, context) -> {
            LongColumn times = (LongColumn) arguments[0];
            long[] micros = times.values();
            long[] result = new long[rowCount];
            long signs = 0;
            for (int i = 0; i < rowCount; i++) {
                long sum = micros[i] + added;
                result[i] = sum;
                signs |= (micros[i] ^ sum) & (added ^ sum);
            }
            for (int i = 0; signs < 0 && i < rowCount; i++) {
                if (!times.isNull(i)) {
                    Math.addExact(micros[i], added);
                }
            }
            return new LongColumn(result, times.validity(), rowCount);
        };
    }

    /// Months, then days, move the wall clock; microseconds move the instant.
    private static Kernel addToTimestamp(CallSite site) {
        boolean zoned = site.argumentType(0) instanceof DataType.Timestamp;
        CalendarIntervalValue literal = literalInterval(site);
        if (literal != null && literal.months() == 0 && literal.days() == 0) {
            return addExactly(literal.micros());
        }
        return (arguments, rowCount, context) -> {
            ZoneClock clock = new ZoneClock(context.timeZone());
            LongBuilder result = new LongBuilder(rowCount);
            for (int i = 0; i < rowCount; i++) {
                if (isNull(site, arguments, i)) {
                    result.appendNull();
                    continue;
                }
                CalendarIntervalValue value = interval(site, arguments[1], i);
                long micros = ((LongColumn) arguments[0]).value(i);
                result.append(sum(micros, value, zoned ? clock : null));
            }
            return result.build();
        };
    }

    /// @param clock of the zone, null for a wall clock
    static long sum(long instant, CalendarIntervalValue interval, @Nullable ZoneClock clock) {
        long micros = instant;
        if (interval.months() != 0 || interval.days() != 0) {
            long local = clock == null ? micros : clock.toLocal(micros);
            int days = (int) Math.floorDiv(local, Civil.MICROS_PER_DAY);
            long ofDay = local - days * Civil.MICROS_PER_DAY;
            int moved = Civil.addMonths(days, interval.months()) + interval.days();
            local = moved * Civil.MICROS_PER_DAY + ofDay;
            micros = clock == null ? local : clock.toInstant(local);
        }
        return Math.addExact(micros, interval.micros());
    }

    private static Kernel addToDate(CallSite site) {
        return (arguments, rowCount, context) -> {
            IntBuilder result = new IntBuilder(rowCount);
            for (int i = 0; i < rowCount; i++) {
                if (isNull(site, arguments, i)) {
                    result.appendNull();
                    continue;
                }
                CalendarIntervalValue value = interval(site, arguments[1], i);
                if (value.micros() % Civil.MICROS_PER_DAY != 0) {
                    throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                            .text("Cannot add hours, minutes or seconds to a date.");
                }
                int days = Civil.addMonths(ints(arguments[0], i), value.months());
                result.append(days + value.days() + (int) (value.micros() / Civil.MICROS_PER_DAY));
            }
            return result.build();
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalBuilder;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Times in other zones, moved by units, and their parts by name.
final class ZoneKernels {
    static final List<String> NAMES =
            List.of(
                    "from_utc_timestamp",
                    "to_utc_timestamp",
                    "convert_timezone",
                    "dayname",
                    "monthname",
                    "unix_date",
                    "date_from_unix_date",
                    "localtimestamp",
                    "second_fraction",
                    "yearofweek",
                    "dayofweek_iso",
                    "interval_year",
                    "interval_month",
                    "interval_day",
                    "interval_hour",
                    "interval_minute",
                    "interval_second",
                    "timestampadd",
                    "timestampdiff");

    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.US);

    private ZoneKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "from_utc_timestamp" -> shifted(1, 0);
            case "to_utc_timestamp" -> shifted(0, 1);
            case "convert_timezone" -> converted();
            case "dayname" ->
                    names(
                            site,
                            days ->
                                    DayOfWeek.of(Civil.weekday(days))
                                            .getDisplayName(TextStyle.SHORT, Locale.US));
            case "monthname" ->
                    names(
                            site,
                            days ->
                                    Month.of(Civil.month(Civil.parts(days)))
                                            .getDisplayName(TextStyle.SHORT, Locale.US));
            case "unix_date", "date_from_unix_date" -> (a, rowCount, context) -> a[0];
            case "localtimestamp" ->
                    (a, rowCount, context) ->
                            LongColumn.constant(
                                    new ZoneClock(context.timeZone())
                                            .toLocal(context.timestampMicros()),
                                    rowCount);
            case "second_fraction" -> seconds(site);
            case "yearofweek" ->
                    ints(site, days -> Civil.year(Civil.parts(days - Civil.weekday(days) + 4)));
            case "dayofweek_iso" -> ints(site, Civil::weekday);
            case "interval_year" -> ints(site, months -> months / 12);
            case "interval_month" -> ints(site, months -> months % 12);
            case "interval_day" -> part(site, Civil.MICROS_PER_DAY, Long.MAX_VALUE);
            case "interval_hour" -> part(site, Civil.MICROS_PER_HOUR, 24);
            case "interval_minute" -> part(site, Civil.MICROS_PER_MINUTE, 60);
            case "interval_second" ->
                    RowKernel.<DecimalBuilder>strict(
                            site.type(),
                            (a, row, result) ->
                                    result.append(
                                            ((LongColumn) a[0]).value(row)
                                                    % Civil.MICROS_PER_MINUTE));
            case "timestampadd" -> added(site);
            case "timestampdiff" -> difference(site);
            default -> null;
        };
    }

    private interface DayNumber {
        int of(int days);
    }

    private interface DayName {
        String of(int days);
    }

    private static Kernel ints(CallSite site, DayNumber number) {
        return RowKernel.<IntBuilder>strict(
                site.type(),
                (a, row, result) -> result.append(number.of(((IntColumn) a[0]).value(row))));
    }

    private static Kernel names(CallSite site, DayName name) {
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (a, row, result) -> result.append(name.of(((IntColumn) a[0]).value(row))));
    }

    private static Kernel part(CallSite site, long unitMicros, long modulus) {
        return RowKernel.<IntBuilder>strict(
                site.type(),
                (a, row, result) ->
                        result.append(
                                (int) (((LongColumn) a[0]).value(row) / unitMicros % modulus)));
    }

    private static Kernel seconds(CallSite site) {
        boolean zoned = site.argumentType(0) instanceof DataType.Timestamp;
        long finer = site.argumentType(0) instanceof DataType.Time ? TimeOfDay.NANOS_PER_MICRO : 1;
        return (arguments, rowCount, context) -> {
            LongColumn times = (LongColumn) arguments[0];
            ZoneClock clock = new ZoneClock(context.timeZone());
            DecimalBuilder result = new DecimalBuilder(6, rowCount);
            for (int i = 0; i < rowCount; i++) {
                if (times.isNull(i)) {
                    result.appendNull();
                } else {
                    long local = zoned ? clock.toLocal(times.value(i)) : times.value(i) / finer;
                    long micros = Math.floorMod(local, Civil.MICROS_PER_MINUTE);
                    result.append(micros);
                }
            }
            return result.build();
        };
    }

    /// The clocks of the zones that one evaluation meets.
    private static final class Clocks {
        private final Map<String, ZoneClock> byName = new HashMap<>();

        ZoneClock at(Column names, int row) {
            return byName.computeIfAbsent(
                    ((BytesColumn) names).text(row), name -> new ZoneClock(ZoneText.zone(name)));
        }
    }

    /// The wall clock of one zone, read in UTC, or the other way.
    ///
    /// @param toLocal 1 to read the zone's wall clock at the instant
    /// @param toInstant 1 to find the instant of the wall clock
    private static Kernel shifted(int toLocal, int toInstant) {
        return (arguments, rowCount, context) -> {
            Clocks clocks = new Clocks();
            LongColumn times = (LongColumn) arguments[0];
            LongBuilder result = new LongBuilder(rowCount);
            for (int i = 0; i < rowCount; i++) {
                if (times.isNull(i) || arguments[1].isNull(i)) {
                    result.appendNull();
                    continue;
                }
                ZoneClock clock = clocks.at(arguments[1], i);
                long time = times.value(i);
                long local = toLocal == 1 ? clock.toLocal(time) : time;
                result.append(toInstant == 1 ? clock.toInstant(local) : local);
            }
            return result.build();
        };
    }

    private static Kernel converted() {
        return (arguments, rowCount, context) -> {
            Clocks clocks = new Clocks();
            long[] valid = Columns.validity(arguments);
            LongBuilder result = new LongBuilder(rowCount);
            for (int i = 0; i < rowCount; i++) {
                if (!Columns.isValid(valid, i)) {
                    result.appendNull();
                    continue;
                }
                long instant =
                        clocks.at(arguments[0], i).toInstant(((LongColumn) arguments[2]).value(i));
                result.append(clocks.at(arguments[1], i).toLocal(instant));
            }
            return result.build();
        };
    }

    /// Years to days move the wall clock, the rest the instant.
    private static Kernel added(CallSite site) {
        boolean zoned = site.type() instanceof DataType.Timestamp;
        return (arguments, rowCount, context) -> {
            long[] valid = Columns.validity(arguments);
            ZoneClock clock = new ZoneClock(zoned ? context.timeZone() : ZoneOffset.UTC);
            LongBuilder result = new LongBuilder(rowCount);
            for (int i = 0; i < rowCount; i++) {
                if (!Columns.isValid(valid, i)) {
                    result.appendNull();
                    continue;
                }
                String unit = ((BytesColumn) arguments[0]).text(i).toUpperCase(Locale.ROOT);
                long quantity = ((LongColumn) arguments[1]).value(i);
                long time = ((LongColumn) arguments[2]).value(i);
                try {
                    result.append(plus(unit, quantity, time, clock));
                } catch (ArithmeticException | java.time.DateTimeException overflow) {
                    String start = SHOWN.format(wall(time, clock));
                    throw KernelErrors.datetimeOverflow(
                            "add %dL %s to TIMESTAMP '%s'".formatted(quantity, unit, start));
                }
            }
            return result.build();
        };
    }

    private static LocalDateTime wall(long micros, ZoneClock clock) {
        long local = clock.toLocal(micros);
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(local, Civil.MICROS_PER_SECOND),
                (int) Math.floorMod(local, Civil.MICROS_PER_SECOND) * 1000,
                ZoneOffset.UTC);
    }

    private static long plus(String unit, long quantity, long time, ZoneClock clock) {
        LocalDateTime local = wall(time, clock);
        return switch (unit) {
            case "YEAR" -> micros(local.plusMonths(Math.multiplyExact(quantity, 12L)), clock);
            case "QUARTER" -> micros(local.plusMonths(Math.multiplyExact(quantity, 3L)), clock);
            case "MONTH" -> micros(local.plusMonths(quantity), clock);
            case "WEEK" -> micros(local.plusWeeks(quantity), clock);
            case "DAY", "DAYOFYEAR" -> micros(local.plusDays(quantity), clock);
            case "HOUR" -> later(time, quantity, Civil.MICROS_PER_HOUR);
            case "MINUTE" -> later(time, quantity, Civil.MICROS_PER_MINUTE);
            case "SECOND" -> later(time, quantity, Civil.MICROS_PER_SECOND);
            case "MILLISECOND" -> later(time, quantity, 1000);
            default -> later(time, quantity, 1);
        };
    }

    private static long later(long time, long quantity, long unitMicros) {
        return Math.addExact(time, Math.multiplyExact(quantity, unitMicros));
    }

    private static long micros(LocalDateTime local, ZoneClock clock) {
        long wall =
                Math.addExact(
                        Math.multiplyExact(
                                local.toEpochSecond(ZoneOffset.UTC), Civil.MICROS_PER_SECOND),
                        local.getNano() / 1000);
        return clock.toInstant(wall);
    }

    /// Whole units between two wall clocks.
    private static Kernel difference(CallSite site) {
        boolean zoned = site.argumentType(1) instanceof DataType.Timestamp;
        return (arguments, rowCount, context) -> {
            long[] valid = Columns.validity(arguments);
            ZoneClock clock = new ZoneClock(zoned ? context.timeZone() : ZoneOffset.UTC);
            LongBuilder result = new LongBuilder(rowCount);
            for (int i = 0; i < rowCount; i++) {
                if (!Columns.isValid(valid, i)) {
                    result.appendNull();
                    continue;
                }
                String unit = ((BytesColumn) arguments[0]).text(i).toUpperCase(Locale.ROOT);
                LocalDateTime start = wall(((LongColumn) arguments[1]).value(i), clock);
                LocalDateTime end = wall(((LongColumn) arguments[2]).value(i), clock);
                result.append(between(unit, start, end));
            }
            return result.build();
        };
    }

    private static long between(String unit, LocalDateTime start, LocalDateTime end) {
        return switch (unit) {
            case "YEAR" -> ChronoUnit.YEARS.between(start, end);
            case "QUARTER" -> ChronoUnit.MONTHS.between(start, end) / 3;
            case "MONTH" -> ChronoUnit.MONTHS.between(start, end);
            case "WEEK" -> ChronoUnit.WEEKS.between(start, end);
            case "DAY", "DAYOFYEAR" -> ChronoUnit.DAYS.between(start, end);
            case "HOUR" -> ChronoUnit.HOURS.between(start, end);
            case "MINUTE" -> ChronoUnit.MINUTES.between(start, end);
            case "SECOND" -> ChronoUnit.SECONDS.between(start, end);
            case "MILLISECOND" -> ChronoUnit.MILLIS.between(start, end);
            default -> ChronoUnit.MICROS.between(start, end);
        };
    }
}

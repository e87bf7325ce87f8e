// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalBuilder;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/// Functions of times of day.
final class TimeOfDayKernels {
    static final List<String> NAMES =
            List.of(
                    "to_time",
                    "try_to_time",
                    "make_time",
                    "time_trunc",
                    "time_diff",
                    "time_from_seconds",
                    "time_from_millis",
                    "time_from_micros",
                    "time_to_seconds",
                    "time_to_millis",
                    "time_to_micros",
                    "time_add_interval",
                    "subtract_times",
                    "make_timestamp_of_time",
                    "current_time");

    /// How Spark names the form of a time that is read without a pattern.
    private static final String NO_PATTERN = "HH:mm:ss.SSSSSS";

    private static final int MICROS_DIGITS = 6;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private TimeOfDayKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "to_time" -> parsed(site, true);
            case "try_to_time" -> parsed(site, false);
            case "make_time" -> RowKernel.<LongBuilder>strict(site.type(), TimeOfDayKernels::made);
            case "time_trunc" ->
                    RowKernel.<LongBuilder>strict(
                            site.type(),
                            (a, row, result) -> {
                                long nanos = nanos(a[1], row);
                                result.append(nanos - nanos % unit("time_trunc", a[0], row));
                            });
            case "time_diff" ->
                    RowKernel.<LongBuilder>strict(
                            site.type(),
                            (a, row, result) ->
                                    result.append(
                                            (nanos(a[2], row) - nanos(a[1], row))
                                                    / unit("time_diff", a[0], row)));
            case "time_from_seconds" -> from(site, TimeOfDay.NANOS_PER_SECOND);
            case "time_from_millis" -> from(site, NANOS_PER_MILLI);
            case "time_from_micros" -> from(site, TimeOfDay.NANOS_PER_MICRO);
            case "time_to_seconds" ->
                    RowKernel.<DecimalBuilder>strict(
                            site.type(),
                            (a, row, result) ->
                                    result.append(nanos(a[0], row) / TimeOfDay.NANOS_PER_MICRO));
            case "time_to_millis" -> to(site, NANOS_PER_MILLI);
            case "time_to_micros" -> to(site, TimeOfDay.NANOS_PER_MICRO);
            case "time_add_interval" -> added(site);
            case "subtract_times" ->
                    RowKernel.<LongBuilder>strict(
                            site.type(),
                            (a, row, result) ->
                                    result.append(
                                            (nanos(a[0], row) - nanos(a[1], row))
                                                    / TimeOfDay.NANOS_PER_MICRO));
            case "make_timestamp_of_time" -> timestamps(site);
            case "current_time" -> now((DataType.Time) site.type());
            default -> null;
        };
    }

    private static long nanos(Column column, int row) {
        return ((LongColumn) column).value(row);
    }

    private static long unit(String function, Column units, int row) {
        String unit = ((BytesColumn) units).text(row);
        return switch (unit.toUpperCase(Locale.ROOT)) {
            case "HOUR" -> 3600 * TimeOfDay.NANOS_PER_SECOND;
            case "MINUTE" -> 60 * TimeOfDay.NANOS_PER_SECOND;
            case "SECOND" -> TimeOfDay.NANOS_PER_SECOND;
            case "MILLISECOND" -> NANOS_PER_MILLI;
            case "MICROSECOND" -> TimeOfDay.NANOS_PER_MICRO;
            default -> throw TimeErrors.unit(function, unit);
        };
    }

    private static Kernel parsed(CallSite site, boolean fails) {
        TimePattern literal = PatternKernels.literal(site, TimePattern::forReading);
        return (arguments, rowCount, context) -> {
            // Patterns are remembered for one evaluation: others run at the same time.
            PatternKernels.Patterns patterns =
                    new PatternKernels.Patterns(literal, TimePattern::forReading);
            return RowKernel.<LongBuilder>strict(
                            site.type(),
                            (a, row, result) -> {
                                TimePattern pattern = a.length > 1 ? patterns.at(a, row) : null;
                                parse((BytesColumn) a[0], row, pattern, fails, result);
                            })
                    .evaluate(arguments, rowCount, context);
        };
    }

    private static void parse(
            BytesColumn text,
            int row,
            @Nullable TimePattern pattern,
            boolean fails,
            LongBuilder result) {
        int start = text.start(row);
        int length = text.length(row);
        long nanos =
                pattern == null
                        ? TimeOfDay.parse(text.data(), start, length)
                        : TimeOfDay.parse(text.data(), start, length, pattern);
        if (nanos != TimeOfDay.INVALID) {
            result.append(nanos);
        } else if (fails) {
            throw TimeErrors.cannotParse(
                    text.text(row), pattern == null ? NO_PATTERN : pattern.toString());
        } else {
            result.appendNull();
        }
    }

    private static void made(Column[] arguments, int row, LongBuilder result) {
        BigDecimal seconds = ((DecimalColumn) arguments[2]).value(row, MICROS_DIGITS);
        int hour = ((IntColumn) arguments[0]).value(row);
        int minute = ((IntColumn) arguments[1]).value(row);
        long second = seconds.longValue();
        try {
            ChronoField.HOUR_OF_DAY.checkValidValue(hour);
            ChronoField.MINUTE_OF_HOUR.checkValidValue(minute);
            ChronoField.SECOND_OF_MINUTE.checkValidValue(second);
        } catch (DateTimeException wrong) {
            throw TimeErrors.outOfBoundsAlways(String.valueOf(wrong.getMessage()));
        }
        long micros = seconds.unscaledValue().longValueExact();
        result.append(
                (hour * 60L + minute) * 60 * TimeOfDay.NANOS_PER_SECOND
                        + micros * TimeOfDay.NANOS_PER_MICRO);
    }

    private static Kernel from(CallSite site, long unitNanos) {
        return RowKernel.<LongBuilder>strict(
                site.type(),
                (a, row, result) -> result.append(checked(a[0], row, unitNanos, site)));
    }

    private static long checked(Column column, int row, long unitNanos, CallSite site) {
        BigDecimal given =
                switch (column) {
                    case IntColumn ints -> BigDecimal.valueOf(ints.value(row));
                    case LongColumn longs -> BigDecimal.valueOf(longs.value(row));
                    case DoubleColumn doubles -> finite(doubles.value(row));
                    case DecimalColumn decimals ->
                            decimals.value(row, ((DataType.Decimal) site.argumentType(0)).scale());
                    default -> throw new IllegalStateException(site.function());
                };
        BigDecimal nanos =
                given.multiply(BigDecimal.valueOf(unitNanos))
                        .setScale(0, java.math.RoundingMode.FLOOR);
        if (nanos.signum() < 0
                || nanos.compareTo(BigDecimal.valueOf(TimeOfDay.NANOS_PER_DAY)) >= 0) {
            throw outOfDay(nanos.toPlainString());
        }
        return DataType.TIME.truncate(nanos.longValue());
    }

    private static BigDecimal finite(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw TimeErrors.outOfBoundsAlways(
                    "Cannot convert NaN or Infinite value to TIME: " + value);
        }
        return new BigDecimal(value);
    }

    private static RuntimeException outOfDay(String nanos) {
        return TimeErrors.outOfBoundsAlways(
                "Invalid TIME value: must be between 00:00:00 and 23:59:59.999999999, but got "
                        + nanos
                        + " nanoseconds");
    }

    private static Kernel to(CallSite site, long unitNanos) {
        return RowKernel.<LongBuilder>strict(
                site.type(), (a, row, result) -> result.append(nanos(a[0], row) / unitNanos));
    }

    /// A day has an end: what goes beyond it is an error and does not begin the next.
    private static Kernel added(CallSite site) {
        DataType.DayTimeInterval type = (DataType.DayTimeInterval) site.argumentType(1);
        return RowKernel.<LongBuilder>strict(
                site.type(),
                (a, row, result) -> {
                    long start = nanos(a[0], row);
                    long micros = ((LongColumn) a[1]).value(row);
                    long sum = start / TimeOfDay.NANOS_PER_MICRO + micros;
                    boolean overflows =
                            Math.abs(micros) > Civil.MICROS_PER_DAY
                                    || sum < 0
                                    || sum >= Civil.MICROS_PER_DAY;
                    if (overflows) {
                        throw TimeErrors.timeOverflow(IntervalText.format(micros, type), start);
                    }
                    result.append(
                            ((DataType.Time) site.type())
                                    .truncate(sum * TimeOfDay.NANOS_PER_MICRO));
                });
    }

    /// A date and a time of day, on the clock of a zone that may be the third argument.
    private static Kernel timestamps(CallSite site) {
        boolean isWall = site.type() instanceof DataType.TimestampNtz;
        return (arguments, rowCount, context) -> {
            long[] valid = Columns.validity(arguments);
            ZoneClock session = new ZoneClock(isWall ? ZoneOffset.UTC : context.timeZone());
            LongBuilder result = new LongBuilder(rowCount);
            for (int row = 0; row < rowCount; row++) {
                if (!Columns.isValid(valid, row)) {
                    result.appendNull();
                    continue;
                }
                ZoneClock clock =
                        arguments.length > 2
                                ? new ZoneClock(
                                        ZoneText.zone(((BytesColumn) arguments[2]).text(row)))
                                : session;
                long wall =
                        ((IntColumn) arguments[0]).value(row) * Civil.MICROS_PER_DAY
                                + (arguments.length > 1
                                        ? nanos(arguments[1], row) / TimeOfDay.NANOS_PER_MICRO
                                        : 0);
                result.append(clock.toInstant(wall));
            }
            return result.build();
        };
    }

    private static Kernel now(DataType.Time type) {
        return (arguments, rowCount, context) -> {
            long local = new ZoneClock(context.timeZone()).toLocal(context.timestampMicros());
            long nanos = Math.floorMod(local, Civil.MICROS_PER_DAY) * TimeOfDay.NANOS_PER_MICRO;
            return LongColumn.constant(type.truncate(nanos), rowCount);
        };
    }
}

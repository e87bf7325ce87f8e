// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Functions of dates and timestamps: the parts of them, the clock, seconds since the epoch and
/// time windows. Calendar arithmetic is in `CalendarKernels`, patterns are in `PatternKernels`.
public final class TimeKernels {
    private static final List<String> OWN =
            List.of(
                    "year",
                    "quarter",
                    "month",
                    "day",
                    "dayofweek",
                    "weekday",
                    "dayofyear",
                    "weekofyear",
                    "hour",
                    "minute",
                    "second",
                    "current_timestamp",
                    "current_date",
                    "timestamp_millis",
                    "timestamp_micros",
                    "unix_seconds",
                    "whole_seconds",
                    "unix_millis",
                    "unix_micros",
                    "window_start",
                    "window_end",
                    "session_end",
                    "time_bucket");

    private TimeKernels() {}

    /// Names that `of` knows.
    public static List<String> names() {
        List<String> names = new ArrayList<>(OWN);
        names.addAll(CalendarKernels.NAMES);
        names.addAll(PatternKernels.NAMES);
        names.addAll(MakeKernels.NAMES);
        names.addAll(ZoneKernels.NAMES);
        names.addAll(TimeOfDayKernels.NAMES);
        names.addAll(IntervalKernels.NAMES);
        return names;
    }

    /// The kernel of a call, null if the function is none of this package.
    public static @Nullable Kernel of(CallSite site) {
        Kernel kernel =
                switch (site.function()) {
                    case "year" -> ofDate(days -> Civil.year(Civil.parts(days)));
                    case "quarter" -> ofDate(days -> (Civil.month(Civil.parts(days)) + 2) / 3);
                    case "month" -> ofDate(days -> Civil.month(Civil.parts(days)));
                    case "day" -> ofDate(days -> Civil.day(Civil.parts(days)));
                    case "dayofweek" -> ofDate(days -> Civil.weekday(days) % 7 + 1);
                    case "weekday" -> ofDate(days -> Civil.weekday(days) - 1);
                    case "dayofyear" -> ofDate(Civil::dayOfYear);
                    case "weekofyear" -> ofDate(Civil::isoWeek);
                    case "hour" -> ofTime(site, Civil.MICROS_PER_HOUR, 24);
                    case "minute" -> ofTime(site, Civil.MICROS_PER_MINUTE, 60);
                    case "second" -> ofTime(site, Civil.MICROS_PER_SECOND, 60);
                    case "current_timestamp" ->
                            (arguments, rowCount, context) ->
                                    LongColumn.constant(context.timestampMicros(), rowCount);
                    case "current_date" ->
                            (arguments, rowCount, context) ->
                                    IntColumn.constant(
                                            new ZoneClock(context.timeZone())
                                                    .toDays(context.timestampMicros()),
                                            rowCount);
                    case "timestamp_millis" -> multiplied(1000);
                    case "timestamp_micros" -> multiplied(1);
                    case "unix_seconds" -> divided(Civil.MICROS_PER_SECOND);
                    case "whole_seconds" -> wholeSeconds();
                    case "unix_millis" -> divided(1000);
                    case "unix_micros" -> divided(1);
                    case "window_start" -> WindowKernels.start(site);
                    case "window_end" -> WindowKernels.end(site);
                    case "session_end" -> SessionKernel.end(site);
                    case "time_bucket" -> BucketKernel.of(site);
                    default -> null;
                };
        if (kernel == null) {
            kernel = CalendarKernels.of(site);
        }
        kernel = kernel == null ? MakeKernels.of(site) : kernel;
        kernel = kernel == null ? ZoneKernels.of(site) : kernel;
        kernel = kernel == null ? TimeOfDayKernels.of(site) : kernel;
        kernel = kernel == null ? IntervalKernels.of(site) : kernel;
        return kernel == null ? PatternKernels.of(site) : kernel;
    }

    /// A number computed from a date.
    private interface DatePart {
        int of(int days);
    }

    private static Kernel ofDate(DatePart part) {
        return (arguments, rowCount, context) -> {
            IntColumn dates = (IntColumn) arguments[0];
            int[] days = dates.values();
            int[] result = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = part.of(days[i]);
            }
            return new IntColumn(result, dates.validity(), rowCount);
        };
    }

    private static Kernel ofTime(CallSite site, long unitMicros, int modulus) {
        boolean zoned = site.argumentType(0) instanceof DataType.Timestamp;
        boolean isOfDay = site.argumentType(0) instanceof DataType.Time;
        long unit = isOfDay ? unitMicros * TimeOfDay.NANOS_PER_MICRO : unitMicros;
        return (arguments, rowCount, context) -> {
            LongColumn times = (LongColumn) arguments[0];
            ZoneClock clock = new ZoneClock(context.timeZone());
            int[] result = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                long local = zoned ? clock.toLocal(times.value(i)) : times.value(i);
                result[i] = (int) Math.floorMod(Math.floorDiv(local, unit), modulus);
            }
            return new IntColumn(result, times.validity(), rowCount);
        };
    }

    private static Kernel multiplied(long factor) {
        return (arguments, rowCount, context) -> {
            long[] result = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                long value =
                        switch (arguments[0]) {
                            case IntColumn ints -> ints.value(i);
                            default -> ((LongColumn) arguments[0]).value(i);
                        };
                result[i] = arguments[0].isNull(i) ? 0 : Math.multiplyExact(value, factor);
            }
            return new LongColumn(result, arguments[0].validity(), rowCount);
        };
    }

    /// Seconds from the epoch to a time, without the fraction on either side of it.
    private static Kernel wholeSeconds() {
        return (arguments, rowCount, context) -> {
            LongColumn times = (LongColumn) arguments[0];
            long[] micros = times.values();
            long[] result = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = micros[i] / Civil.MICROS_PER_SECOND;
            }
            return new LongColumn(result, times.validity(), rowCount);
        };
    }

    private static Kernel divided(long divisor) {
        return (arguments, rowCount, context) -> {
            LongColumn times = (LongColumn) arguments[0];
            long[] micros = times.values();
            long[] result = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = Math.floorDiv(micros[i], divisor);
            }
            return new LongColumn(result, times.validity(), rowCount);
        };
    }
}

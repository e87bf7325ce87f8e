// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.time.Civil;
import dev.millrace.execution.kernel.time.TimeText;
import dev.millrace.execution.kernel.time.ZoneClock;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Casts to date and both timestamps.
final class ToTime {
    private ToTime() {}

    static @Nullable Kernel date(CastSite site) {
        return switch (site.from()) {
            case DataType.Text ignored ->
                    (arguments, rowCount, context) ->
                            parseDates(site, (BytesColumn) arguments[0], rowCount);
            case DataType.Timestamp ignored ->
                    (arguments, rowCount, context) -> {
                        ZoneClock clock = new ZoneClock(context.timeZone());
                        long[] micros = ((LongColumn) arguments[0]).values();
                        int[] days = new int[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            days[i] = clock.toDays(micros[i]);
                        }
                        return new IntColumn(days, arguments[0].validity(), rowCount);
                    };
            case DataType.TimestampNtz ignored ->
                    (arguments, rowCount, context) -> {
                        long[] micros = ((LongColumn) arguments[0]).values();
                        int[] days = new int[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            days[i] = (int) Math.floorDiv(micros[i], Civil.MICROS_PER_DAY);
                        }
                        return new IntColumn(days, arguments[0].validity(), rowCount);
                    };
            default -> null;
        };
    }

    private static Column parseDates(CastSite site, BytesColumn text, int rowCount) {
        int[] days = new int[rowCount];
        Nulls nulls = new Nulls(text.validity(), rowCount);
        byte[] data = text.data();
        for (int i = 0; i < rowCount; i++) {
            long parsed = TimeText.parseDate(data, text.start(i), text.length(i));
            if (parsed != TimeText.INVALID) {
                days[i] = (int) parsed;
            } else if (nulls.isValid(i)) {
                if (site.failsOnError()) {
                    throw site.invalidText(text, i);
                }
                nulls.add(i);
            }
        }
        return new IntColumn(days, nulls.validity(), rowCount);
    }

    static @Nullable Kernel timestamp(CastSite site) {
        return switch (site.from()) {
            case DataType.Text ignored ->
                    (arguments, rowCount, context) ->
                            parseTimestamps(
                                    site, (BytesColumn) arguments[0], rowCount, context, true);
            case DataType.Date ignored ->
                    (arguments, rowCount, context) -> {
                        ZoneClock clock = new ZoneClock(context.timeZone());
                        int[] days = ((IntColumn) arguments[0]).values();
                        long[] micros = new long[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            micros[i] = clock.startOfDay(days[i]);
                        }
                        return new LongColumn(micros, arguments[0].validity(), rowCount);
                    };
            case DataType.TimestampNtz ignored ->
                    (arguments, rowCount, context) -> {
                        ZoneClock clock = new ZoneClock(context.timeZone());
                        long[] local = ((LongColumn) arguments[0]).values();
                        long[] micros = new long[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            micros[i] = clock.toInstant(local[i]);
                        }
                        return new LongColumn(micros, arguments[0].validity(), rowCount);
                    };
            case DataType.Int8 ignored -> seconds(site);
            case DataType.Int16 ignored -> seconds(site);
            case DataType.Int32 ignored -> seconds(site);
            case DataType.Int64 ignored -> seconds(site);
            case DataType.Float32 ignored -> seconds(site);
            case DataType.Float64 ignored -> seconds(site);
            case DataType.Decimal ignored -> seconds(site);
            default -> null;
        };
    }

    static @Nullable Kernel local(CastSite site) {
        return switch (site.from()) {
            case DataType.Text ignored ->
                    (arguments, rowCount, context) ->
                            parseTimestamps(
                                    site, (BytesColumn) arguments[0], rowCount, context, false);
            case DataType.Date ignored ->
                    (arguments, rowCount, context) -> {
                        int[] days = ((IntColumn) arguments[0]).values();
                        long[] micros = new long[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            micros[i] = days[i] * Civil.MICROS_PER_DAY;
                        }
                        return new LongColumn(micros, arguments[0].validity(), rowCount);
                    };
            case DataType.Timestamp ignored ->
                    (arguments, rowCount, context) -> {
                        ZoneClock clock = new ZoneClock(context.timeZone());
                        long[] micros = ((LongColumn) arguments[0]).values();
                        long[] local = new long[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            local[i] = clock.toLocal(micros[i]);
                        }
                        return new LongColumn(local, arguments[0].validity(), rowCount);
                    };
            default -> null;
        };
    }

    private static Column parseTimestamps(
            CastSite site, BytesColumn text, int rowCount, KernelContext context, boolean zoned) {
        TimeText parser = new TimeText(context.timeZone(), context.timestampMicros());
        long[] micros = new long[rowCount];
        Nulls nulls = new Nulls(text.validity(), rowCount);
        byte[] data = text.data();
        for (int i = 0; i < rowCount; i++) {
            long parsed =
                    zoned
                            ? parser.parseTimestamp(data, text.start(i), text.length(i))
                            : parser.parseLocal(data, text.start(i), text.length(i));
            if (parsed != TimeText.INVALID) {
                micros[i] = parsed;
            } else if (nulls.isValid(i)) {
                if (site.failsOnError()) {
                    throw site.invalidText(text, i);
                }
                nulls.add(i);
            }
        }
        return new LongColumn(micros, nulls.validity(), rowCount);
    }

    /// A number is seconds since the epoch. Whole seconds out of range stop at the ends of `long`.
    private static Kernel seconds(CastSite site) {
        return (arguments, rowCount, context) -> {
            Column source = arguments[0];
            long[] micros = new long[rowCount];
            Nulls nulls = new Nulls(source.validity(), rowCount);
            for (int i = 0; i < rowCount; i++) {
                switch (source) {
                    case IntColumn ints -> micros[i] = ints.value(i) * Civil.MICROS_PER_SECOND;
                    case LongColumn longs -> micros[i] = saturated(longs.value(i));
                    case DoubleColumn doubles -> {
                        double value = doubles.value(i);
                        micros[i] = (long) (value * Civil.MICROS_PER_SECOND);
                        if ((Double.isNaN(value) || Double.isInfinite(value)) && nulls.isValid(i)) {
                            if (site.failsOnError()) {
                                throw KernelErrors.castInvalid(
                                        site.shown(value), site.from(), site.to(), site.origin());
                            }
                            nulls.add(i);
                        }
                    }
                    case DecimalColumn decimals -> {
                        BigDecimal value =
                                decimals.value(i, ((DataType.Decimal) site.from()).scale());
                        micros[i] =
                                value.movePointRight(6).setScale(0, RoundingMode.DOWN).longValue();
                    }
                    default -> throw new IllegalStateException("cast to timestamp");
                }
            }
            return new LongColumn(micros, nulls.validity(), rowCount);
        };
    }

    private static long saturated(long seconds) {
        long micros = seconds * Civil.MICROS_PER_SECOND;
        if (Math.multiplyHigh(seconds, Civil.MICROS_PER_SECOND) == micros >> 63) {
            return micros;
        }
        return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import java.time.ZoneId;
import java.time.ZoneOffset;

/// `time_bucket(size, time, origin)`: the last time, not after the given one, that is a whole
/// number of intervals from the origin. Intervals of a day and more pass by the clock of the
/// session, shorter ones as they are, so that an hour is an hour when clocks change.
final class BucketKernel {
    private BucketKernel() {}

    static Kernel of(CallSite site) {
        boolean months = site.argumentType(0) instanceof DataType.YearMonthInterval;
        boolean zoned = site.type() instanceof DataType.Timestamp;
        return (arguments, rowCount, context) -> {
            ZoneId zone = zoned ? context.timeZone() : ZoneOffset.UTC;
            ZoneClock clock = new ZoneClock(zone);
            LongColumn times = (LongColumn) arguments[1];
            LongColumn origins = (LongColumn) arguments[2];
            long[] valid = Columns.validity(arguments);
            long[] result = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                if (Columns.isValid(valid, i)) {
                    long size = size(arguments[0], i);
                    result[i] = start(clock, months, size, times.value(i), origins.value(i));
                }
            }
            return new LongColumn(result, valid, rowCount);
        };
    }

    private static long size(Column sizes, int row) {
        return sizes instanceof IntColumn months
                ? months.value(row)
                : ((LongColumn) sizes).value(row);
    }

    private static long start(ZoneClock clock, boolean months, long size, long time, long origin) {
        if (!months && size < Civil.MICROS_PER_DAY) {
            return time - Math.floorMod(Math.subtractExact(time, origin), size);
        }
        long from = clock.toLocal(origin);
        long to = clock.toLocal(time);
        long count =
                months
                        ? Math.floorDiv(month(to) - month(from), size)
                        : Math.floorDiv(Math.subtractExact(to, from), size);
        long start = moved(clock, months, from, Math.multiplyExact(count, size));
        while (start > time) {
            count--;
            start = moved(clock, months, from, Math.multiplyExact(count, size));
        }
        while (true) {
            long next = moved(clock, months, from, Math.multiplyExact(count + 1, size));
            if (next > time) {
                return start;
            }
            start = next;
            count++;
        }
    }

    /// @param from a time of the clock
    private static long moved(ZoneClock clock, boolean months, long from, long amount) {
        long day = Math.floorDiv(from, Civil.MICROS_PER_DAY);
        long ofDay = Math.floorMod(from, Civil.MICROS_PER_DAY);
        if (months) {
            int moved = Civil.addMonths((int) day, Math.toIntExact(amount));
            return clock.toInstant(moved * Civil.MICROS_PER_DAY + ofDay);
        }
        long days = amount / Civil.MICROS_PER_DAY;
        long rest = amount % Civil.MICROS_PER_DAY;
        return Math.addExact(clock.toInstant(from + days * Civil.MICROS_PER_DAY), rest);
    }

    private static long month(long local) {
        long parts = Civil.parts((int) Math.floorDiv(local, Civil.MICROS_PER_DAY));
        return Civil.year(parts) * 12L + Civil.month(parts) - 1;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.spi.column.LongColumn;

/// Where the time windows of a row start and end. At the ends of time, where a window would reach
/// beyond what a timestamp can say, they fail as Spark's arithmetic does.
final class WindowKernels {
    private WindowKernels() {}

    /// `window_start(time, duration, slide, start, index)`: where the window starts that is `index`
    /// slides before the last one to hold the time. All but the time are literals, in microseconds.
    /// Windows are aligned to 1970-01-01T00:00Z plus `start`, whatever the zone.
    static Kernel start(CallSite site) {
        long slide = site.literalLong(2, site.literalLong(1, 1));
        long start = site.literalLong(3, 0);
        long before = site.literalLong(4, 0) * slide;
        return (arguments, rowCount, context) -> {
            LongColumn times = (LongColumn) arguments[0];
            long[] micros = times.values();
            long[] result = new long[rowCount];
            boolean isWrapped = false;
            for (int i = 0; i < rowCount; i++) {
                long rest = (micros[i] - start) % slide;
                result[i] = micros[i] - (rest < 0 ? rest + slide : rest) - before;
                isWrapped |= result[i] > micros[i];
            }
            for (int i = 0; isWrapped && i < rowCount; i++) {
                if (result[i] > micros[i] && !times.isNull(i)) {
                    throw KernelErrors.overflow("overflow", "try_subtract", site.origin());
                }
            }
            return new LongColumn(result, times.validity(), rowCount);
        };
    }

    /// `window_end(start, duration)`: the duration is a literal in microseconds.
    static Kernel end(CallSite site) {
        long duration = site.literalLong(1, 0);
        return (arguments, rowCount, context) -> {
            LongColumn starts = (LongColumn) arguments[0];
            long[] micros = starts.values();
            long[] result = new long[rowCount];
            boolean isWrapped = false;
            for (int i = 0; i < rowCount; i++) {
                result[i] = micros[i] + duration;
                isWrapped |= result[i] < micros[i];
            }
            for (int i = 0; isWrapped && i < rowCount; i++) {
                if (result[i] < micros[i] && !starts.isNull(i)) {
                    throw KernelErrors.overflow("overflow", "try_add", site.origin());
                }
            }
            return new LongColumn(result, starts.validity(), rowCount);
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.plan.analysis.IntervalText;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// `session_end(time, gap)`: where a row's own session ends if its gap is a text that is computed
/// for each row (`5 minutes`). NULL where the gap is NULL or no interval.
final class SessionKernel {
    private SessionKernel() {}

    static Kernel end(CallSite site) {
        boolean isZoned = site.argumentType(0) instanceof DataType.Timestamp;
        return (arguments, rowCount, context) -> {
            LongColumn times = (LongColumn) arguments[0];
            BytesColumn texts = (BytesColumn) arguments[1];
            ZoneClock clock = isZoned ? new ZoneClock(context.timeZone()) : null;
            Gaps gaps = new Gaps();
            LongBuilder ends = new LongBuilder(rowCount);
            for (int i = 0; i < rowCount; i++) {
                CalendarIntervalValue gap =
                        times.isNull(i) || texts.isNull(i) ? null : gaps.of(texts, i);
                if (gap == null) {
                    ends.appendNull();
                } else {
                    ends.append(CalendarKernels.sum(times.value(i), gap, clock));
                }
            }
            return ends.build();
        };
    }

    /// The texts that were read already: there are few, and neighbours are often equal.
    private static final class Gaps {
        private final Map<String, @Nullable CalendarIntervalValue> known = new HashMap<>();
        private int lastRow = -1;
        private @Nullable CalendarIntervalValue last;

        @Nullable CalendarIntervalValue of(BytesColumn texts, int row) {
            if (lastRow < 0 || !isEqual(texts, lastRow, row)) {
                String text = texts.text(row);
                if (!known.containsKey(text)) {
                    known.put(text, read(text));
                }
                last = known.get(text);
                lastRow = row;
            }
            return last;
        }

        private static boolean isEqual(BytesColumn texts, int left, int right) {
            return Arrays.equals(
                    texts.data(),
                    texts.start(left),
                    texts.start(left) + texts.length(left),
                    texts.data(),
                    texts.start(right),
                    texts.start(right) + texts.length(right));
        }

        private static @Nullable CalendarIntervalValue read(String text) {
            try {
                return IntervalText.parse(text);
            } catch (MillraceException e) {
                return null;
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.time.TimeOfDay;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// Casts to a time of day: from text, and from one of another precision.
final class ToTimeOfDay {
    private ToTimeOfDay() {}

    static @Nullable Kernel of(CastSite site, DataType.Time type) {
        return switch (site.from()) {
            case DataType.Text ignored ->
                    (arguments, rowCount, context) ->
                            parse(site, type, (BytesColumn) arguments[0], rowCount);
            case DataType.Time from when from.precision() <= type.precision() ->
                    (arguments, rowCount, context) -> arguments[0];
            case DataType.Time ignored ->
                    (arguments, rowCount, context) -> {
                        long[] nanos = ((LongColumn) arguments[0]).values();
                        long[] result = new long[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            result[i] = type.truncate(nanos[i]);
                        }
                        return new LongColumn(result, arguments[0].validity(), rowCount);
                    };
            default -> null;
        };
    }

    private static Column parse(CastSite site, DataType.Time type, BytesColumn text, int rowCount) {
        long[] result = new long[rowCount];
        Nulls nulls = new Nulls(text.validity(), rowCount);
        for (int i = 0; i < rowCount; i++) {
            if (!nulls.isValid(i)) {
                continue;
            }
            long nanos = TimeOfDay.parse(text.data(), text.start(i), text.length(i));
            if (nanos != TimeOfDay.INVALID) {
                result[i] = type.truncate(nanos);
            } else if (site.failsOnError()) {
                throw site.invalidText(text, i);
            } else {
                nulls.add(i);
            }
        }
        return new LongColumn(result, nulls.validity(), rowCount);
    }
}

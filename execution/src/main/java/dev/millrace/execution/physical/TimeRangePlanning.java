// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.operator.join.TimeRange;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.JoinCondition;
import dev.millrace.plan.logical.TimeBound;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// Finds the range of times that a join's residual condition allows.
final class TimeRangePlanning {
    private TimeRangePlanning() {}

    /// The range with most bounds between a timestamp of each side, null if there is none.
    static @Nullable TimeRange range(
            @Nullable Expression residual, List<Attribute> left, List<Attribute> right) {
        TimeRange best = null;
        Set<Long> used = residual == null ? Set.of() : JoinCondition.columns(residual);
        for (int l = 0; l < left.size(); l++) {
            for (int r = 0; r < right.size(); r++) {
                if (isTime(left.get(l), used) && isTime(right.get(r), used)) {
                    TimeRange found =
                            new TimeRange(
                                    l,
                                    r,
                                    least(TimeBound.of(residual, right.get(r), left.get(l))),
                                    -least(TimeBound.of(residual, left.get(l), right.get(r))));
                    best = bounds(found) > (best == null ? 0 : bounds(best)) ? found : best;
                }
            }
        }
        return best;
    }

    private static boolean isTime(Attribute column, Set<Long> used) {
        return column.type() instanceof DataType.Timestamp && used.contains(column.id());
    }

    private static int bounds(TimeRange range) {
        return (range.low() == -Long.MAX_VALUE ? 0 : 1) + (range.high() == Long.MAX_VALUE ? 0 : 1);
    }

    /// The least difference that the bounds allow.
    private static long least(List<TimeBound> bounds) {
        long least = -Long.MAX_VALUE;
        for (TimeBound bound : bounds) {
            least = Math.max(least, bound.offsetMicros() - bound.slackMicros());
        }
        return least;
    }
}

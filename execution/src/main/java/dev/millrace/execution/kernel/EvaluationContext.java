// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import java.time.ZoneId;

/// What an expression may know besides its arguments; the same for all rows of a task.
///
/// @param timeZone session time zone
/// @param timestampMicros the moment that `current_timestamp()` returns: the start of the query or
// of the micro-batch, µs since the epoch
/// @param seed for random functions; differs from batch to batch
/// @param partition number of the partition this task works on
public record EvaluationContext(ZoneId timeZone, long timestampMicros, long seed, int partition) {
    public EvaluationContext forPartition(int number) {
        return new EvaluationContext(timeZone, timestampMicros, seed, number);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.call.KernelContext;

import java.time.ZoneId;

/// What an expression may know besides its arguments; the same for all rows of a batch.
///
/// @param timeZone session time zone
/// @param timestampMicros the moment that `current_timestamp()` returns: the start of the query or
/// of the micro-batch, µs since the epoch
/// @param seed for random functions; differs from batch to batch
/// @param partition number of the partition this task works on
/// @param firstRow how many rows of the partition came before this batch: what
/// `monotonically_increasing_id()` and `rand(seed)` count from
public record EvaluationContext(
        ZoneId timeZone, long timestampMicros, long seed, int partition, long firstRow)
        implements KernelContext {
    public EvaluationContext(ZoneId timeZone, long timestampMicros, long seed, int partition) {
        this(timeZone, timestampMicros, seed, partition, 0);
    }

    public EvaluationContext forPartition(int number) {
        return new EvaluationContext(timeZone, timestampMicros, seed, number, 0);
    }

    /// The context of a batch that starts `row` rows into its partition.
    public EvaluationContext atRow(long row) {
        return new EvaluationContext(timeZone, timestampMicros, seed, partition, row);
    }
}

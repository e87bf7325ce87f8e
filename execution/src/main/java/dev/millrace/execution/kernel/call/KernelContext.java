// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.call;

import java.time.ZoneId;

/// What a kernel may know besides its arguments. `EvaluationContext` is the one implementation; the
/// interface stands here so that kernels need not know the compiler that calls them.
public interface KernelContext {
    /// Session time zone.
    ZoneId timeZone();

    /// The moment the query or micro-batch started, µs since the epoch.
    long timestampMicros();

    /// Differs from batch to batch; for functions of randomness without a seed of their own.
    long seed();

    /// Number of the partition this task works on.
    int partition();

    /// How many rows of the partition came before the first row of this batch.
    long firstRow();
}

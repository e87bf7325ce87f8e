// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import dev.millrace.execution.kernel.EvaluationContext;

import org.jspecify.annotations.Nullable;

/// Everything that changes from run to run of the same physical plan. Close it when the run is
/// over, that is when its rows are pulled or no longer wanted.
///
/// @param stream the micro-batch, null for a batch query
/// @param scope what the run opened and observed
/// @param spilling how many rows operators may hold, and where the others go
public record TaskContext(
        EvaluationContext evaluation,
        Workers workers,
        Cancellation cancellation,
        @Nullable StreamBatch stream,
        RunScope scope,
        Spilling spilling)
        implements AutoCloseable {
    /// The context of a run with a scope of its own and memory without a bound.
    public TaskContext(
            EvaluationContext evaluation,
            Workers workers,
            Cancellation cancellation,
            @Nullable StreamBatch stream) {
        this(evaluation, workers, cancellation, stream, new RunScope(), Spilling.NONE);
    }

    /// Memory for an operator, given back at the end of the run at the latest.
    public MemoryReservation reserve() {
        return scope.closeLater(new MemoryReservation(spilling.budget()));
    }

    /// A file for an operator, gone at the end of the run at the latest.
    public SpillSpace.SpillFile spillFile() {
        return scope.closeLater(spilling.create());
    }

    /// The micro-batch of a plan that can only run in one.
    public StreamBatch requireStream() {
        if (stream == null) {
            throw new IllegalStateException("a streaming plan was run without a micro-batch");
        }
        return stream;
    }

    @Override
    public void close() {
        scope.close();
    }
}

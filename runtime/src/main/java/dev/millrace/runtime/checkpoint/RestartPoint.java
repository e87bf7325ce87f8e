// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import org.jspecify.annotations.Nullable;

/// Where a query goes on, decided by the newest entries of its two logs.
public sealed interface RestartPoint {
    /// Nothing was ever decided: batch 0.
    record FirstRun() implements RestartPoint {}

    /// The newest batch is history.
    ///
    /// @param watermarkMillis for the next batch
    record Resume(long nextBatch, OffsetEntry last, long watermarkMillis) implements RestartPoint {}

    /// The newest batch was decided but not completed: it runs again, exactly as it was decided.
    ///
    /// @param previous the batch before it, null for batch 0
    record Rerun(long batchId, OffsetEntry planned, @Nullable OffsetEntry previous)
            implements RestartPoint {}

    /// Reads it from the logs.
    static RestartPoint of(OffsetLog offsets, CommitLog commits) {
        Long newest = offsets.latest();
        OffsetEntry last = newest == null ? null : offsets.entry(newest);
        if (newest == null || last == null) {
            return new FirstRun();
        }
        OffsetEntry previous = newest == 0 ? null : offsets.entry(newest - 1);
        if (newest > 0 && previous == null) {
            throw new IllegalStateException("batch " + (newest - 1) + " doesn't exist");
        }
        Long committed = commits.latest();
        if (newest.equals(committed)) {
            long watermark = Math.max(last.watermarkMillis(), commits.watermarkMillis(newest));
            return new Resume(newest + 1, last, watermark);
        }
        return new Rerun(newest, last, previous);
    }
}

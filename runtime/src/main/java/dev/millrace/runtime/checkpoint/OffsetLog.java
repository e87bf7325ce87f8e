// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import org.jspecify.annotations.Nullable;

/// The write-ahead log: entry N is durable before batch N reads anything.
public final class OffsetLog {
    private final BatchLog log;

    OffsetLog(BatchLog log) {
        this.log = log;
    }

    public @Nullable Long latest() {
        return log.latest();
    }

    /// The entry of a batch, null if there is none.
    public @Nullable OffsetEntry entry(long batchId) {
        return log.has(batchId) ? OffsetEntry.parse(log.path(batchId), log.read(batchId)) : null;
    }

    public void add(long batchId, OffsetEntry entry) {
        log.add(batchId, entry.format(), BatchLog.Force.AT_ONCE);
    }

    public void purgeBefore(long batchId) {
        log.purgeBefore(batchId);
    }
}

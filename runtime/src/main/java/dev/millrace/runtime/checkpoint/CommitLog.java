// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import dev.millrace.runtime.json.Json;

import org.jspecify.annotations.Nullable;

/// The completion log: entry N is written when batch N is history. It holds the watermark for the
/// batch after it.
public final class CommitLog {
    private final BatchLog log;

    CommitLog(BatchLog log) {
        this.log = log;
    }

    public @Nullable Long latest() {
        return log.latest();
    }

    public @Nullable Long earliest() {
        return log.earliest();
    }

    public boolean has(long batchId) {
        return log.has(batchId);
    }

    /// The watermark after a batch, in milliseconds.
    long watermarkMillis(long batchId) {
        String[] lines = log.read(batchId);
        try {
            return lines.length > 0 && Json.parse(lines[0]) instanceof Json.Struct metadata
                    ? OffsetEntry.number(metadata, "nextBatchWatermarkMs")
                    : 0;
        } catch (IllegalArgumentException e) {
            throw CheckpointErrors.malformed(lines[0], log.path(batchId), e);
        }
    }

    /// Nothing depends on the newest entry before entry N+1 of the offsets, which makes this one
    /// durable first. Where it is lost with the power, batch N runs again into a sink that has it
    /// already, as after a crash just before it was written.
    public void add(long batchId, long nextWatermarkMillis) {
        log.add(
                batchId,
                "v1\n" + Json.object().put("nextBatchWatermarkMs", nextWatermarkMillis).build(),
                BatchLog.Force.IN_ORDER);
    }

    public void purgeBefore(long batchId) {
        log.purgeBefore(batchId);
    }
}

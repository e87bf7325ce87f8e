// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import dev.millrace.spi.storage.FileLocation;

/// What a checkpoint holds, for a reader that changes nothing: its query may be running. The logs
/// are listed once, when they are asked for.
public record CheckpointView(FileLocation root) {
    public OffsetLog offsets() {
        return new OffsetLog(BatchLog.open(root.resolve("offsets")));
    }

    public CommitLog commits() {
        return new CommitLog(BatchLog.open(root.resolve("commits")));
    }

    public StateMetadata state() {
        return new StateMetadata(root.resolve("state"));
    }

    /// Where the state is, as Spark's messages show it: `file:/data/checkpoint/state`.
    public String shownState() {
        return CheckpointErrors.shown(root.resolve("state"));
    }
}

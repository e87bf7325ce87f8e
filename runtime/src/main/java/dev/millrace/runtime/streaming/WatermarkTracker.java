// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.EventTimeStatistics;

import java.util.List;

/// The global watermark of one run: the minimum or maximum, by policy, over the watermark nodes of
/// the plan. It never goes back. A node that has
/// not seen a row in this run counts as 0.
final class WatermarkTracker {
    private final List<Long> delaysMillis;
    private final boolean takesMaximum;
    private final long[] nodes;
    private long currentMillis;

    WatermarkTracker(List<Long> delaysMillis, boolean takesMaximum, long startMillis) {
        this.delaysMillis = delaysMillis;
        this.takesMaximum = takesMaximum;
        this.nodes = new long[delaysMillis.size()];
        this.currentMillis = startMillis;
    }

    long currentMillis() {
        return currentMillis;
    }

    boolean hasNodes() {
        return nodes.length > 0;
    }

    /// Takes in what a batch saw. The new watermark is for the batch after it.
    void advance(List<EventTimeStatistics> seen) {
        for (int i = 0; i < nodes.length; i++) {
            EventTimeStatistics.Summary summary = seen.get(i).summary();
            if (summary.count() > 0) {
                long millis = summary.maximumMillis() - delaysMillis.get(i);
                nodes[i] = Math.max(nodes[i], millis);
            }
        }
        if (nodes.length == 0) {
            return;
        }
        long global = nodes[0];
        for (long node : nodes) {
            global = takesMaximum ? Math.max(global, node) : Math.min(global, node);
        }
        currentMillis = Math.max(currentMillis, global);
    }
}

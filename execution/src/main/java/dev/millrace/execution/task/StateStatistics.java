// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// What one stateful operator did in one micro-batch, in the words of Spark's progress.
/// Thread-safe.
public final class StateStatistics {
    private final AtomicLong rowsTotal = new AtomicLong();
    private final AtomicLong rowsUpdated = new AtomicLong();
    private final AtomicLong rowsRemoved = new AtomicLong();
    private final AtomicLong rowsDroppedByWatermark = new AtomicLong();
    private final AtomicLong updateNanos = new AtomicLong();
    private final AtomicLong removalNanos = new AtomicLong();
    private final AtomicLong commitNanos = new AtomicLong();
    private final AtomicLong memoryBytes = new AtomicLong();
    private final ConcurrentSkipListMap<String, AtomicLong> custom = new ConcurrentSkipListMap<>();

    /// Keys in the state after the batch.
    public AtomicLong rowsTotal() {
        return rowsTotal;
    }

    public AtomicLong rowsUpdated() {
        return rowsUpdated;
    }

    public AtomicLong rowsRemoved() {
        return rowsRemoved;
    }

    /// For aggregations: groups after partial aggregation, as Spark counts.
    public AtomicLong rowsDroppedByWatermark() {
        return rowsDroppedByWatermark;
    }

    public AtomicLong updateNanos() {
        return updateNanos;
    }

    public AtomicLong removalNanos() {
        return removalNanos;
    }

    public AtomicLong commitNanos() {
        return commitNanos;
    }

    public AtomicLong memoryBytes() {
        return memoryBytes;
    }

    /// A count that only this kind of operator has, by Spark's name: `numDroppedDuplicateRows`.
    public AtomicLong custom(String name) {
        return custom.computeIfAbsent(name, n -> new AtomicLong());
    }

    /// All counts that `custom` was asked for.
    public SortedMap<String, Long> customCounts() {
        TreeMap<String, Long> counts = new TreeMap<>();
        custom.forEach((name, count) -> counts.put(name, count.get()));
        return counts;
    }
}

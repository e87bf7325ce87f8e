// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the state counts in one run of a query, by the names under which Spark's providers report
/// it. Guarded by the monitor of this object.
final class StateMetrics {
    /// So many shards report their snapshots, as in Spark.
    private static final int SHARDS_REPORTED = 5;

    private final int shardCount;
    private final int repairedSnapshots;
    private final Map<Integer, Integer> loaded = new TreeMap<>();
    private final Map<Integer, Integer> opened = new TreeMap<>();
    private long snapshotVersion = -1;

    /// @param recovered the stores that came from files
    StateMetrics(int shardCount, int repairedSnapshots, Set<StateStore.Id> recovered) {
        this.shardCount = shardCount;
        this.repairedSnapshots = repairedSnapshots;
        recovered.forEach(id -> loaded.merge(id.operator(), 1, Integer::sum));
    }

    synchronized void opened(StateStore.Id id, boolean wasInMemory) {
        opened.merge(id.operator(), wasInMemory ? 1 : 0, Integer::sum);
    }

    synchronized void wroteSnapshot(long version) {
        snapshotVersion = version;
    }

    /// What the provider in memory reports.
    synchronized SortedMap<String, Long> inMemory(int operator) {
        SortedMap<String, Long> metrics = ofSnapshots();
        metrics.put("loadedMapCacheHitCount", (long) opened.getOrDefault(operator, 0));
        metrics.put("loadedMapCacheMissCount", (long) loaded.getOrDefault(operator, 0));
        return metrics;
    }

    /// What all providers report.
    synchronized SortedMap<String, Long> ofSnapshots() {
        TreeMap<String, Long> metrics = new TreeMap<>();
        for (int shard = 0; shard < Math.min(shardCount, SHARDS_REPORTED); shard++) {
            metrics.put("SnapshotLastUploaded.partition_" + shard + "_default", snapshotVersion);
        }
        metrics.put("forceSnapshotCount", 0L);
        metrics.put("numSnapshotsAutoRepaired", (long) repairedSnapshots);
        return metrics;
    }
}

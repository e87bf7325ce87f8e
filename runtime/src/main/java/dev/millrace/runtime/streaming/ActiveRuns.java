// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The runs of all sessions by query id: two runs on one checkpoint would destroy each other's log.
/// Thread-safe.
public final class ActiveRuns {
    private final Map<UUID, QueryRun> runs = new ConcurrentHashMap<>();

    @Nullable QueryRun find(UUID id) {
        return runs.get(id);
    }

    /// Registers a run; returns the one that was there before, which then stays.
    @Nullable QueryRun add(QueryRun run) {
        return runs.putIfAbsent(run.id(), run);
    }

    void remove(QueryRun run) {
        runs.remove(run.id(), run);
    }

    /// Ends every run after the batch that it is running, and waits for it.
    public void finishAll() {
        List<QueryRun> all = List.copyOf(runs.values());
        all.forEach(QueryRun::finishAfterBatch);
        all.forEach(QueryRun::awaitEnd);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The runs of all sessions of an engine: those that are active, by query id, because two runs on
/// one checkpoint would destroy each other's log; and those that ended not long ago, so that their
/// handles still answer. Thread-safe.
public final class QueryRuns {
    private static final long REMEMBERED_MILLIS = Duration.ofHours(1).toMillis();

    private final Map<UUID, QueryRun> active = new ConcurrentHashMap<>();
    private final List<SessionStreams> sessions = new CopyOnWriteArrayList<>();

    /// By run id, oldest first.
    private final Map<UUID, QueryRun> known = new LinkedHashMap<>();

    /// Claims the query id for a run; returns the one that has it, which then keeps it.
    @Nullable QueryRun claim(QueryRun run) {
        return active.putIfAbsent(run.id(), run);
    }

    void release(QueryRun run) {
        active.remove(run.id(), run);
    }

    /// Keeps a run findable until an hour after its end.
    void remember(QueryRun run, long nowMillis) {
        synchronized (known) {
            known.values()
                    .removeIf(
                            old ->
                                    !old.isActive()
                                            && nowMillis - old.endedMillis() > REMEMBERED_MILLIS);
            known.put(run.runId(), run);
        }
    }

    /// Takes back the claim of a run that did not begin.
    void forget(QueryRun run) {
        release(run);
        synchronized (known) {
            known.remove(run.runId());
        }
    }

    /// A run that is active or remembered.
    @Nullable QueryRun find(UUID runId) {
        synchronized (known) {
            return known.get(runId);
        }
    }

    /// All that are active, in the order of their starts.
    List<QueryRun> active() {
        List<QueryRun> runs = new ArrayList<>();
        synchronized (known) {
            for (QueryRun run : known.values()) {
                if (run.isActive()) {
                    runs.add(run);
                }
            }
        }
        return runs;
    }

    /// All that are active or remembered, in the order of their starts.
    List<QueryRun> known() {
        synchronized (known) {
            return List.copyOf(known.values());
        }
    }

    void enter(SessionStreams session) {
        sessions.add(session);
    }

    void leave(SessionStreams session) {
        sessions.remove(session);
    }

    /// The sessions whose clients are there.
    List<SessionStreams> sessions() {
        return sessions;
    }

    /// Ends every run after the batch that it is running, and waits for it.
    public void finishAll() {
        List<QueryRun> all = List.copyOf(active.values());
        all.forEach(QueryRun::finishAfterBatch);
        all.forEach(QueryRun::awaitEnd);
    }
}

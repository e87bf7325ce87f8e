// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.plan.logical.OutputMode;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Sessions per key: rows no further apart than the gap.
final class SessionReference implements StreamQuery.Reference {
    private record Session(long startMillis, long endMillis, long count) {
        Session with(Session other) {
            return new Session(
                    Math.min(startMillis, other.startMillis),
                    Math.max(endMillis, other.endMillis),
                    count + other.count);
        }

        boolean touches(Session other) {
            return startMillis <= other.endMillis && other.startMillis <= endMillis;
        }
    }

    private final long gapMillis;
    private final Map<String, List<Session>> sessions = new TreeMap<>();

    private SessionReference(long gapMillis) {
        this.gapMillis = gapMillis;
    }

    static StreamQuery query(long gapMillis, long delayMillis) {
        String window = "session_window(ts, '" + gapMillis + " milliseconds')";
        return new StreamQuery(
                "SELECT unix_millis(w.start) AS b, unix_millis(w.end) AS e, k, n FROM (SELECT "
                        + window
                        + " AS w, k, count(*) AS n FROM events GROUP BY "
                        + window
                        + ", k)",
                OutputMode.APPEND,
                delayMillis,
                true,
                () -> new SessionReference(gapMillis));
    }

    @Override
    public List<String> batch(List<Event> events, long lateMillis, long evictMillis) {
        for (Event event : events) {
            Long start = event.millis();
            if (start != null && start + gapMillis > lateMillis) {
                add(event.key(), new Session(start, start + gapMillis, 1));
            }
        }
        List<String> rows = new ArrayList<>();
        sessions.forEach(
                (key, open) -> {
                    for (Session session : open) {
                        if (session.endMillis <= evictMillis) {
                            rows.add(
                                    session.startMillis
                                            + "|"
                                            + session.endMillis
                                            + "|"
                                            + key
                                            + "|"
                                            + session.count);
                        }
                    }
                    open.removeIf(session -> session.endMillis <= evictMillis);
                });
        return rows;
    }

    private void add(String key, Session row) {
        List<Session> open = sessions.computeIfAbsent(key, k -> new ArrayList<>());
        Session merged = row;
        Iterator<Session> others = open.iterator();
        while (others.hasNext()) {
            Session other = others.next();
            if (other.touches(row)) {
                merged = merged.with(other);
                others.remove();
            }
        }
        open.add(merged);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.plan.logical.OutputMode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The first of equal rows; with the event time among the columns, rows are forgotten when the
/// watermark has passed them.
final class DistinctReference implements StreamQuery.Reference {
    private final boolean hasTime;
    private final Map<String, Long> seen = new HashMap<>();

    private DistinctReference(boolean hasTime) {
        this.hasTime = hasTime;
    }

    static StreamQuery query(boolean hasTime, long delayMillis) {
        return new StreamQuery(
                hasTime ? "SELECT k, unix_millis(ts) AS t FROM events" : "SELECT id FROM events",
                new Preparation.Distinct(hasTime ? List.of("k", "ts") : List.of("id")),
                OutputMode.APPEND,
                hasTime ? delayMillis : -1,
                true,
                () -> new DistinctReference(hasTime));
    }

    @Override
    public List<String> batch(List<Event> events, long lateMillis, long evictMillis) {
        List<String> rows = new ArrayList<>();
        for (Event event : events) {
            long time = event.millis() == null ? Long.MAX_VALUE : event.millis();
            String row = hasTime ? event.key() + "|" + event.millis() : Long.toString(event.id());
            boolean isLate = hasTime && time <= lateMillis;
            if (!isLate && seen.putIfAbsent(row, time) == null) {
                rows.add(row);
            }
        }
        if (hasTime) {
            seen.values().removeIf(time -> time <= evictMillis);
        }
        return rows;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.plan.logical.OutputMode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What `CountingGroups` gives out: count and sum per key, forgotten some time after the last event
/// of the key.
final class GroupsReference implements StreamQuery.Reference {
    /// State of a key.
    private static final class Total {
        private long count;
        private long sum;
        private long timeoutMillis;
    }

    private final TreeMap<String, Total> totals = new TreeMap<>();

    static StreamQuery query(long delayMillis) {
        return new StreamQuery(
                "SELECT k, n, s, expired FROM events",
                new Preparation.Groups(),
                OutputMode.UPDATE,
                delayMillis,
                true,
                GroupsReference::new);
    }

    @Override
    public List<String> batch(List<Event> events, long lateMillis, long evictMillis) {
        TreeMap<String, Total> changed = new TreeMap<>();
        for (Event event : events) {
            if (event.millis() == null || event.millis() > lateMillis) {
                Total total = totals.computeIfAbsent(event.key(), key -> new Total());
                total.count++;
                total.sum += event.value();
                total.timeoutMillis = evictMillis + CountingGroups.PATIENCE_MILLIS;
                changed.put(event.key(), total);
            }
        }
        List<String> rows = new ArrayList<>();
        changed.forEach((key, total) -> rows.add(text(key, total, 0)));
        for (Map.Entry<String, Total> entry : List.copyOf(totals.entrySet())) {
            if (!changed.containsKey(entry.getKey())
                    && entry.getValue().timeoutMillis < evictMillis) {
                rows.add(text(entry.getKey(), entry.getValue(), 1));
                totals.remove(entry.getKey());
            }
        }
        return rows;
    }

    private static String text(String key, Total total, int expired) {
        return key + "|" + total.count + "|" + total.sum + "|" + expired;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.plan.logical.OutputMode;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// Count and sum per window and key, with a watermark.
final class WindowReference implements StreamQuery.Reference {
    private record Group(long endMillis, String key) implements Comparable<Group> {
        @Override
        public int compareTo(Group other) {
            int byEnd = Long.compare(endMillis, other.endMillis);
            return byEnd != 0 ? byEnd : key.compareTo(other.key);
        }
    }

    private final long lengthMillis;
    private final long slideMillis;
    private final OutputMode mode;
    private final TreeMap<Group, long[]> groups = new TreeMap<>();

    private WindowReference(long lengthMillis, long slideMillis, OutputMode mode) {
        this.lengthMillis = lengthMillis;
        this.slideMillis = slideMillis;
        this.mode = mode;
    }

    static StreamQuery query(
            long lengthMillis, long slideMillis, long delayMillis, OutputMode mode) {
        String window =
                "window(ts, '"
                        + lengthMillis
                        + " milliseconds', '"
                        + slideMillis
                        + " milliseconds')";
        return new StreamQuery(
                "SELECT unix_millis(w.end) AS e, k, n, s FROM (SELECT "
                        + window
                        + " AS w, k, count(*) AS n, sum(v) AS s FROM events GROUP BY "
                        + window
                        + ", k)",
                mode,
                delayMillis,
                true,
                () -> new WindowReference(lengthMillis, slideMillis, mode));
    }

    @Override
    public List<String> batch(List<Event> events, long lateMillis, long evictMillis) {
        TreeSet<Group> changed = new TreeSet<>();
        for (Event event : events) {
            if (event.millis() != null) {
                add(event, event.millis(), lateMillis, changed);
            }
        }
        List<String> rows = new ArrayList<>();
        switch (mode) {
            case COMPLETE -> groups.keySet().forEach(group -> rows.add(text(group)));
            case UPDATE -> changed.forEach(group -> rows.add(text(group)));
            case APPEND ->
                    groups.keySet().stream()
                            .filter(group -> group.endMillis <= evictMillis)
                            .forEach(group -> rows.add(text(group)));
        }
        if (mode != OutputMode.COMPLETE) {
            groups.keySet().removeIf(group -> group.endMillis <= evictMillis);
        }
        return rows;
    }

    private void add(Event event, long millis, long lateMillis, TreeSet<Group> changed) {
        long last = Math.floorDiv(millis, slideMillis) * slideMillis;
        for (long start = last; start > millis - lengthMillis; start -= slideMillis) {
            long end = start + lengthMillis;
            if (mode == OutputMode.COMPLETE || end > lateMillis) {
                Group group = new Group(end, event.key());
                long[] sums = groups.computeIfAbsent(group, g -> new long[2]);
                sums[0]++;
                sums[1] += event.value();
                changed.add(group);
            }
        }
    }

    private String text(Group group) {
        long[] sums = groups.getOrDefault(group, new long[2]);
        return group.endMillis + "|" + group.key + "|" + sums[0] + "|" + sums[1];
    }
}

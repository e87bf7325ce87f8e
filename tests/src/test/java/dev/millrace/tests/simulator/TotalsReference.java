// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.plan.logical.OutputMode;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/// Count, sum and maximum per key, without a watermark.
final class TotalsReference implements StreamQuery.Reference {
    private record Total(long count, long sum, long largest) {
        Total plus(Event event) {
            return new Total(count + 1, sum + event.value(), Math.max(largest, event.value()));
        }
    }

    private final OutputMode mode;
    private final TreeMap<String, Total> totals = new TreeMap<>();

    private TotalsReference(OutputMode mode) {
        this.mode = mode;
    }

    static StreamQuery query(OutputMode mode) {
        return new StreamQuery(
                "SELECT k, count(*) AS n, sum(v) AS s, max(v) AS m FROM events GROUP BY k",
                mode,
                -1,
                true,
                () -> new TotalsReference(mode));
    }

    @Override
    public List<String> batch(List<Event> events, long lateMillis, long evictMillis) {
        TreeSet<String> changed = new TreeSet<>();
        for (Event event : events) {
            changed.add(event.key());
            Total total = totals.getOrDefault(event.key(), new Total(0, 0, Long.MIN_VALUE));
            totals.put(event.key(), total.plus(event));
        }
        List<String> rows = new ArrayList<>();
        for (String key : mode == OutputMode.UPDATE ? changed : totals.keySet()) {
            Total total = Objects.requireNonNull(totals.get(key));
            rows.add(key + "|" + total.count + "|" + total.sum + "|" + total.largest);
        }
        return rows;
    }
}

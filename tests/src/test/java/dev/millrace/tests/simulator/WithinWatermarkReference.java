// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.plan.logical.OutputMode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The first of rows with the same key and the same time, which is rounded down to the minute;
/// remembered until the watermark has passed that time and its own delay.
final class WithinWatermarkReference implements StreamQuery.Reference {
    private final long delayMillis;
    private final Map<String, Long> expiries = new HashMap<>();

    private WithinWatermarkReference(long delayMillis) {
        this.delayMillis = delayMillis;
    }

    static StreamQuery query(long delayMillis) {
        return new StreamQuery(
                "SELECT k, unix_millis(ts) AS t FROM events",
                new Preparation.DistinctWithinWatermark(List.of("k", "ts")),
                OutputMode.APPEND,
                delayMillis,
                true,
                () -> new WithinWatermarkReference(delayMillis));
    }

    @Override
    public List<String> batch(List<Event> events, long lateMillis, long evictMillis) {
        List<String> rows = new ArrayList<>();
        for (Event event : events) {
            if (event.millis() != null) {
                long step = Preparation.DistinctWithinWatermark.STEP_MILLIS;
                long time = event.millis() - event.millis() % step;
                String row = event.key() + "|" + time;
                if (time > lateMillis && expiries.putIfAbsent(row, time + delayMillis) == null) {
                    rows.add(row);
                }
            }
        }
        expiries.values().removeIf(expiry -> expiry <= evictMillis);
        return rows;
    }
}

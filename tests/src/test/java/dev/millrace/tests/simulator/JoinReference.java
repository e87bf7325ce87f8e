// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.plan.logical.OutputMode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Small values joined with large ones of the same key that come at most 30 s later.
final class JoinReference implements StreamQuery.Reference {
    private static final long REACH_MILLIS = 30_000;
    private static final int SMALL = 50;

    private static final class Left {
        private final Event event;
        private boolean isMatched;

        Left(Event event) {
            this.event = event;
        }
    }

    private final boolean isOuter;
    private final List<Left> lefts = new ArrayList<>();
    private final List<Event> rights = new ArrayList<>();

    private JoinReference(boolean isOuter) {
        this.isOuter = isOuter;
    }

    static StreamQuery query(boolean isOuter, long delayMillis) {
        return new StreamQuery(
                "SELECT l.id AS a, coalesce(r.id, -1) AS b FROM (SELECT id, k, ts FROM events WHERE"
                        + " v < "
                        + SMALL
                        + ") l "
                        + (isOuter ? "LEFT OUTER" : "INNER")
                        + " JOIN (SELECT id, k, ts FROM events WHERE v >= "
                        + SMALL
                        + ") r ON l.k = r.k AND r.ts >= l.ts AND r.ts <= l.ts + INTERVAL 30"
                        + " SECONDS",
                OutputMode.APPEND,
                delayMillis,
                true,
                () -> new JoinReference(isOuter));
    }

    @Override
    public List<String> batch(List<Event> events, long lateMillis, long evictMillis) {
        return batch(events, events, lateMillis, evictMillis);
    }

    @Override
    public List<String> batch(
            List<Event> left, List<Event> right, long lateMillis, long evictMillis) {
        List<String> rows = new ArrayList<>();
        for (Event event : left) {
            if (event.value() < SMALL && !isPassed(event.millis(), lateMillis)) {
                Left added = new Left(event);
                rights.forEach(partner -> match(added, partner, rows));
                lefts.add(added);
            }
        }
        for (Event event : right) {
            if (event.value() >= SMALL && !isPassed(event.millis(), lateMillis)) {
                lefts.forEach(partner -> match(partner, event, rows));
                rights.add(event);
            }
        }
        Iterator<Left> open = lefts.iterator();
        while (open.hasNext()) {
            Left row = open.next();
            if (isPassed(row.event.millis(), evictMillis - REACH_MILLIS - 1)) {
                open.remove();
                if (isOuter && !row.isMatched) {
                    rows.add(row.event.id() + "|-1");
                }
            }
        }
        return rows;
    }

    private static boolean isPassed(@Nullable Long millis, long watermark) {
        return millis != null && millis <= watermark;
    }

    private static void match(Left left, Event right, List<String> rows) {
        Long from = left.event.millis();
        Long to = right.millis();
        if (from != null
                && to != null
                && left.event.key().equals(right.key())
                && to >= from
                && to <= from + REACH_MILLIS) {
            left.isMatched = true;
            rows.add(left.event.id() + "|" + right.id());
        }
    }
}

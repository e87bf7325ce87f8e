// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.plan.logical.OutputMode;

import java.util.List;

/// Filter and project.
final class StatelessReference implements StreamQuery.Reference {
    private final long least;

    private StatelessReference(long least) {
        this.least = least;
    }

    static StreamQuery query(long least) {
        return new StreamQuery(
                "SELECT id, upper(k) AS k, v * 2 AS w FROM events WHERE v >= " + least,
                OutputMode.APPEND,
                -1,
                false,
                () -> new StatelessReference(least));
    }

    @Override
    public List<String> batch(List<Event> events, long lateMillis, long evictMillis) {
        return events.stream()
                .filter(event -> event.value() >= least)
                .map(
                        event ->
                                event.id()
                                        + "|"
                                        + event.key().toUpperCase()
                                        + "|"
                                        + 2 * event.value())
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.EventTimeStatistics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Tells the server's log, once for a run, of an event time far ahead of the clock: as in Spark one
/// such row moves the watermark for good, and every row of the present is late from then on.
final class FutureTimes {
    private static final System.Logger LOG = System.getLogger(FutureTimes.class.getName());

    /// More than clocks and time zones can differ.
    private static final Duration FAR = Duration.ofDays(1);

    private final UUID query;
    private boolean hasWarned;

    FutureTimes(UUID query) {
        this.query = query;
    }

    /// @param seen the event times of a batch
    /// @param watermarkMillis that follows from them
    void look(List<EventTimeStatistics> seen, long nowMillis, long watermarkMillis) {
        for (EventTimeStatistics node : seen) {
            EventTimeStatistics.Summary summary = node.summary();
            if (!hasWarned
                    && summary.count() > 0
                    && summary.maximumMillis() - FAR.toMillis() > nowMillis) {
                hasWarned = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "query {0}: the event time {1} is more than a day ahead of the clock; the"
                                + " watermark is {2}, and rows before it are late",
                        query,
                        Instant.ofEpochMilli(summary.maximumMillis()),
                        Instant.ofEpochMilli(watermarkMillis));
            }
        }
    }
}

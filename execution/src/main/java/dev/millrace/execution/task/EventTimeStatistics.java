// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

/// The event times that flowed through one watermark node in one micro-batch. Thread-safe.
///
/// Milliseconds since the epoch, floored from microseconds; a NULL time counts as 0, as in Spark.
public final class EventTimeStatistics {
    private long count;
    private long maximum = Long.MIN_VALUE;
    private long minimum = Long.MAX_VALUE;
    private double sum;

    /// Adds the summary of some rows.
    public synchronized void add(
            long rows, long minimumMillis, long maximumMillis, double sumMillis) {
        if (rows > 0) {
            count += rows;
            minimum = Math.min(minimum, minimumMillis);
            maximum = Math.max(maximum, maximumMillis);
            sum += sumMillis;
        }
    }

    /// What was seen so far; count 0 if nothing.
    public synchronized Summary summary() {
        return new Summary(count, minimum, maximum, count == 0 ? 0 : sum / count);
    }

    /// @param minimumMillis meaningless when count is 0, like the rest
    public record Summary(
            long count, long minimumMillis, long maximumMillis, double averageMillis) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.plan.logical.OutputMode;

import java.util.List;
import java.util.SplittableRandom;

/// A query over the stream of events, with a computation of its result that shares nothing with the
/// engine.
///
/// @param sql over the view `events`
/// @param preparation of `events`
/// @param mode of its output
/// @param delayMillis of the watermark on `ts`, negative for none
/// @param stateful whether batches without data may run
/// @param reference makes the computation anew
record StreamQuery(
        String sql,
        Preparation preparation,
        OutputMode mode,
        long delayMillis,
        boolean stateful,
        Start reference) {
    /// A query over all events.
    StreamQuery(String sql, OutputMode mode, long delayMillis, boolean stateful, Start reference) {
        this(sql, new Preparation.None(), mode, delayMillis, stateful, reference);
    }

    /// Starts a computation at the first batch.
    interface Start {
        Reference begin();
    }

    /// The computation, told batch by batch.
    interface Reference {
        /// @param events of the batch
        /// @param lateMillis rows are late at or before this time
        /// @param evictMillis state is final at or before this time
        /// @return the rows that the batch gives out, as text
        List<String> batch(List<Event> events, long lateMillis, long evictMillis);

        /// The same for a query that reads the stream twice.
        ///
        /// @param left events of its first source
        /// @param right events of its second source, those of the first if it has only one
        default List<String> batch(
                List<Event> left, List<Event> right, long lateMillis, long evictMillis) {
            return batch(left, lateMillis, evictMillis);
        }
    }

    /// Draws one of the queries.
    static StreamQuery draw(SplittableRandom random) {
        long delay = 1000L * random.nextInt(60);
        return switch (random.nextInt(21)) {
            case 0 -> StatelessReference.query(random.nextInt(60));
            case 1, 2 -> WindowReference.query(60_000, 60_000, delay, OutputMode.APPEND);
            case 3 -> WindowReference.query(60_000, 20_000, delay, OutputMode.APPEND);
            case 4 -> WindowReference.query(60_000, 60_000, delay, OutputMode.UPDATE);
            case 5 -> WindowReference.query(60_000, 60_000, delay, OutputMode.COMPLETE);
            case 6, 7 -> DistinctReference.query(true, delay);
            case 8 -> DistinctReference.query(false, -1);
            case 9, 10 -> SessionReference.query(5_000 + 5_000 * random.nextInt(6), delay);
            case 11, 12 -> JoinReference.query(true, delay);
            case 13 -> JoinReference.query(false, delay);
            case 14, 15 -> WithinWatermarkReference.query(delay);
            case 16, 17, 18 -> GroupsReference.query(delay);
            case 19 -> TotalsReference.query(OutputMode.UPDATE);
            default -> TotalsReference.query(OutputMode.COMPLETE);
        };
    }

    /// The time of an event as the query sees it, 0 for none.
    long millis(Event event) {
        long millis = event.millis() == null ? 0 : event.millis();
        return preparation instanceof Preparation.DistinctWithinWatermark
                ? millis - millis % Preparation.DistinctWithinWatermark.STEP_MILLIS
                : millis;
    }

    boolean hasWatermark() {
        return delayMillis >= 0;
    }
}

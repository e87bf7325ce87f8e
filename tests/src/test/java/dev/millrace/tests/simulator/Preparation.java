// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import java.util.List;

/// What is done to the stream before the query's SQL sees it.
sealed interface Preparation {
    /// Nothing.
    record None() implements Preparation {}

    /// Rows are dropped that have the same values in some columns as an earlier one.
    record Distinct(List<String> columns) implements Preparation {
        public Distinct {
            columns = List.copyOf(columns);
        }
    }

    /// The same, remembered as long as the watermark's delay, over times that are rounded down.
    record DistinctWithinWatermark(List<String> columns) implements Preparation {
        static final long STEP_MILLIS = 60_000;

        /// The rows with a time, rounded.
        static final String ROUNDED =
                "SELECT date_trunc('MINUTE', ts) AS ts, k FROM raw WHERE ts IS NOT NULL";

        public DistinctWithinWatermark {
            columns = List.copyOf(columns);
        }
    }

    /// `flatMapGroupsWithState` by the column `k`, with a timeout in event time.
    record Groups() implements Preparation {}
}

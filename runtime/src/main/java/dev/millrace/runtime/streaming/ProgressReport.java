// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.EventTimeStatistics.Summary;
import dev.millrace.execution.task.RunScope;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// What one trigger did, in Spark's terms. Times are milliseconds; `timestampMillis` is when the
/// trigger started.
///
/// @param watermarkMillis the watermark in force, null if the plan has none
/// @param eventTime what the first watermark node saw, null without data
/// @param inputSeconds since the trigger before, infinite for the first
/// @param durations by Spark's names of the phases
record ProgressReport(
        Query query,
        long timestampMillis,
        long batchId,
        long batchDurationMillis,
        double inputSeconds,
        SortedMap<String, Long> durations,
        @Nullable Long watermarkMillis,
        @Nullable Summary eventTime,
        List<Operator> operators,
        List<Source> sources,
        Sink sink,
        List<RunScope.Observation> observations) {
    ProgressReport {
        durations = Collections.unmodifiableSortedMap(new TreeMap<>(durations));
        operators = List.copyOf(operators);
        sources = List.copyOf(sources);
        observations = List.copyOf(observations);
    }

    /// @param timeZone the session's, for what `observe` computed
    record Query(UUID id, UUID runId, @Nullable String name, ZoneId timeZone) {}

    /// A stateful operator.
    record Operator(
            String name,
            long rowsTotal,
            long rowsUpdated,
            long updateMillis,
            long rowsRemoved,
            long removalMillis,
            long commitMillis,
            long memoryBytes,
            long rowsDroppedByWatermark,
            long partitions,
            long storeInstances,
            SortedMap<String, Long> customCounts) {}

    /// Offsets are JSON as the source wrote them.
    record Source(
            String description,
            @Nullable String startOffset,
            @Nullable String endOffset,
            @Nullable String newestOffset,
            long inputRows,
            SortedMap<String, String> metrics) {}

    /// @param outputRows -1 if the sink does not count
    record Sink(String description, long outputRows) {}

    long inputRows() {
        long rows = 0;
        for (Source source : sources) {
            rows += source.inputRows;
        }
        return rows;
    }

    double inputRowsPerSecond(long rows) {
        return rows / inputSeconds;
    }

    double processedRowsPerSecond(long rows) {
        return rows / (Math.max(1L, batchDurationMillis) / 1000.0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.BatchIdentity;
import dev.millrace.execution.task.EventTimeStatistics;
import dev.millrace.execution.task.RunScope;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.state.StateStores;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// One micro-batch as its operators see it, and what they report. Thread-safe.
final class RunningBatch implements StreamBatch {
    private final QuerySources sources;
    private final @Nullable StateStores states;
    private final Thresholds thresholds;
    private final BatchIdentity identity;
    private final List<EventTimeStatistics> eventTimes = new ArrayList<>();
    private final List<StateStatistics> stateStatistics = new ArrayList<>();
    private volatile List<RunScope.Observation> observations = List.of();
    private final Map<Long, AtomicLong> inputRows = new ConcurrentHashMap<>();

    /// The watermarks at the inputs of the stateful operators, by their ids.
    ///
    /// @param lateMillis of the batch before: rows are late by it
    /// @param evictionMillis of this batch: state is evicted by it
    record Thresholds(long[] lateMillis, long[] evictionMillis) {}

    /// @param states null for a query without stateful operators
    RunningBatch(
            QuerySources sources,
            @Nullable StateStores states,
            PlanFacts facts,
            Thresholds thresholds,
            BatchIdentity identity) {
        this.sources = sources;
        this.states = states;
        this.thresholds = thresholds;
        this.identity = identity;
        facts.delaysMillis().forEach(delay -> eventTimes.add(new EventTimeStatistics()));
        facts.operators().forEach(operator -> stateStatistics.add(new StateStatistics()));
    }

    @Override
    public BatchIdentity identity() {
        return identity;
    }

    @Override
    public Scan scan(long sourceKey, ScanRequest request) {
        QuerySources.Started source = sources.byKey(sourceKey);
        String end = source.end();
        return end == null || !source.hasNewData()
                ? Scan.of(List.of())
                : source.source().scan(source.start(), end, request);
    }

    @Override
    public void countInputRows(long sourceKey, long rows) {
        inputRows.computeIfAbsent(sourceKey, key -> new AtomicLong()).addAndGet(rows);
    }

    long inputRows(long sourceKey) {
        AtomicLong rows = inputRows.get(sourceKey);
        return rows == null ? 0 : rows.get();
    }

    @Override
    public StateStores states() {
        if (states == null) {
            throw MillraceException.bug("a stateless query asks for state");
        }
        return states;
    }

    @Override
    public long lateThresholdMillis(int operator) {
        return thresholds.lateMillis[operator];
    }

    @Override
    public long evictionThresholdMillis(int operator) {
        return thresholds.evictionMillis[operator];
    }

    @Override
    public EventTimeStatistics eventTimes(int watermarkNode) {
        return eventTimes.get(watermarkNode);
    }

    List<EventTimeStatistics> eventTimes() {
        return eventTimes;
    }

    @Override
    public StateStatistics state(int operator) {
        return stateStatistics.get(operator);
    }

    /// What `observe` computed in this batch.
    List<RunScope.Observation> observations() {
        return observations;
    }

    void observed(List<RunScope.Observation> values) {
        observations = List.copyOf(values);
    }

    List<StateStatistics> stateStatistics() {
        return stateStatistics;
    }
}

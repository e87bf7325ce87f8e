// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.EventTimeStatistics;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.runtime.checkpoint.StatefulOperator;
import dev.millrace.runtime.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Measures the phases of a trigger and reports what it did. All but `recent` is called by the
/// query's thread.
final class ProgressReporter {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final StreamEnvironment environment;
    private final ProgressReport.Query query;
    private final Consumer<StreamListener.Event> listeners;
    private final Deque<ProgressReport> recent = new ArrayDeque<>();
    private final TreeMap<String, Long> phaseNanos = new TreeMap<>();
    private List<ProgressReport.Operator> lastOperators = List.of();
    private long triggerStartMillis;
    private long triggerStartNanos;
    private double secondsSinceTrigger = Double.POSITIVE_INFINITY;
    private boolean isFirstTrigger = true;
    private @Nullable Long quietSinceMillis;
    private volatile boolean hasRunBatch;

    /// @param listeners is given every event
    ProgressReporter(
            StreamEnvironment environment,
            ProgressReport.Query query,
            Consumer<StreamListener.Event> listeners) {
        this.environment = environment;
        this.query = query;
        this.listeners = listeners;
    }

    void startTrigger() {
        long now = environment.clock().millis();
        secondsSinceTrigger =
                isFirstTrigger ? Double.POSITIVE_INFINITY : (now - triggerStartMillis) / 1000.0;
        isFirstTrigger = false;
        triggerStartMillis = now;
        triggerStartNanos = environment.nanoTime().getAsLong();
        phaseNanos.clear();
    }

    long triggerStartMillis() {
        return triggerStartMillis;
    }

    /// Runs a phase and adds its time to what the phase has taken in this trigger.
    <T> T time(String phase, Supplier<T> work) {
        long start = environment.nanoTime().getAsLong();
        try {
            return work.get();
        } finally {
            phaseNanos.merge(phase, environment.nanoTime().getAsLong() - start, Long::sum);
        }
    }

    void time(String phase, Runnable work) {
        time(
                phase,
                () -> {
                    work.run();
                    return true;
                });
    }

    /// The parts of a report that the loop knows.
    ///
    /// @param batch null for a trigger that ran none
    record Trigger(
            long batchId,
            @Nullable RunningBatch batch,
            QuerySources sources,
            PlanFacts facts,
            @Nullable Long watermarkMillis,
            ProgressReport.Sink sink,
            StateSize state) {}

    /// How the state is divided.
    record StateSize(int partitions, int shards) {}

    void finishTrigger(Trigger trigger) {
        long elapsed = environment.nanoTime().getAsLong() - triggerStartNanos;
        phaseNanos.put("triggerExecution", elapsed);
        RunningBatch batch = trigger.batch;
        long now = environment.clock().millis();
        if (batch != null) {
            quietSinceMillis = now;
            ProgressReport report = report(trigger, elapsed / NANOS_PER_MILLI);
            hasRunBatch = true;
            remember(report);
            Json json = Json.object().put("progress", ProgressJson.forEvent(report)).build();
            listeners.accept(new StreamListener.Event.Progress(json.toString()));
            return;
        }
        Long quiet = quietSinceMillis;
        if (quiet == null
                || now - environment.millis("noDataProgressEventInterval", 10_000) >= quiet) {
            quietSinceMillis = now;
            remember(report(trigger, elapsed / NANOS_PER_MILLI));
            if (quiet != null) {
                listeners.accept(
                        new StreamListener.Event.Idle(
                                query.id(), query.runId(), triggerStartMillis));
            }
        }
    }

    /// True if a batch has run to its end.
    boolean hasRunBatch() {
        return hasRunBatch;
    }

    private ProgressReport report(Trigger trigger, long durationMillis) {
        TreeMap<String, Long> durations = new TreeMap<>();
        phaseNanos.forEach((phase, nanos) -> durations.put(phase, nanos / NANOS_PER_MILLI));
        RunningBatch batch = trigger.batch;
        List<ProgressReport.Source> sources = new ArrayList<>();
        for (QuerySources.Started source : trigger.sources.all()) {
            sources.add(
                    new ProgressReport.Source(
                            source.source().description(),
                            source.start(),
                            source.end(),
                            source.newest(),
                            batch == null ? 0 : batch.inputRows(source.key()),
                            new TreeMap<>(source.source().metrics())));
        }
        return new ProgressReport(
                query,
                triggerStartMillis,
                trigger.batchId,
                durationMillis,
                secondsSinceTrigger,
                durations,
                trigger.watermarkMillis,
                batch == null ? null : eventTimes(batch),
                operators(trigger),
                sources,
                trigger.sink,
                batch == null ? List.of() : batch.observations());
    }

    /// The times that the first watermark node with rows has seen.
    private static EventTimeStatistics.@Nullable Summary eventTimes(RunningBatch batch) {
        for (EventTimeStatistics seen : batch.eventTimes()) {
            EventTimeStatistics.Summary summary = seen.summary();
            if (summary.count() > 0) {
                return summary;
            }
        }
        return null;
    }

    private List<ProgressReport.Operator> operators(Trigger trigger) {
        RunningBatch batch = trigger.batch;
        if (batch == null) {
            return lastOperators.stream().map(ProgressReporter::idle).toList();
        }
        List<ProgressReport.Operator> operators = new ArrayList<>();
        for (StatefulOperator operator : trigger.facts.operators()) {
            StateStatistics seen = batch.state(operator.id());
            operators.add(
                    new ProgressReport.Operator(
                            operator.name(),
                            seen.rowsTotal().get(),
                            seen.rowsUpdated().get(),
                            seen.updateNanos().get() / NANOS_PER_MILLI,
                            seen.rowsRemoved().get(),
                            seen.removalNanos().get() / NANOS_PER_MILLI,
                            seen.commitNanos().get() / NANOS_PER_MILLI,
                            seen.memoryBytes().get(),
                            seen.rowsDroppedByWatermark().get(),
                            trigger.state.partitions,
                            trigger.state.shards,
                            seen.customCounts()));
        }
        lastOperators = operators;
        return operators;
    }

    /// A trigger without a batch shows what the state is, and that nothing changed.
    private static ProgressReport.Operator idle(ProgressReport.Operator last) {
        return new ProgressReport.Operator(
                last.name(),
                last.rowsTotal(),
                0,
                last.updateMillis(),
                0,
                last.removalMillis(),
                last.commitMillis(),
                last.memoryBytes(),
                0,
                last.partitions(),
                last.storeInstances(),
                last.customCounts());
    }

    private void remember(ProgressReport report) {
        int limit = environment.number("numRecentProgressUpdates", 100);
        synchronized (recent) {
            recent.addLast(report);
            while (recent.size() >= limit && !recent.isEmpty()) {
                recent.removeFirst();
            }
        }
    }

    /// Oldest first.
    List<ProgressReport> recent() {
        synchronized (recent) {
            return List.copyOf(recent);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.operator.user.TransformWithStateOperator;
import dev.millrace.runtime.checkpoint.Checkpoint;
import dev.millrace.runtime.checkpoint.OffsetEntry;
import dev.millrace.runtime.checkpoint.PinnedConfiguration;
import dev.millrace.runtime.checkpoint.RestartPoint;
import dev.millrace.runtime.checkpoint.StateMetadata;
import dev.millrace.runtime.statestore.QueryState;
import dev.millrace.runtime.statestore.StateProviders;
import dev.millrace.spi.connector.MicroBatchSource.Limit;
import dev.millrace.spi.connector.StreamSink;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Map;

/// Runs the micro-batches of one run of a query, on the query's thread.
///
/// One trigger:
/// 1. Ask the sources how far the next batch goes.
/// 2. If there is new data, or a batch without data is due because the watermark has moved, write
/// `offsets/N`: the batch is decided.
/// 3. Tell the sources that batch N−1 is final; delete log entries that are too old.
/// 4. Run the batch (`BatchRunner`): rows into the sink, state durable.
/// 5. Advance the watermark and write `commits/N`: the batch is history.
/// 6. Report progress.
///
/// A batch that an earlier run decided and did not complete skips 1 to 3.
final class MicroBatchLoop {
    private final StreamEnvironment environment;
    private final PlanFacts facts;
    private final StreamPlanner.StreamProgram program;
    private final Trigger trigger;
    private final Checkpoint checkpoint;
    private final StreamSink sink;
    private final RunControl control;
    private final ProgressReporter reporter;
    private final RunStatus status;
    private final QuerySources sources;
    private final BatchRunner runner;
    private final FutureTimes futureTimes;

    private Map<String, String> pinned = Map.of();
    private WatermarkTracker watermark;
    private long batchId;
    private long previousWatermarkMillis;
    private @Nullable OffsetEntry planned;
    private @Nullable Long lastEvictionMillis;

    /// The parts of a run that exist before its loop.
    record Setup(
            ProgressReport.Query query,
            StreamEnvironment environment,
            PlanFacts facts,
            StreamPlanner.StreamProgram program,
            Trigger trigger,
            Checkpoint checkpoint,
            StreamSink sink,
            RunControl control,
            ProgressReporter reporter,
            RunStatus status,
            QuerySources sources) {}

    MicroBatchLoop(Setup setup) {
        this.environment = setup.environment;
        this.facts = setup.facts;
        this.program = setup.program;
        this.trigger = setup.trigger;
        this.checkpoint = setup.checkpoint;
        this.sink = setup.sink;
        this.control = setup.control;
        this.reporter = setup.reporter;
        this.status = setup.status;
        this.sources = setup.sources;
        this.futureTimes = new FutureTimes(setup.query.id());
        RestartPoint point = restartPoint();
        this.watermark = restore(point);
        this.runner =
                new BatchRunner(
                        setup.query,
                        environment,
                        facts,
                        setup.program,
                        sink,
                        sources,
                        control,
                        openState());
    }

    private RestartPoint restartPoint() {
        RestartPoint point = RestartPoint.of(checkpoint.offsets(), checkpoint.commits());
        if (point instanceof RestartPoint.FirstRun
                && environment.flag("verifyCheckpointDirectoryEmptyOnStart")) {
            checkpoint.requireEmpty();
        }
        return point;
    }

    private WatermarkTracker restore(RestartPoint point) {
        long start =
                switch (point) {
                    case RestartPoint.FirstRun() -> {
                        pinned = PinnedConfiguration.of(environment.context()::configuration);
                        yield 0;
                    }
                    case RestartPoint.Resume(var next, var last, var watermarkMillis) -> {
                        batchId = next;
                        previousWatermarkMillis = last.watermarkMillis();
                        lastEvictionMillis = last.watermarkMillis();
                        sources.restoreStarts(last);
                        pinned =
                                PinnedConfiguration.from(
                                        last, environment.context()::configuration);
                        yield watermarkMillis;
                    }
                    case RestartPoint.Rerun(var id, var entry, var previous) -> {
                        batchId = id;
                        planned = entry;
                        previousWatermarkMillis = previous == null ? 0 : previous.watermarkMillis();
                        sources.restoreStarts(previous);
                        sources.restoreEnds(entry);
                        pinned =
                                PinnedConfiguration.from(
                                        entry, environment.context()::configuration);
                        yield entry.watermarkMillis();
                    }
                };
        boolean takesMaximum =
                "max".equalsIgnoreCase(pinned.get("spark.sql.streaming.multipleWatermarkPolicy"));
        return new WatermarkTracker(facts.delaysMillis(), takesMaximum, start);
    }

    /// The state at the version of the next batch, null for a query without stateful operators.
    private BatchRunner.@Nullable State openState() {
        StateMetadata metadata = new StateMetadata(checkpoint.state());
        if (batchId > 0) {
            metadata.verify(facts.operators(), environment.flag("stateStore.stateSchemaCheck"));
        }
        if (facts.operators().isEmpty()) {
            return null;
        }
        String provider = pinned.get("spark.sql.streaming.stateStore.providerClass");
        if (facts.hasOperator(TransformWithStateOperator.NAME)) {
            StateProviders.requireDatabase(provider);
        }
        QueryState.Retention retention =
                new QueryState.Retention(
                        retainedBatches(),
                        environment.number("stateStore.minDeltasForSnapshot", 10));
        QueryState state =
                environment
                        .states()
                        .recover(
                                provider,
                                new QueryState.Request(
                                        metadata.nativeDirectory(),
                                        batchId,
                                        environment.workers().parallelism(),
                                        retention),
                                this::stateSetting);
        return new BatchRunner.State(state, metadata, shufflePartitions());
    }

    private @Nullable String stateSetting(String key) {
        String value = pinned.get(key);
        return value != null ? value : environment.context().configuration(key);
    }

    /// Frees what the run holds besides its sources and its sink.
    void close() {
        runner.close();
    }

    private int shufflePartitions() {
        String text = pinned.get("spark.sql.shuffle.partitions");
        return text == null ? 200 : Integer.parseInt(text.strip());
    }

    private int retainedBatches() {
        return environment.number("minBatchesToRetain", 100);
    }

    /// Runs until the trigger has nothing more to do or the end is asked for.
    void run() {
        switch (trigger) {
            case Trigger.Once() -> runTrigger(Limit.ALL);
            case Trigger.AvailableNow() when !sources.supportAvailableNow() ->
                    runTrigger(Limit.ALL);
            case Trigger.AvailableNow() -> {
                sources.prepareForAvailableNow();
                boolean more = true;
                while (more && !control.isEnding()) {
                    more = runTrigger(Limit.CONFIGURED);
                }
            }
            case Trigger.ProcessingTime(var interval) -> {
                while (!control.isEnding()) {
                    runAndWait(interval.toMillis());
                }
            }
        }
    }

    /// One trigger, then the wait for the next: aligned to the epoch, or the polling delay when
    /// there was nothing to do.
    private void runAndWait(long intervalMillis) {
        long start = environment.clock().millis();
        boolean ran = runTrigger(Limit.CONFIGURED);
        if (intervalMillis == 0) {
            if (!ran) {
                control.pause(environment.millis("pollingDelay", 10));
            }
            return;
        }
        if (!ran) {
            status.waiting("Waiting for next trigger");
        }
        long next = Math.floorDiv(start, intervalMillis) * intervalMillis + intervalMillis;
        long now = environment.clock().millis();
        while (now < next && !control.isEnding()) {
            // The clock may be driven by a test: look at it again often.
            control.pause(Math.min(next - now, environment.millis("pollingDelay", 10)));
            now = environment.clock().millis();
        }
    }

    /// @return false if there was nothing to do
    private boolean runTrigger(Limit limit) {
        control.reportTriggerStarted();
        reporter.startTrigger();
        status.triggerActive(true);
        OffsetEntry entry = planned != null ? planned : decide(limit);
        planned = null;
        if (entry == null) {
            status.waiting("Waiting for data to arrive");
            reporter.finishTrigger(
                    report(null, reporter.hasRunBatch() ? 0 : -1, watermark.currentMillis()));
            control.reportCaughtUp();
            return false;
        }
        status.processing(
                sources.hasNewData() ? "Processing new data" : "No new data but cleaning up state",
                sources.hasNewData());
        RunningBatch batch =
                reporter.time(
                        "getBatch",
                        () -> runner.newBatch(batchId, thresholds(entry.watermarkMillis())));
        reporter.time("queryPlanning", runner::prepare);
        reporter.time("addBatch", () -> runner.run(batch, batchId, entry.timestampMillis()));
        watermark.advance(batch.eventTimes());
        futureTimes.look(
                batch.eventTimes(), environment.clock().millis(), watermark.currentMillis());
        reporter.time(
                "commitOffsets",
                () -> checkpoint.commits().add(batchId, watermark.currentMillis()));
        runner.maintain();
        reporter.finishTrigger(report(batch, runner.outputRows(), entry.watermarkMillis()));
        sources.advance();
        lastEvictionMillis = entry.watermarkMillis();
        previousWatermarkMillis = entry.watermarkMillis();
        batchId++;
        status.batchDone("Waiting for next trigger");
        return true;
    }

    /// Steps 1 to 3: null if no batch is due.
    private @Nullable OffsetEntry decide(Limit limit) {
        for (QuerySources.Started source : sources.all()) {
            status.message("Getting offsets from " + source.source().description());
            reporter.time("latestOffset", () -> sources.askEnd(source, limit));
        }
        if (!sources.hasNewData() && !isNoDataBatchDue()) {
            return null;
        }
        if (control.isEnding()) {
            return null;
        }
        status.message("Writing offsets to log");
        OffsetEntry entry =
                new OffsetEntry(
                        watermark.currentMillis(),
                        environment.clock().millis(),
                        pinned,
                        sources.ends());
        reporter.time("walCommit", () -> checkpoint.offsets().add(batchId, entry));
        if (batchId > 0) {
            sources.commitStarts();
        }
        checkpoint.offsets().purgeBefore(batchId - retainedBatches());
        checkpoint.commits().purgeBefore(batchId - retainedBatches());
        return entry;
    }

    /// True if an operator waits for a watermark that has moved past what the last batch evicted,
    /// or for the clock: also when that batch was run before a restart. Spark forgets it then and
    /// waits for new data; but where none comes, a query that was killed would end with fewer
    /// windows than one that was not.
    private boolean isNoDataBatchDue() {
        Long evicted = lastEvictionMillis;
        return evicted != null
                && environment.flag("noDataMicroBatches.enabled")
                && program.isNoDataBatchDue(
                        inputWatermarks(evicted), inputWatermarks(watermark.currentMillis()));
    }

    /// Late rows are those behind the watermark of the batch before, so that an operator which
    /// evicts by this one can still hand its rows to the next.
    private RunningBatch.Thresholds thresholds(long watermarkMillis) {
        return new RunningBatch.Thresholds(
                inputWatermarks(isChain() ? previousWatermarkMillis : watermarkMillis),
                inputWatermarks(watermarkMillis));
    }

    private boolean isChain() {
        return environment.flag("statefulOperator.allowMultiple", true);
    }

    /// The watermark at the input of each stateful operator. Where only one is allowed, it is that
    /// of the query.
    private long[] inputWatermarks(long globalMillis) {
        if (isChain()) {
            return program.inputWatermarks(globalMillis);
        }
        long[] inputs = new long[facts.operators().size()];
        Arrays.fill(inputs, globalMillis);
        return inputs;
    }

    private ProgressReporter.Trigger report(
            @Nullable RunningBatch batch, long outputRows, long watermarkMillis) {
        return new ProgressReporter.Trigger(
                batchId,
                batch,
                sources,
                facts,
                watermark.hasNodes() ? watermarkMillis : null,
                new ProgressReport.Sink(
                        sink.description(), sink.countsRows() && outputRows >= 0 ? outputRows : -1),
                new ProgressReporter.StateSize(shufflePartitions(), runner.shardCount()));
    }
}

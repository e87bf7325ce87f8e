// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.runtime.checkpoint.Checkpoint;
import dev.millrace.runtime.display.PlanText;
import dev.millrace.spi.connector.StreamSink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/// One run of a streaming query: its thread and what others see of it.
final class QueryRun implements StreamingQuery {
    private static final System.Logger LOG = System.getLogger(QueryRun.class.getName());

    private final Definition definition;
    private final ProgressReport.Query query;
    private final ProgressReporter reporter;
    private final RunStatus status = new RunStatus();
    private final StreamListener.Event.Started startedEvent;
    private final Thread thread;
    private volatile boolean isActive = true;
    private volatile long endedMillis;
    private volatile @Nullable RuntimeException failure;
    private volatile StreamPlanner.@Nullable StreamProgram program;
    private volatile @Nullable QuerySources sources;
    private volatile @Nullable MicroBatchLoop loop;

    /// Everything that was checked and opened before the thread starts.
    record Definition(
            StreamEnvironment environment,
            SessionStreams owner,
            StreamPlanner.StreamPlan plan,
            Trigger trigger,
            @Nullable String name,
            List<String> jobTags,
            Checkpoint checkpoint,
            CheckpointLocation location,
            StreamSink sink,
            RunControl control) {}

    QueryRun(Definition definition) {
        this.definition = definition;
        StreamEnvironment environment = definition.environment;
        this.query =
                new ProgressReport.Query(
                        definition.checkpoint.id(),
                        environment.newId(),
                        definition.name,
                        environment.context().timeZone());
        this.reporter = new ProgressReporter(environment, query, this::post);
        this.startedEvent =
                new StreamListener.Event.Started(
                        query.id(),
                        query.runId(),
                        query.name(),
                        environment.clock().millis(),
                        definition.jobTags);
        String label = definition.name == null ? query.id().toString() : definition.name;
        this.thread =
                Thread.ofPlatform().daemon().name("millrace-stream-" + label).unstarted(this::run);
    }

    /// Tells the listeners and lets the thread go.
    void begin() {
        post(startedEvent);
        thread.start();
    }

    private void post(StreamListener.Event event) {
        definition.owner.post(this, event);
    }

    SessionStreams owner() {
        return definition.owner;
    }

    private void run() {
        Throwable problem = null;
        try {
            runLoop();
        } catch (RuntimeException e) {
            problem = definition.control.isStopRequested() ? null : e;
            if (problem == null) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "batch given up because the query was stopped",
                        e);
            }
        } catch (Error e) {
            problem = e;
            throw e;
        } finally {
            end(problem);
        }
    }

    private void runLoop() {
        status.message("Initializing sources");
        StreamPlanner.StreamProgram compiled = definition.plan.compiler().compile();
        PlanFacts facts = PlanFacts.of(definition.plan.analysed(), compiled);
        QuerySources started =
                new QuerySources(
                        facts.uses(), definition.checkpoint, definition.environment.context());
        sources = started;
        MicroBatchLoop opened =
                new MicroBatchLoop(
                        new MicroBatchLoop.Setup(
                                query,
                                definition.environment,
                                facts,
                                compiled,
                                definition.trigger,
                                definition.checkpoint,
                                definition.sink,
                                definition.control,
                                reporter,
                                status,
                                started));
        program = compiled;
        loop = opened;
        opened.run();
    }

    /// After an `Error` the files are left exactly as they are.
    private void end(@Nullable Throwable problem) {
        if (problem == null) {
            status.waiting("Stopped");
        } else {
            failure = StreamFailure.of(query, problem, debugState());
            status.waiting("Terminated with exception: " + StreamFailure.message(problem));
        }
        try {
            if (!(problem instanceof Error)) {
                release(problem == null);
            }
        } finally {
            unlock();
            endedMillis = definition.environment.clock().millis();
            isActive = false;
            post(
                    new StreamListener.Event.Terminated(
                            query.id(),
                            query.runId(),
                            problem == null ? null : StreamFailure.cause(problem),
                            problem == null ? null : StreamFailure.condition(problem)));
            definition.owner.noteEnd(this);
            definition.control.reportOver();
        }
    }

    private void unlock() {
        try {
            definition.checkpoint.unlock();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot clean up after query " + query.id(), e);
        }
    }

    private void release(boolean endedWell) {
        try {
            QuerySources opened = sources;
            if (opened != null) {
                opened.close();
            }
            MicroBatchLoop ran = loop;
            if (ran != null) {
                ran.close();
            }
            definition.sink.close();
            CheckpointLocation location = definition.location;
            boolean always = definition.environment.flag("forceDeleteTempCheckpointLocation");
            if (location.isTemporary() && (endedWell || always)) {
                location.root().store().delete(location.root().path());
            }
        } catch (RuntimeException | IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot clean up after query " + query.id(), e);
        }
    }

    private StreamFailure.DebugState debugState() {
        StringJoiner committed = new StringJoiner(",", "{", "}");
        StringJoiner available = new StringJoiner(",", "{", "}");
        QuerySources opened = sources;
        if (opened != null) {
            for (QuerySources.Started source : opened.all()) {
                if (source.start() != null) {
                    committed.add(source.source().description() + ": " + source.start());
                }
                if (source.end() != null) {
                    available.add(source.source().description() + ": " + source.end());
                }
            }
        }
        return new StreamFailure.DebugState(
                committed.toString(),
                available.toString(),
                program == null ? null : PlanText.of(definition.plan.analysed()));
    }

    @Override
    public UUID id() {
        return query.id();
    }

    @Override
    public UUID runId() {
        return query.runId();
    }

    @Override
    public @Nullable String name() {
        return query.name();
    }

    @Override
    public boolean isActive() {
        return isActive;
    }

    /// When it ended; meaningless while it is active.
    long endedMillis() {
        return endedMillis;
    }

    @Override
    public Status status() {
        return status.current();
    }

    @Override
    public List<String> recentProgress() {
        return reporter.recent().stream()
                .map(report -> ProgressJson.forQuery(report).toString())
                .toList();
    }

    @Override
    public @Nullable String lastProgress() {
        List<ProgressReport> recent = reporter.recent();
        return recent.isEmpty() ? null : ProgressJson.forQuery(recent.getLast()).toString();
    }

    @Override
    public String startedEvent() {
        return startedEvent.json();
    }

    @Override
    public String explain(boolean extended) {
        StreamPlanner.StreamProgram compiled = program;
        if (compiled == null || !reporter.hasRunBatch()) {
            return "No physical plan. Waiting for data.";
        }
        String logical =
                extended
                        ? "== Parsed Logical Plan ==\n"
                                + PlanText.of(definition.plan.analysed())
                                + "\n== Analyzed Logical Plan ==\n"
                                + PlanText.of(definition.plan.analysed())
                                + "\n== Optimized Logical Plan ==\n"
                                + PlanText.of(definition.plan.optimised())
                                + "\n"
                        : "";
        return logical + "== Physical Plan ==\n" + compiled.explain();
    }

    @Override
    public @Nullable RuntimeException failure() {
        return failure;
    }

    @Override
    public void stop() throws InterruptedException, TimeoutException {
        definition.control.requestStop();
        long millis = definition.environment.millis("stopTimeout", 0);
        Duration limit = millis <= 0 ? null : Duration.ofMillis(millis);
        if (!definition.control.awaitOver(limit)) {
            TimeoutException late =
                    new TimeoutException(
                            "Stream Execution thread for stream "
                                    + (query.name() == null ? "" : query.name() + " ")
                                    + "[id = "
                                    + query.id()
                                    + ", runId = "
                                    + query.runId()
                                    + "] failed to stop within "
                                    + millis
                                    + " milliseconds (specified by"
                                    + " spark.sql.streaming.stopTimeout). See the cause on what was"
                                    + " being executed in the streaming query thread.");
            IllegalStateException place =
                    new IllegalStateException("The stream thread was last executing:");
            place.setStackTrace(thread.getStackTrace());
            late.initCause(place);
            throw late;
        }
    }

    /// Like `stop`, for callers that must not be interrupted.
    void finishNow() {
        definition.control.requestStop();
        definition.control.awaitOverUninterruptibly();
    }

    void finishAfterBatch() {
        definition.control.requestFinish();
    }

    void awaitEnd() {
        definition.control.awaitOverUninterruptibly();
    }

    @Override
    public void processAllAvailable() throws InterruptedException {
        throwIfFailed();
        if (isActive) {
            definition.control.awaitCaughtUp();
            throwIfFailed();
        }
    }

    @Override
    public boolean awaitTermination(@Nullable Duration timeout) throws InterruptedException {
        boolean ended = definition.control.awaitOver(timeout);
        if (ended) {
            throwIfFailed();
        }
        return ended;
    }

    private void throwIfFailed() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }
}

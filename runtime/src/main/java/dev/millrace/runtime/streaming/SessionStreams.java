// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.plan.analysis.Catalog.Entry;
import dev.millrace.runtime.checkpoint.Checkpoint;
import dev.millrace.runtime.sink.MemorySink;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/// The streaming queries of one session. The lock guards what is remembered of ends; no query code
/// runs under it.
///
/// The queries outlive the session's client. After `leave` they are seen by the other sessions of
/// the same user, as the setting `millrace.streaming.active` of those says.
public final class SessionStreams implements StreamingQueries {
    /// Which queries `active` lists and listeners hear of.
    private static final String SCOPE = "millrace.streaming.active";

    private final String user;
    private final QueryRuns runs;
    private final Supplier<StreamEnvironment> environments;
    private final Function<String, @Nullable String> settings;
    private final Listeners listeners = new Listeners();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition terminated = lock.newCondition();
    private boolean hasTerminated;
    private @Nullable RuntimeException terminationFailure;
    private volatile boolean hasLeft;
    private @Nullable Runnable whenOver;

    /// @param user whose session it is
    /// @param runs the runs of all sessions of the engine
    /// @param environments gives each query the session's settings as they are when it starts
    /// @param settings the session's settings of the moment
    public SessionStreams(
            String user,
            QueryRuns runs,
            Supplier<StreamEnvironment> environments,
            Function<String, @Nullable String> settings) {
        this.user = user;
        this.runs = runs;
        this.environments = environments;
        this.settings = settings;
        runs.enter(this);
    }

    @Override
    public StreamingQuery start(StreamStart start) {
        if (start.trigger() instanceof Trigger.ProcessingTime(var interval)
                && interval.isNegative()) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("the interval of trigger should not be negative");
        }
        StreamEnvironment environment = environments.get();
        StreamPlanner.StreamPlan plan = environment.planner().plan(start.input(), start.mode());
        RunControl control = new RunControl();
        ChosenSink chosen =
                ChosenSink.choose(start, plan.analysed().schema(), environment, control);
        refuseActiveName(start.name());
        CheckpointLocation location =
                CheckpointLocation.choose(start, chosen.allowsTemporaryCheckpoint(), environment);
        Checkpoint checkpoint = Checkpoint.open(location.root(), environment::newId);
        if (!chosen.recoversFromCheckpoint() && checkpoint.hasHistory()) {
            throw cannotRecover(location);
        }
        QueryRun run =
                new QueryRun(
                        new QueryRun.Definition(
                                environment,
                                this,
                                plan,
                                start.trigger(),
                                start.name(),
                                start.jobTags(),
                                checkpoint,
                                location,
                                chosen.sink(),
                                control));
        register(run, environment);
        if (!location.isTemporary()) {
            lock(run, checkpoint);
        }
        if (chosen.sink() instanceof MemorySink memory && start.name() != null) {
            environment
                    .catalog()
                    .views()
                    .put(start.name(), new Entry.Stored(start.name(), memory), true);
        }
        run.begin();
        return run;
    }

    private void register(QueryRun run, StreamEnvironment environment) {
        for (QueryRun other = runs.claim(run); other != null; other = runs.claim(run)) {
            if (!environment.flag("stopActiveRunOnRestart")) {
                throw new IllegalStateException(
                        "Cannot start query with id "
                                + run.id()
                                + " as another query with same id is already active. Perhaps you"
                                + " are attempting to restart a query from checkpoint that is"
                                + " already active. You may stop the old query by setting the SQL"
                                + " configuration:"
                                + " spark.conf.set(\"spark.sql.streaming.stopActiveRunOnRestart\","
                                + " true) and retry.");
            }
            other.finishNow();
        }
        lock.lock();
        try {
            refuseActiveName(run.name());
            runs.remember(run, environment.clock().millis());
        } catch (RuntimeException e) {
            runs.release(run);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /// Only now, as a run that was stopped in favour of this one held the lock until its end.
    private void lock(QueryRun run, Checkpoint checkpoint) {
        try {
            checkpoint.lock();
        } catch (RuntimeException e) {
            runs.forget(run);
            throw e;
        }
    }

    private void refuseActiveName(@Nullable String name) {
        if (name != null && own().stream().anyMatch(run -> name.equals(run.name()))) {
            String message =
                    "Cannot start query with name "
                            + name
                            + " as a query with that name is already active in this SparkSession";
            throw MillraceException.of(
                            ErrorKind.ILLEGAL_ARGUMENT, "_LEGACY_ERROR_TEMP_3105", "XXKCM")
                    .with("message", message)
                    .text(message);
        }
    }

    private static MillraceException cannotRecover(CheckpointLocation location) {
        String path = location.root().resolve("offsets").path();
        return MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1299", "XXKCM")
                .with("checkpointPath", path)
                .text(
                        "This query does not support recovering from checkpoint location. Delete "
                                + path
                                + " to start over.");
    }

    /// Called on the query's thread when it is over.
    void noteEnd(QueryRun run) {
        runs.release(run);
        Runnable over;
        lock.lock();
        try {
            // A failure is remembered over ends without one, not the other way round.
            hasTerminated = true;
            if (run.failure() != null) {
                terminationFailure = run.failure();
            }
            terminated.signalAll();
            over = own().isEmpty() ? whenOver : null;
        } finally {
            lock.unlock();
        }
        if (over != null) {
            over.run();
        }
    }

    private List<QueryRun> own() {
        return runs.active().stream().filter(run -> run.owner() == this).toList();
    }

    /// The session's own, then those of others that it sees.
    @Override
    public List<StreamingQuery> active() {
        Scope scope = scope();
        List<StreamingQuery> active = new ArrayList<>(own());
        for (QueryRun run : runs.active()) {
            if (run.owner() != this && sees(run, scope)) {
                active.add(run);
            }
        }
        return active;
    }

    @Override
    public @Nullable StreamingQuery query(UUID id) {
        for (QueryRun run : runs.active()) {
            if (run.id().equals(id) && isOfUser(run)) {
                return run;
            }
        }
        return null;
    }

    @Override
    public @Nullable StreamingQuery run(UUID id, UUID runId) {
        QueryRun run = runs.find(runId);
        return run != null && run.id().equals(id) && isOfUser(run) ? run : null;
    }

    @Override
    public @Nullable StreamingQuery newestRun(UUID id) {
        return runs.known().reversed().stream()
                .filter(run -> run.id().equals(id) && isOfUser(run))
                .findFirst()
                .orElse(null);
    }

    private boolean isOfUser(QueryRun run) {
        return run.owner().user.equals(user);
    }

    /// How far a session sees beyond its own queries, always among those of its user.
    private enum Scope {
        /// Not at all, as in Spark.
        SESSION,
        /// Queries whose clients have gone.
        ORPHANS,
        /// All.
        USER;
    }

    private Scope scope() {
        String text = settings.apply(SCOPE);
        return text == null ? Scope.ORPHANS : Scope.valueOf(text.strip().toUpperCase(Locale.ROOT));
    }

    private boolean sees(QueryRun run, Scope scope) {
        return isOfUser(run)
                && switch (scope) {
                    case SESSION -> false;
                    case ORPHANS -> run.owner().hasLeft;
                    case USER -> true;
                };
    }

    /// Tells the listeners of this session, and of those that see its query.
    void post(QueryRun run, StreamListener.Event event) {
        listeners.post(event);
        for (SessionStreams other : runs.sessions()) {
            if (other != this && !other.listeners.isEmpty() && other.sees(run, other.scope())) {
                other.listeners.post(event);
            }
        }
    }

    @Override
    public boolean awaitAnyTermination(@Nullable Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = timeout == null ? Long.MAX_VALUE : timeout.toNanos();
            while (!hasTerminated) {
                if (nanos <= 0) {
                    return false;
                }
                if (timeout == null) {
                    terminated.await();
                } else {
                    nanos = terminated.awaitNanos(nanos);
                }
            }
            RuntimeException failure = terminationFailure;
            if (failure != null) {
                throw failure;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resetTerminated() {
        lock.lock();
        try {
            hasTerminated = false;
            terminationFailure = null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void addListener(StreamListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(StreamListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void leave(Runnable whenOver) {
        boolean isOver;
        lock.lock();
        try {
            hasLeft = true;
            runs.leave(this);
            listeners.clear();
            isOver = own().isEmpty();
            this.whenOver = isOver ? null : whenOver;
        } finally {
            lock.unlock();
        }
        if (isOver) {
            whenOver.run();
        }
    }

    /// Stops all queries of the session, as `stop` does, and waits for their ends.
    public void stopAll() {
        runs.leave(this);
        own().forEach(QueryRun::finishNow);
    }
}

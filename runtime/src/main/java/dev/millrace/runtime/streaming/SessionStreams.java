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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The streaming queries of one session. The lock guards the collections; no query code runs under
/// it.
public final class SessionStreams implements StreamingQueries {
    private static final long REMEMBERED_MILLIS = Duration.ofHours(1).toMillis();

    private final Supplier<StreamEnvironment> environments;
    private final Listeners listeners = new Listeners();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition terminated = lock.newCondition();
    private final Map<UUID, QueryRun> runs = new LinkedHashMap<>();
    private boolean hasTerminated;
    private @Nullable RuntimeException terminationFailure;

    /// @param environments gives each query the session's settings as they are when it starts
    public SessionStreams(Supplier<StreamEnvironment> environments) {
        this.environments = environments;
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
        if (!chosen.recoversFromCheckpoint() && checkpoint.offsets().latest() != null) {
            throw cannotRecover(location);
        }
        QueryRun run =
                new QueryRun(
                        new QueryRun.Definition(
                                environment,
                                listeners,
                                plan,
                                start.trigger(),
                                start.name(),
                                checkpoint,
                                location,
                                chosen.sink(),
                                control),
                        ended -> {
                            environment.runs().remove(ended);
                            noteEnd(ended);
                        });
        register(run, environment);
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
        for (QueryRun other = environment.runs().add(run);
                other != null;
                other = environment.runs().add(run)) {
            if (!environment.flag("stopActiveRunOnRestart")) {
                throw new IllegalStateException(
                        "Cannot start query with id "
                                + run.id()
                                + " as another query with same id is already active. Perhaps you"
                                + " are attempting to restart a query from checkpoint that is"
                                + " already active.");
            }
            other.finishNow();
        }
        lock.lock();
        try {
            refuseActiveName(run.name());
            forgetOld(environment.clock().millis());
            runs.put(run.id(), run);
        } catch (RuntimeException e) {
            environment.runs().remove(run);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void forgetOld(long nowMillis) {
        runs.values()
                .removeIf(
                        run ->
                                !run.isActive()
                                        && nowMillis - run.endedMillis() > REMEMBERED_MILLIS);
    }

    private void refuseActiveName(@Nullable String name) {
        if (name != null && active().stream().anyMatch(run -> name.equals(run.name()))) {
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
        String path = location.root().resolve("offsets").uri();
        return MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1299", "XXKCM")
                .with("checkpointPath", path)
                .text(
                        "This query does not support recovering from checkpoint location. Delete "
                                + path
                                + " to start over.");
    }

    private void noteEnd(QueryRun run) {
        lock.lock();
        try {
            hasTerminated = true;
            if (run.failure() != null) {
                terminationFailure = run.failure();
            }
            terminated.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<StreamingQuery> active() {
        lock.lock();
        try {
            List<StreamingQuery> active = new ArrayList<>();
            for (QueryRun run : runs.values()) {
                if (run.isActive()) {
                    active.add(run);
                }
            }
            return active;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable StreamingQuery query(UUID id) {
        lock.lock();
        try {
            return runs.get(id);
        } finally {
            lock.unlock();
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
                nanos = terminated.awaitNanos(nanos);
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

    /// Stops all queries of the session, as `stop` does, and waits for their ends.
    public void stopAll() {
        List<QueryRun> all;
        lock.lock();
        try {
            all = List.copyOf(runs.values());
        } finally {
            lock.unlock();
        }
        all.forEach(QueryRun::finishNow);
    }
}

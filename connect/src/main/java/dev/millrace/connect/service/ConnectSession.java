// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.usercode.Artifacts;
import dev.millrace.connect.usercode.Loopback;
import dev.millrace.runtime.session.Session;

import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Plan;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/// One client's session: the engine's session, the operations that run in it, the artifacts and
/// errors that belong to it.
final class ConnectSession implements AutoCloseable {
    /// How long a detached execution may wait for its client, as in Spark.
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(5);

    private static final int REMEMBERED_ERRORS = 20;

    private final String user;
    private final String id;
    private final String serverSideId = UUID.randomUUID().toString();
    private final Session session;
    private final ExecutorService threads;
    private final Artifacts artifacts;
    private final Loopback loopback;
    private final ListenerBus listenerBus;
    private final PersistedFrames persisted;
    private final PlanConverter converter;
    private final Map<String, Operation> operations = new HashMap<>();
    private final LinkedHashMap<String, Throwable> errors = new LinkedHashMap<>();
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private volatile long lastCallNanos;

    ConnectSession(
            String user,
            String id,
            Session session,
            Artifacts artifacts,
            String channelName,
            ExecutorService threads) {
        this.user = user;
        this.id = id;
        this.session = session;
        this.artifacts = artifacts;
        this.threads = threads;
        this.loopback = new Loopback(channelName, user, serverSideId);
        this.listenerBus = new ListenerBus(session);
        this.persisted = new PersistedFrames(session);
        this.converter =
                new PlanConverter(
                        id, session, new SessionConversion(session, artifacts), persisted);
    }

    String user() {
        return user;
    }

    String id() {
        return id;
    }

    String serverSideId() {
        return serverSideId;
    }

    Session session() {
        return session;
    }

    Artifacts artifacts() {
        return artifacts;
    }

    Loopback loopback() {
        return loopback;
    }

    ListenerBus listenerBus() {
        return listenerBus;
    }

    ExecutorService threads() {
        return threads;
    }

    PersistedFrames persisted() {
        return persisted;
    }

    PlanConverter converter() {
        return converter;
    }

    /// A response that carries this session's ids.
    ExecutePlanResponse.Builder response() {
        return ExecutePlanResponse.newBuilder()
                .setSessionId(id)
                .setServerSideSessionId(serverSideId);
    }

    /// What an operation does.
    interface Work {
        void run(Operation operation) throws Exception;
    }

    /// Starts an operation, or finds it if the client asks a second time with the same id and plan
    /// (its first call got lost).
    Operation start(
            String operationId, Plan plan, boolean reattachable, List<String> tags, Work work) {
        Operation operation;
        synchronized (operations) {
            forgetAbandoned();
            Operation known = operations.get(operationId);
            if (known != null) {
                if (known.plan().equals(plan)) {
                    return known;
                }
                throw ConnectSessions.handle(
                        "OPERATION_ALREADY_EXISTS", operationId, "Operation already exists.");
            }
            operation = new Operation(operationId, plan, reattachable, java.util.Set.copyOf(tags));
            operations.put(operationId, operation);
        }
        threads.execute(() -> run(operation, work));
        return operation;
    }

    private void run(Operation operation, Work work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(artifacts.classLoader());
        Interruption interruption = new Interruption(thread);
        operation.onInterrupt(interruption::interrupt);
        try {
            work.run(operation);
            interruption.end();
            operation.complete(
                    response()
                            .setResultComplete(
                                    ExecutePlanResponse.ResultComplete.getDefaultInstance()),
                    System.nanoTime());
        } catch (Throwable failure) {
            interruption.end();
            operation.fail(
                    operation.cancellation().isCancelled()
                            ? cancelled(operation, failure)
                            : failure,
                    System.nanoTime());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /// Interrupts a thread only while it works for the operation, never a later user of the pooled
    /// thread.
    private static final class Interruption {
        private final Thread thread;
        private boolean ended;

        Interruption(Thread thread) {
            this.thread = thread;
        }

        synchronized void interrupt() {
            if (!ended) {
                thread.interrupt();
            }
        }

        synchronized void end() {
            ended = true;
            boolean unused = Thread.interrupted();
        }
    }

    private static Throwable cancelled(Operation operation, Throwable failure) {
        try {
            operation.cancellation().check();
            return failure;
        } catch (RuntimeException cancellation) {
            return cancellation;
        }
    }

    @Nullable Operation operation(String operationId) {
        synchronized (operations) {
            return operations.get(operationId);
        }
    }

    List<Operation> operations() {
        synchronized (operations) {
            return new ArrayList<>(operations.values());
        }
    }

    void forget(String operationId) {
        Operation operation;
        synchronized (operations) {
            operation = operations.remove(operationId);
        }
        if (operation != null) {
            operation.releaseAll();
        }
    }

    private void forgetAbandoned() {
        long limit = System.nanoTime() - ABANDONED_AFTER.toNanos();
        operations.values().removeIf(operation -> operation.endedBefore(limit));
    }

    /// Remembers an error for `FetchErrorDetails` and returns the id to ask with.
    String remember(Throwable error) {
        String errorId = UUID.randomUUID().toString();
        synchronized (errors) {
            errors.put(errorId, error);
            if (errors.size() > REMEMBERED_ERRORS) {
                errors.remove(errors.firstEntry().getKey());
            }
        }
        return errorId;
    }

    /// The error of this id, once.
    @Nullable Throwable takeError(String errorId) {
        synchronized (errors) {
            return errors.remove(errorId);
        }
    }

    /// A call of its client has come.
    void touch(long nowNanos) {
        lastCallNanos = nowNanos;
    }

    /// True if no call has come since then and no client waits for an operation.
    boolean isSilentSince(long nanos) {
        return lastCallNanos - nanos < 0 && operations().stream().noneMatch(Operation::isAwaited);
    }

    /// Interrupts operations whose clients hung up before that time and did not come back.
    void interruptAbandoned(long nanos) {
        for (Operation operation : operations()) {
            if (operation.detachedBefore(nanos)) {
                operation.interrupt();
            }
        }
    }

    /// The client has gone: nothing of the session goes on but its streaming queries.
    ///
    /// @param whenOver called once, when there is none of them left
    void leave(Runnable whenOver) {
        operations().forEach(Operation::interrupt);
        listenerBus.close();
        session.streams().leave(whenOver);
    }

    @Override
    public void close() {
        if (isClosed.getAndSet(true)) {
            return;
        }
        operations().forEach(Operation::interrupt);
        listenerBus.close();
        session.close();
        loopback.close();
        artifacts.close();
    }
}

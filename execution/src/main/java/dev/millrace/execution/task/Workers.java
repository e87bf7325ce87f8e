// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// The fixed pool of threads that run the partitions of all queries, one per core.
///
/// The caller of `runAll` works too: it runs every task that no pool thread has taken yet. So a run
/// of one task costs no hand-off, nested runs cannot starve, and a pool of zero threads is a legal,
/// fully sequential one. A simulation overrides `runAll` to decide itself which task goes on when.
public class Workers implements AutoCloseable {
    /// Expressions are evaluated as deep as they are nested. Only what is used takes memory.
    private static final long STACK_BYTES = 64L << 20;

    private final ExecutorService pool;
    private final int parallelism;

    /// @param parallelism number of threads that work at the same time, the caller included
    public Workers(int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism " + parallelism + " is below 1");
        }
        this.parallelism = parallelism;
        this.pool =
                Executors.newFixedThreadPool(
                        Math.max(1, parallelism - 1),
                        Thread.ofPlatform()
                                .daemon()
                                .stackSize(STACK_BYTES)
                                .name("millrace-worker-", 0)
                                .factory());
    }

    public int parallelism() {
        return parallelism;
    }

    /// Runs all tasks and returns their results in order. If one fails, tasks that have not started
    /// are skipped, the others are waited for, and the first failure is thrown: when this returns,
    /// no task is running. An interrupt counts as a failure.
    public <T> List<T> runAll(List<? extends Callable<T>> tasks) {
        Run<T> run = new Run<>(tasks);
        int helpers = Math.min(parallelism, tasks.size()) - 1;
        for (int i = 0; i < helpers; i++) {
            pool.execute(run::work);
        }
        run.work();
        return run.await();
    }

    /// The tasks of one call, taken one after the other by all threads that help.
    private static final class Run<T> {
        private final List<? extends Callable<T>> tasks;
        private final List<@Nullable T> results;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final CountDownLatch unfinished;

        Run(List<? extends Callable<T>> tasks) {
            this.tasks = tasks;
            this.results = new ArrayList<>(Collections.nCopies(tasks.size(), null));
            this.unfinished = new CountDownLatch(tasks.size());
        }

        void work() {
            for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
                try {
                    if (failure.get() == null) {
                        results.set(i, tasks.get(i).call());
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                } finally {
                    unfinished.countDown();
                }
            }
        }

        @SuppressWarnings("NullAway") // Without a failure every task has set its result.
        List<T> await() {
            boolean isInterrupted = false;
            while (unfinished.getCount() > 0) {
                try {
                    unfinished.await();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                    failure.compareAndSet(
                            null, new CancellationException("interrupted while running tasks"));
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
            switch (failure.get()) {
                case null -> {
                    return (List<T>) results;
                }
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}

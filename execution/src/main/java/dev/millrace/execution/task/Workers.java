// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/// The fixed pool of threads that run the partitions of all queries, one per core.
///
/// The caller of `runAll` works too: it runs every task that no pool thread has taken yet. So a run
/// of one task costs no hand-off, nested runs cannot starve, and a pool of zero threads is a legal,
/// fully sequential one.
public final class Workers implements AutoCloseable {
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
                        Thread.ofPlatform().daemon().name("millrace-worker-", 0).factory());
    }

    public int parallelism() {
        return parallelism;
    }

    /// Runs all tasks and returns their results in order. If one fails, tasks that have not started
    /// are skipped, the others are waited for, and the first failure is thrown.
    public <T> List<T> runAll(List<? extends Callable<T>> tasks) {
        List<FutureTask<T>> futures = new ArrayList<>(tasks.size());
        for (Callable<T> task : tasks) {
            futures.add(new FutureTask<>(task));
        }
        if (parallelism > 1) {
            int helpers = Math.min(parallelism, tasks.size()) - 1;
            for (int i = 0; i < helpers; i++) {
                pool.execute(() -> drain(futures));
            }
        }
        drain(futures);
        return collect(futures);
    }

    /// A future that is already run, running or cancelled does nothing when run again, so every
    /// thread may simply try all of them.
    private static <T> void drain(List<FutureTask<T>> futures) {
        for (FutureTask<T> future : futures) {
            future.run();
            if (future.state() == java.util.concurrent.Future.State.FAILED) {
                futures.forEach(other -> other.cancel(false));
                return;
            }
        }
    }

    private static <T> List<T> collect(List<FutureTask<T>> futures) {
        List<T> results = new ArrayList<>(futures.size());
        Throwable failure = null;
        for (FutureTask<T> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            } catch (CancellationException e) {
                // Skipped because another task failed; that failure is thrown below.
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                futures.forEach(other -> other.cancel(false));
                throw new CancellationException("interrupted while waiting for workers");
            }
        }
        switch (failure) {
            case null -> {
                return results;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}

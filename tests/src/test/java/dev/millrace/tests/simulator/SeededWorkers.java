// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import dev.millrace.execution.task.Workers;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Workers of which one runs at a time: at every operation of the disk the seed decides which task
/// goes on. So the interleavings of real threads happen, and can be repeated.
///
/// The tasks of one call are on at the same time, at most `parallelism` of them; the caller waits.
final class SeededWorkers extends Workers {
    private static final long STUCK_SECONDS = 60;

    private final SplittableRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turned = lock.newCondition();
    private final List<Task<?>> running = new ArrayList<>();
    private final ThreadLocal<@Nullable Task<?>> current = new ThreadLocal<>();
    private @Nullable Task<?> turn;

    SeededWorkers(int parallelism, SplittableRandom random) {
        super(parallelism);
        this.random = random;
    }

    private static final class Task<T> {
        private final Callable<T> work;
        private @Nullable T result;
        private @Nullable Throwable failure;

        Task(Callable<T> work) {
            this.work = work;
        }
    }

    /// A point at which another task may go on instead of the calling one.
    void yieldTurn() {
        Task<?> task = current.get();
        if (task == null) {
            return;
        }
        lock.lock();
        try {
            chooseNext();
            awaitTurn(task);
        } finally {
            lock.unlock();
        }
    }

    private void chooseNext() {
        turn = running.isEmpty() ? null : running.get(random.nextInt(running.size()));
        turned.signalAll();
    }

    private void awaitTurn(Task<?> task) {
        long nanos = TimeUnit.SECONDS.toNanos(STUCK_SECONDS);
        boolean isInterrupted = false;
        while (turn != task) {
            try {
                nanos = turned.awaitNanos(nanos);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
            if (nanos <= 0) {
                throw new IllegalStateException("no turn for a task: another one is stuck");
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public <T> List<T> runAll(List<? extends Callable<T>> tasks) {
        if (tasks.size() <= 1 || parallelism() == 1 || current.get() != null) {
            return super.runAll(tasks);
        }
        List<T> results = new ArrayList<>();
        for (int from = 0; from < tasks.size(); from += parallelism()) {
            int to = Math.min(tasks.size(), from + parallelism());
            results.addAll(runTogether(tasks.subList(from, to)));
        }
        return results;
    }

    private <T> List<T> runTogether(List<? extends Callable<T>> work) {
        List<Task<T>> tasks = new ArrayList<>();
        work.forEach(w -> tasks.add(new Task<>(w)));
        lock.lock();
        try {
            running.addAll(tasks);
            chooseNext();
        } finally {
            lock.unlock();
        }
        List<Thread> threads = new ArrayList<>();
        for (Task<T> task : tasks) {
            threads.add(Thread.ofPlatform().daemon().start(() -> run(task)));
        }
        boolean isInterrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return results(tasks);
    }

    private <T> void run(Task<T> task) {
        current.set(task);
        lock.lock();
        try {
            awaitTurn(task);
        } finally {
            lock.unlock();
        }
        try {
            task.result = task.work.call();
        } catch (Throwable e) {
            task.failure = e;
        } finally {
            lock.lock();
            try {
                running.remove(task);
                chooseNext();
            } finally {
                lock.unlock();
            }
        }
    }

    @SuppressWarnings("NullAway") // Without a failure every task has set its result.
    private static <T> List<T> results(List<Task<T>> tasks) {
        List<T> results = new ArrayList<>();
        for (Task<T> task : tasks) {
            switch (task.failure) {
                case null -> results.add(task.result);
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
        return results;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/// Work that another thread does, and its outcome.
final class BackgroundTask<T> {
    private final FutureTask<T> task;

    /// Set by whoever comes first: the thread that begins the work, or `abandon`.
    private final AtomicBoolean isDecided = new AtomicBoolean();

    private BackgroundTask(Callable<T> work) {
        this.task = new FutureTask<>(work);
    }

    static <T> BackgroundTask<T> start(Executor executor, Callable<T> work) {
        BackgroundTask<T> started = new BackgroundTask<>(work);
        executor.execute(started::run);
        return started;
    }

    private void run() {
        if (isDecided.compareAndSet(false, true)) {
            task.run();
        }
    }

    /// Does without work that has not begun.
    ///
    /// @return false if it has begun: then there is an outcome to wait for
    boolean abandon() {
        return isDecided.compareAndSet(false, true);
    }

    boolean isDone() {
        return task.isDone();
    }

    /// Waits for the outcome, without heeding an interruption: what was begun with files has to be
    /// known. Throws what the work threw.
    T join() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e.getCause() == null ? e : e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException rethrown(Throwable cause) {
        switch (cause) {
            case Error error -> throw error;
            case UncheckedIOException e -> throw e;
            case IOException e -> {
                return e;
            }
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(cause);
        }
    }
}

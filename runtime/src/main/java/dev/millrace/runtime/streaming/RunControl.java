// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.Cancellation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// How other threads talk to a query's thread: asking it to end, waiting for it. Thread-safe; one
/// lock, never held while anything runs.
final class RunControl {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Cancellation cancellation = new Cancellation();
    private final Interruption interruption = new Interruption();
    private boolean stopRequested;
    private boolean finishRequested;
    private long triggersStarted;
    private long caughtUpTrigger;
    private boolean isOver;

    /// Cancelled when the running batch is to be given up.
    Cancellation cancellation() {
        return cancellation;
    }

    Interruption interruption() {
        return interruption;
    }

    /// Asks for the end now: the running batch is given up unless its sink is already committing.
    void requestStop() {
        change(() -> stopRequested = true);
        cancellation.cancel();
        interruption.request();
    }

    /// Asks for the end after the running batch.
    void requestFinish() {
        change(() -> finishRequested = true);
    }

    boolean isStopRequested() {
        lock.lock();
        try {
            return stopRequested;
        } finally {
            lock.unlock();
        }
    }

    /// True if no further batch may start.
    boolean isEnding() {
        lock.lock();
        try {
            return stopRequested || finishRequested;
        } finally {
            lock.unlock();
        }
    }

    /// Waits, on the query's thread, until the time has passed or the end is asked for.
    void pause(long millis) {
        await(() -> stopRequested || finishRequested, Duration.ofMillis(millis));
    }

    /// A trigger is about to look for new data.
    void reportTriggerStarted() {
        change(() -> triggersStarted++);
    }

    /// The trigger that was started last has found nothing new.
    void reportCaughtUp() {
        change(() -> caughtUpTrigger = triggersStarted);
    }

    void reportOver() {
        change(() -> isOver = true);
    }

    /// Waits for a trigger that finds nothing new, or for the end. A trigger that runs already does
    /// not count: it may have looked before the caller's data was there.
    void awaitCaughtUp() throws InterruptedException {
        long before;
        lock.lock();
        try {
            before = triggersStarted;
        } finally {
            lock.unlock();
        }
        awaitInterruptibly(() -> caughtUpTrigger > before || isOver, null);
    }

    /// @param timeout null to wait for ever
    /// @return false if the time ran out
    boolean awaitOver(@Nullable Duration timeout) throws InterruptedException {
        return awaitInterruptibly(() -> isOver, timeout);
    }

    void awaitOverUninterruptibly() {
        lock.lock();
        try {
            while (!isOver) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await(BooleanSupplier condition, Duration timeout) {
        try {
            awaitInterruptibly(condition, timeout);
        } catch (InterruptedException e) {
            // Nobody but user code interrupts this thread; the loop asks for its end in its own
            // way.
            Thread.currentThread().interrupt();
            requestStop();
        }
    }

    private boolean awaitInterruptibly(BooleanSupplier condition, @Nullable Duration timeout)
            throws InterruptedException {
        long nanos = timeout == null ? Long.MAX_VALUE : timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean()) {
                if (nanos <= 0) {
                    return false;
                }
                if (timeout == null) {
                    changed.await();
                } else {
                    nanos = changed.awaitNanos(nanos);
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

class WorkersTest {
    @Test
    void resultsComeInTheOrderOfTheTasksAndRunsMayNest() {
        try (Workers workers = new Workers(3)) {
            List<Callable<Integer>> outer = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                expected.add(number * 10 + 45);
                outer.add(
                        () -> {
                            List<Callable<Integer>> inner = new ArrayList<>();
                            for (int j = 0; j < 10; j++) {
                                int addend = j;
                                inner.add(() -> number + addend);
                            }
                            return workers.runAll(inner).stream().mapToInt(v -> v).sum();
                        });
            }
            assertThat(workers.runAll(outer)).isEqualTo(expected);
        }
    }

    @Test
    void oneTaskRunsOnTheCallersThread() {
        try (Workers workers = new Workers(4)) {
            List<Callable<Thread>> tasks = List.of(Thread::currentThread);
            assertThat(workers.runAll(tasks)).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void aFailureSkipsTasksThatHaveNotStartedAndWaitsForThoseThatHave() {
        try (Workers workers = new Workers(2)) {
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch failing = new CountDownLatch(1);
            AtomicReference<@Nullable Thread> failingThread = new AtomicReference<>();
            AtomicBoolean finished = new AtomicBoolean();
            AtomicInteger started = new AtomicInteger();
            List<Callable<Integer>> tasks = new ArrayList<>();
            tasks.add(
                    () -> {
                        running.countDown();
                        failing.await();
                        // Its thread waits again only when the failure is known to all.
                        Thread failed = Objects.requireNonNull(failingThread.get());
                        spinWhile(() -> failed.getState() != Thread.State.WAITING);
                        finished.set(true);
                        return 1;
                    });
            tasks.add(
                    () -> {
                        running.await();
                        failingThread.set(Thread.currentThread());
                        failing.countDown();
                        throw new IllegalArgumentException("no");
                    });
            for (int i = 0; i < 100; i++) {
                tasks.add(started::incrementAndGet);
            }
            assertThatThrownBy(() -> workers.runAll(tasks))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(finished).isTrue();
            assertThat(started).hasValue(0);
        }
    }

    @Test
    void anInterruptIsAFailureThatStaysVisible() {
        try (Workers workers = new Workers(2)) {
            CountDownLatch bothRun = new CountDownLatch(2);
            Thread caller = Thread.currentThread();
            Callable<Integer> task =
                    () -> {
                        bothRun.countDown();
                        spinWhile(() -> bothRun.getCount() > 0);
                        if (Thread.currentThread() != caller) {
                            spinWhile(() -> caller.getState() != Thread.State.WAITING);
                            caller.interrupt();
                            spinWhile(caller::isInterrupted);
                        }
                        return 1;
                    };
            assertThatThrownBy(() -> workers.runAll(List.of(task, task)))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void spinWhile(BooleanSupplier condition) {
        while (condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}

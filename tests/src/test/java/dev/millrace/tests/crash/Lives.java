// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import dev.millrace.connector.files.FilesConnector;
import dev.millrace.connector.files.write.ProcessIdentity;
import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.SparkSession;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a scenario in one simulated process after another.
///
/// @param workers threads per query; with one, a program with one query does the same operations in
///     the same order every time
record Lives(CrashScenario scenario, int workers) {
    /// A client that has lost its server gets this long to notice.
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(5);

    /// One life from start to end.
    ///
    /// @return the process, dead if it reached `end`
    SimulatedProcess live(CrashPoint end, Path directory) throws Exception {
        SimulatedProcess process = new SimulatedProcess(end);
        FutureTask<Void> program;
        Thread client;
        try (MillraceServer server = new MillraceServer(settings(process))) {
            program = new FutureTask<>(program(server, directory));
            client = Thread.ofPlatform().daemon().name("client " + end).start(program);
            awaitEnd(process, client);
        } catch (SimulatedCrash closing) {
            // Closing the engine met the dead disk, as everything does from now on.
            return process;
        }
        client.interrupt();
        if (!process.isDead()) {
            await(program);
        }
        return process;
    }

    /// Waits until the client has ended by itself, or has had its time after the crash.
    private static void awaitEnd(SimulatedProcess process, Thread client)
            throws InterruptedException, TimeoutException {
        long begin = System.nanoTime();
        while (!process.isDead() && !client.join(POLL)) {
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw new TimeoutException("still running after " + LIMIT);
            }
        }
        if (process.isDead()) {
            client.join(GRACE);
        }
    }

    private Callable<Void> program(MillraceServer server, Path directory) {
        return () -> {
            try (SparkSession spark = server.client()) {
                scenario.run(spark, directory);
            }
            return null;
        };
    }

    private static void await(FutureTask<Void> program)
            throws InterruptedException, TimeoutException {
        try {
            program.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the program failed without a crash", e.getCause());
        }
    }

    /// Each life is a process of its own to those who clean up after the dead.
    private MillraceServer.Settings settings(SimulatedProcess process) {
        int number = System.identityHashCode(process);
        return MillraceServer.Settings.over(process.store())
                .withFiles(new FilesConnector(ProcessIdentity.simulated(number)))
                .withWorkers(workers);
    }

    /// What differs, seen by a fresh process.
    List<String> differences(Path directory) throws Exception {
        try (MillraceServer server = new MillraceServer();
                SparkSession spark = server.client()) {
            return scenario.differences(spark, directory);
        }
    }
}

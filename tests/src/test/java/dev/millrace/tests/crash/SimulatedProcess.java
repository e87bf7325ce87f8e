// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.spi.storage.FileStore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One life of an engine: counts the durable operations of its file store and ends at a given one.
///
/// From then on the process is dead: every operation fails with [SimulatedCrash], so nothing that
/// the engine still does reaches the disk, and bytes that were never forced to the device are lost,
/// as if the power had failed. Durable operations happen one at a time.
final class SimulatedProcess {
    private final FileStore disk = new LocalFileStore();
    private final UnsyncedFiles unsynced = new UnsyncedFiles();
    private final List<String> operations = new ArrayList<>();
    private final CrashPoint end;
    private final CountDownLatch death = new CountDownLatch(1);

    SimulatedProcess(CrashPoint end) {
        this.end = end;
    }

    /// Something that changes the disk.
    interface Operation<T> {
        T perform() throws IOException;
    }

    /// The store that the engine of this process must use for everything.
    FileStore store() {
        return new CrashingFileStore(this, disk, unsynced);
    }

    /// What has been done so far, in order.
    synchronized List<String> operations() {
        return List.copyOf(operations);
    }

    boolean isDead() {
        return death.getCount() == 0;
    }

    /// @return true if it is dead, false if the time ran out
    boolean awaitDeath(long timeoutMillis) throws InterruptedException {
        return death.await(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /// The last operation, for messages.
    synchronized String lastOperation() {
        return operations.isEmpty() ? "nothing done" : operations.getLast();
    }

    void requireAlive() {
        if (isDead()) {
            throw new SimulatedCrash("this process has ended " + end);
        }
    }

    /// Performs an operation that counts.
    synchronized <T> T durably(String name, Operation<T> operation) throws IOException {
        requireAlive();
        operations.add(name);
        boolean last = operations.size() == end.operation();
        if (last && end.moment() == CrashPoint.Moment.BEFORE) {
            throw die();
        }
        T result = operation.perform();
        if (last) {
            throw die();
        }
        return result;
    }

    /// Performs an operation that changes the disk and does not count: it makes nothing durable.
    synchronized <T> T volatilely(Operation<T> operation) throws IOException {
        requireAlive();
        return operation.perform();
    }

    private SimulatedCrash die() throws IOException {
        unsynced.losePower();
        death.countDown();
        return new SimulatedCrash("the process ends " + end + ": " + lastOperation());
    }
}

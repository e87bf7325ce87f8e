// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests;

import dev.millrace.execution.task.SpillSpace;
import dev.millrace.runtime.session.SpillDirectory;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The real files for rows that do not fit into memory, counted.
public final class WatchedSpills implements SpillSpace {
    private final SpillDirectory directory = SpillDirectory.temporary();
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch firstWrite = new CountDownLatch(1);

    /// Files that are open now.
    public int openFiles() {
        return open.get();
    }

    /// Waits for the first rows that are spilled.
    public boolean awaitFirstWrite() throws InterruptedException {
        return firstWrite.await(60, TimeUnit.SECONDS);
    }

    @Override
    public SpillFile create() {
        SpillFile file = directory.create();
        open.incrementAndGet();
        return new SpillFile() {
            private boolean isClosed;

            @Override
            public long append(byte[] bytes, int offset, int length) {
                firstWrite.countDown();
                return file.append(bytes, offset, length);
            }

            @Override
            public void read(long position, byte[] into, int offset, int length) {
                file.read(position, into, offset, length);
            }

            @Override
            public void close() {
                file.close();
                if (!isClosed) {
                    isClosed = true;
                    open.decrementAndGet();
                }
            }
        };
    }
}

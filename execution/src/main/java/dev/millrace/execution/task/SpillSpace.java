// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

/// Where rows go that do not fit into memory. Failures are `UncheckedIOException`.
public interface SpillSpace {
    /// A new empty file, which nobody else can read and which is gone when it is closed or the
    /// process ends.
    SpillFile create();

    /// Written by one thread, then read by many.
    interface SpillFile extends AutoCloseable {
        /// Appends bytes and returns where they begin.
        long append(byte[] bytes, int offset, int length);

        /// Reads exactly `length` bytes.
        void read(long position, byte[] into, int offset, int length);

        @Override
        void close();
    }
}

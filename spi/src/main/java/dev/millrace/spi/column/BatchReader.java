// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A sequence of batches that is pulled by one thread. Closing it early releases what it holds.
public interface BatchReader extends AutoCloseable {
    /// The next batch, or null at the end. Batches of no rows are allowed.
    @Nullable ColumnBatch next();

    /// What it has read and skipped so far, by name, for `explain`: `row groups skipped`.
    default Map<String, Long> figures() {
        return Map.of();
    }

    @Override
    default void close() {}

    /// A reader over batches that are already there.
    static BatchReader of(Iterable<ColumnBatch> batches) {
        java.util.Iterator<ColumnBatch> iterator = batches.iterator();
        return () -> iterator.hasNext() ? iterator.next() : null;
    }
}

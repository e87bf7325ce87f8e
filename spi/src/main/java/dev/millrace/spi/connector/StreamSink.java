// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import org.jspecify.annotations.Nullable;

/// The far end of a streaming query.
public interface StreamSink extends AutoCloseable {
    /// What the progress prints: `FileSink[/data/out]`.
    String description();

    /// Starts the write of a batch, or returns null if the sink already holds that batch (it was
    /// committed before a crash): then nothing is written. A batch that was begun but not committed
    /// may be begun again.
    ///
    /// @param batchId number of the batch, from 0, growing by 1
    @Nullable WriteJob begin(long batchId);

    /// True if the progress should show how many rows were written, false where Spark shows -1.
    default boolean countsRows() {
        return false;
    }

    @Override
    default void close() {}
}

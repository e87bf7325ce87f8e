// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.column.ColumnBatch;

/// Writes the rows of one task. Used by one thread at a time.
public interface TaskWriter {
    void write(ColumnBatch batch);

    /// Ends the task: everything is durable, nothing is visible yet.
    WriteJob.TaskResult finish();

    /// Throws the work away.
    void abort();
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import java.util.List;

/// One all-or-nothing write: writers prepare in parallel, then `commit` makes everything visible in
/// one step. Exactly one of `commit` and `abort` is called.
public interface WriteJob {
    /// A writer for one thread. `task` numbers the writers from 0.
    TaskWriter writer(int task);

    /// Makes the work of all writers visible. The list has one entry per writer that was finished.
    void commit(List<TaskResult> results);

    /// Throws everything away; never fails because there is nothing.
    void abort();

    /// What a writer prepared, opaque to the engine.
    interface TaskResult {
        /// Rows it wrote.
        long rowCount();
    }
}

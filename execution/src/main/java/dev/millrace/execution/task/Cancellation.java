// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

/// Tells the threads of one run to stop. Operators ask between batches.
public final class Cancellation {
    private volatile boolean cancelled;

    public void cancel() {
        cancelled = true;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /// Throws Spark's `OPERATION_CANCELED` if the run was cancelled.
    public void check() {
        if (cancelled) {
            throw MillraceException.of(ErrorKind.EXECUTION, "OPERATION_CANCELED", "HY008")
                    .text("Operation has been canceled.");
        }
    }
}

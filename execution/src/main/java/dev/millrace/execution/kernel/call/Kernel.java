// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.call;

import dev.millrace.spi.column.Column;

/// One function, compiled for one call site: immutable, used by many threads.
public interface Kernel {
    /// One value per row.
    ///
    /// @param arguments one column per argument, each of `rowCount` rows
    Column evaluate(Column[] arguments, int rowCount, KernelContext context);
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.call;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;

/// Computes one row and appends exactly one value to the result.
///
/// @param <B> the form of the result
@FunctionalInterface
public interface RowFunction<B extends ColumnBuilder> {
    void append(Column[] arguments, int row, B result);
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.spi.column.ColumnBuilder;

import org.jspecify.annotations.Nullable;

/// Appends an object to a column.
@FunctionalInterface
interface ObjectWriter {
    /// Appends one row, NULL for null.
    void write(@Nullable Object value, ColumnBuilder builder);
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.spi.column.Column;

import org.jspecify.annotations.Nullable;

/// Makes the object that stands in one row of a column.
@FunctionalInterface
interface ObjectReader {
    /// The object; null for NULL where the object may be null.
    @Nullable Object read(Column column, int row);
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.column.ColumnBuilder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Reads values of one type of a file into a column. Immutable.
interface ValueReader {
    /// Reads a value.
    ///
    /// @param into null to pass it
    void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException;
}

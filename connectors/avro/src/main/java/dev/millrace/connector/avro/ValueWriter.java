// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.column.Column;

/// Writes the values of columns of one type. Immutable.
interface ValueWriter {
    /// Writes a value, which is not NULL unless the writer is one of unions.
    void write(Column column, int row, AvroOutput out);
}

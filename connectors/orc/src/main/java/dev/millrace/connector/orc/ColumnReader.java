// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.Validity;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Reads a column of a stripe from its start to its end.
abstract class ColumnReader {
    private final Runs.@Nullable Bits present;

    /// @param present which values are there, null if all are
    ColumnReader(Runs.@Nullable Bits present) {
        this.present = present;
    }

    /// The next rows.
    final Column read(int rows) throws IOException {
        long[] validity = null;
        if (present != null) {
            for (int i = 0; i < rows; i++) {
                if (!present.next()) {
                    validity = validity == null ? Validity.allValid(rows) : validity;
                    Validity.setNull(validity, i);
                }
            }
        }
        return read(rows, validity);
    }

    /// The values of the rows that are not NULL.
    abstract Column read(int rows, long @Nullable [] validity) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.column.ColumnBatch;

/// Makes batches of records, one after the other, out of the buffers of a `RecordBatches`.
public interface RecordReader {
    /// Rows since the last batch.
    int rowCount();

    /// The records come from another buffer now. What was read since the last batch is in it too,
    /// at the same places.
    ///
    /// @param filled how many bytes of it count; at least `RecordBatches.PADDING` follow
    void use(byte[] data, int filled);

    /// Reads the record in `data[start .. end)`.
    ///
    /// @return the buffer, or a longer copy of it with more behind what counts
    byte[] read(byte[] data, int start, int end);

    /// The rows since the last batch, whose strings may be views of the buffer, which is never
    /// written to again.
    ColumnBatch build(byte[] data);
}

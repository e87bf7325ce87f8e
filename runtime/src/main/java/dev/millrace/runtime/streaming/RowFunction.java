// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// The user's writer of `foreach`: it is given row after row of each partition of each batch.
public non-sealed interface RowFunction extends SinkFunction {
    /// What the progress prints.
    String description(DataType.Struct schema);

    /// A writer for one partition of one batch, used by one thread at a time. A batch that is run
    /// again is opened again under the same number.
    RowWriter open(DataType.Struct schema, int partition, long batchId) throws Exception;

    /// One partition of one batch. Exceptions of the user's code pass through.
    interface RowWriter {
        /// Gives the rows to the user's code, or does nothing if that wanted none.
        void process(ColumnBatch rows) throws Exception;

        /// Called once, whatever happened.
        ///
        /// @param failure why the partition was not written to its end; null if it was
        void close(@Nullable Throwable failure) throws Exception;
    }
}

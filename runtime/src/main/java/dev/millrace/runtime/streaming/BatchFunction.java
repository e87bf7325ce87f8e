// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// The user's function of `foreachBatch`, called once per micro-batch on the query's own thread.
/// Its exception fails the batch.
public non-sealed interface BatchFunction extends SinkFunction {
    /// @param batches the rows of the batch; may be read any number of times
    void call(DataType.Struct schema, List<ColumnBatch> batches, long batchId) throws Exception;
}

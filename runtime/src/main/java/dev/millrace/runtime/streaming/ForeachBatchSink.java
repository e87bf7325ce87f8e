// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.runtime.sink.CollectedRows;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Gives every batch to the user's function, on the query's thread. A batch that is run again is
/// given again, under the same id.
final class ForeachBatchSink implements StreamSink {
    private final DataType.Struct schema;
    private final BatchFunction function;
    private final Interruption interruption;

    ForeachBatchSink(DataType.Struct schema, BatchFunction function, Interruption interruption) {
        this.schema = schema;
        this.function = function;
        this.interruption = interruption;
    }

    @Override
    public String description() {
        return "ForeachBatchSink";
    }

    @Override
    public WriteJob begin(long batchId) {
        return new CollectedRows(batches -> call(batches, batchId));
    }

    private void call(List<ColumnBatch> batches, long batchId) {
        interruption.enter();
        try {
            function.call(schema, batches, batchId);
        } catch (MillraceException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } catch (Exception e) {
            throw failed(e);
        } finally {
            interruption.leave();
        }
    }

    private static MillraceException failed(Exception e) {
        String reason = e.getMessage() == null ? "" : e.getMessage();
        return MillraceException.of(
                        ErrorKind.EXECUTION, "FOREACH_BATCH_USER_FUNCTION_ERROR", "39000")
                .with("reason", reason)
                .cause(e)
                .text(
                        "An error occurred in the user provided function in foreach batch sink."
                                + " Reason: "
                                + reason);
    }

    @Override
    public void close() {
        function.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.Split;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/// The splits of a scan as partitions. The scan is closed with the run.
public final class ScanPartitions implements PartitionedBatches {
    private final List<Split> splits;
    private final Cancellation cancellation;
    private final LongConsumer rowCounter;

    /// @param rowCounter is told how many rows came out of a split that ended or was closed
    public ScanPartitions(Scan scan, TaskContext context, LongConsumer rowCounter) {
        context.scope().closeLater(scan);
        this.splits = scan.splits();
        this.cancellation = context.cancellation();
        this.rowCounter = rowCounter;
    }

    @Override
    public int partitionCount() {
        return splits.size();
    }

    @Override
    public BatchReader open(int partition) {
        return new Reader(splits.get(partition).open());
    }

    private final class Reader implements BatchReader {
        private final BatchReader input;
        private long uncountedRows;

        Reader(BatchReader input) {
            this.input = input;
        }

        @Override
        public @Nullable ColumnBatch next() {
            cancellation.check();
            ColumnBatch batch = input.next();
            if (batch == null) {
                count();
            } else {
                uncountedRows += batch.rowCount();
            }
            return batch;
        }

        @Override
        public Map<String, Long> figures() {
            return input.figures();
        }

        private void count() {
            if (uncountedRows > 0) {
                rowCounter.accept(uncountedRows);
                uncountedRows = 0;
            }
        }

        @Override
        public void close() {
            count();
            input.close();
        }
    }
}

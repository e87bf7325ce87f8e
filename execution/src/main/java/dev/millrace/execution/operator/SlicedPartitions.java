// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;

import java.util.List;

/// Large batches, one per partition, handed out in pieces of the usual size, so that what follows
/// works in the cache and can stop early.
public final class SlicedPartitions implements PartitionedBatches {
    private final List<ColumnBatch> batches;

    public SlicedPartitions(List<ColumnBatch> batches) {
        this.batches = List.copyOf(batches);
    }

    @Override
    public int partitionCount() {
        return batches.size();
    }

    @Override
    public BatchReader open(int partition) {
        ColumnBatch batch = batches.get(partition);
        int[] next = {0};
        return () -> {
            int from = next[0];
            if (from >= batch.rowCount()) {
                return null;
            }
            int length = Math.min(ColumnBatch.TARGET_ROWS, batch.rowCount() - from);
            next[0] = from + length;
            return batch.slice(from, length);
        };
    }
}

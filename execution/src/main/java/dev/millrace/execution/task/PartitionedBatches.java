// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import dev.millrace.spi.column.BatchReader;

/// The rows that an operator produces, in partitions that different threads may pull at the same
/// time, each once. The order of rows is partition by partition.
public interface PartitionedBatches {
    int partitionCount();

    /// Starts one partition; the caller closes the reader.
    BatchReader open(int partition);

    /// One partition of rows that are read only once.
    static PartitionedBatches of(BatchReader rows) {
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return 1;
            }

            @Override
            public BatchReader open(int partition) {
                return rows;
            }
        };
    }
}

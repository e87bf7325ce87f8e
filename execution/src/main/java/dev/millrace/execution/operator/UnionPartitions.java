// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.spi.column.BatchReader;

import java.util.List;

/// The partitions of several inputs, one input after the other.
public final class UnionPartitions implements PartitionedBatches {
    private final List<PartitionedBatches> inputs;

    public UnionPartitions(List<PartitionedBatches> inputs) {
        this.inputs = List.copyOf(inputs);
    }

    @Override
    public int partitionCount() {
        int count = 0;
        for (PartitionedBatches input : inputs) {
            count += input.partitionCount();
        }
        return count;
    }

    @Override
    public BatchReader open(int partition) {
        int rest = partition;
        for (PartitionedBatches input : inputs) {
            if (rest < input.partitionCount()) {
                return input.open(rest);
            }
            rest -= input.partitionCount();
        }
        throw new IndexOutOfBoundsException("partition " + partition);
    }
}

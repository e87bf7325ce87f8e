// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Rows that are in memory, partition by partition.
public final class MaterializedPartitions implements PartitionedBatches {
    private final List<List<ColumnBatch>> partitions;

    public MaterializedPartitions(List<List<ColumnBatch>> partitions) {
        this.partitions = List.copyOf(partitions);
    }

    /// Pulls all rows of the input, its partitions in parallel.
    public static MaterializedPartitions pull(PartitionedBatches input, TaskContext context) {
        int count = input.partitionCount();
        List<Callable<List<ColumnBatch>>> tasks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int partition = i;
            tasks.add(() -> pull(input, partition, context));
        }
        return new MaterializedPartitions(context.workers().runAll(tasks));
    }

    /// Pulls one partition; batches without rows are left out.
    public static List<ColumnBatch> pull(
            PartitionedBatches input, int partition, TaskContext context) {
        List<ColumnBatch> batches = new ArrayList<>();
        try (BatchReader reader = input.open(partition)) {
            for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                context.cancellation().check();
                if (batch.rowCount() > 0) {
                    batches.add(batch);
                }
            }
        }
        return batches;
    }

    /// All rows as one batch, in order.
    public ColumnBatch concat(DataType.Struct schema) {
        return ColumnBatches.concat(schema, batches());
    }

    public List<ColumnBatch> batches() {
        List<ColumnBatch> all = new ArrayList<>();
        partitions.forEach(all::addAll);
        return all;
    }

    public List<ColumnBatch> partition(int index) {
        return partitions.get(index);
    }

    public long rowCount() {
        long rows = 0;
        for (List<ColumnBatch> partition : partitions) {
            for (ColumnBatch batch : partition) {
                rows += batch.rowCount();
            }
        }
        return rows;
    }

    @Override
    public int partitionCount() {
        return partitions.size();
    }

    @Override
    public BatchReader open(int partition) {
        return BatchReader.of(partitions.get(partition));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The last rows: reads partitions from the last backwards until it has enough.
public record TailOperator(long count) {
    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        Deque<ColumnBatch> kept = new ArrayDeque<>();
        long missing = count;
        for (int i = input.partitionCount() - 1; i >= 0 && missing > 0; i--) {
            List<ColumnBatch> tail = tail(input, i, missing, context);
            for (ColumnBatch batch : tail.reversed()) {
                kept.addFirst(batch);
                missing -= batch.rowCount();
            }
        }
        return new MaterializedPartitions(List.of(new ArrayList<>(kept)));
    }

    /// The last `wanted` rows of a partition.
    private static List<ColumnBatch> tail(
            PartitionedBatches input, int partition, long wanted, TaskContext context) {
        Deque<ColumnBatch> window = new ArrayDeque<>();
        long rows = 0;
        try (BatchReader reader = input.open(partition)) {
            for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                context.cancellation().check();
                window.addLast(batch);
                rows += batch.rowCount();
                while (rows - window.getFirst().rowCount() >= wanted) {
                    rows -= window.removeFirst().rowCount();
                }
            }
        }
        if (rows > wanted) {
            ColumnBatch first = window.removeFirst();
            int surplus = (int) (rows - wanted);
            window.addFirst(first.slice(surplus, first.rowCount() - surplus));
        }
        return new ArrayList<>(window);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Puts all rows in order, with runs on disk where they do not fit into memory; or only the first
/// of them: then no more than a few times that many are held at any moment.
public final class SortOperator {
    /// Rows that a partition collects before it throws away those that cannot be among the first.
    private static final int COLLECTED_ROWS = 1 << 15;

    private final RowOrder order;
    private final DataType.Struct schema;
    private final int limit;

    /// @param limit number of rows to keep, `Integer.MAX_VALUE` for all
    public SortOperator(RowOrder order, DataType.Struct schema, int limit) {
        this.order = order;
        this.schema = schema;
        this.limit = limit;
    }

    /// Number of rows that are kept, `Integer.MAX_VALUE` for all.
    public int limit() {
        return limit;
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        if (limit != Integer.MAX_VALUE) {
            return inMemory(candidates(input, context), context);
        }
        return switch (SortedRows.pull(input, order, schema, context)) {
            case SortedRows.InMemory(ColumnBatch rows) -> inMemory(rows, context);
            case SortedRows.OnDisk(BatchReader rows) -> PartitionedBatches.of(rows);
        };
    }

    private PartitionedBatches inMemory(ColumnBatch all, TaskContext context) {
        int[] rows = order.sort(all, context.evaluation(), context.workers());
        return PartitionedBatches.of(SortedRows.gather(all, rows, Math.min(limit, rows.length)));
    }

    /// The first rows of each partition, partition by partition.
    private ColumnBatch candidates(PartitionedBatches input, TaskContext context) {
        List<Callable<ColumnBatch>> tasks = new ArrayList<>(input.partitionCount());
        for (int i = 0; i < input.partitionCount(); i++) {
            int partition = i;
            tasks.add(() -> candidates(input, partition, context));
        }
        return ColumnBatches.concat(schema, context.workers().runAll(tasks));
    }

    private ColumnBatch candidates(PartitionedBatches input, int partition, TaskContext context) {
        List<ColumnBatch> collected = new ArrayList<>();
        long rows = 0;
        long tooMany = Math.max(COLLECTED_ROWS, 2L * limit);
        try (BatchReader reader = input.open(partition)) {
            for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                context.cancellation().check();
                collected.add(batch);
                rows += batch.rowCount();
                if (rows > tooMany) {
                    ColumnBatch kept = first(ColumnBatches.concat(schema, collected), context);
                    collected.clear();
                    collected.add(kept);
                    rows = kept.rowCount();
                }
            }
        }
        return first(ColumnBatches.concat(schema, collected), context);
    }

    private ColumnBatch first(ColumnBatch batch, TaskContext context) {
        int[] rows = order.sort(batch, context.evaluation(), context.workers());
        return batch.gather(rows, Math.min(limit, rows.length));
    }
}

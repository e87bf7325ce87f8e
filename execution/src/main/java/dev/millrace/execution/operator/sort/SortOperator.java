// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/// Puts all rows in order, or only the first of them: then no more than a few times that many are
/// held at any moment.
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
        ColumnBatch all =
                limit == Integer.MAX_VALUE
                        ? MaterializedPartitions.pull(input, context).concat(schema)
                        : candidates(input, context);
        int[] rows = order.sort(all, context.evaluation(), context.workers());
        int count = Math.min(limit, rows.length);
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return 1;
            }

            @Override
            public BatchReader open(int partition) {
                return gather(all, rows, count);
            }
        };
    }

    private static BatchReader gather(ColumnBatch all, int[] rows, int count) {
        int[] next = {0};
        return () -> {
            int from = next[0];
            if (from >= count) {
                return null;
            }
            int to = Math.min(count, from + ColumnBatch.TARGET_ROWS);
            next[0] = to;
            return all.gather(Arrays.copyOfRange(rows, from, to), to - from);
        };
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

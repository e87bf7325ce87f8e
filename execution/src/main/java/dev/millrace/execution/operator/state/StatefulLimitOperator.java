// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.state.StateStore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Passes the first rows of a whole stream.
///
/// All rows are pulled, also those that are not wanted any more: operators below need to see them,
/// for their state and for the watermark.
///
/// @param operatorId counted from the sink down
/// @param count rows of the whole stream
public record StatefulLimitOperator(int operatorId, long count, KeySharding sharding)
        implements StatefulOperator {
    /// What the runtime must know.
    @Override
    public StatefulDescription description() {
        return new StatefulDescription(
                operatorId,
                "globalLimit",
                LimitStateLayout.keySchema(),
                LimitStateLayout.valueSchema(),
                NoDataBatches.NEVER);
    }

    @Override
    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        ShardedRun run = new ShardedRun(operatorId, sharding, context);
        return run.run(
                ShardedRun.ONE_STORE,
                0,
                (shard, stores) ->
                        shard == 0
                                ? pass(input, stores.getFirst(), context, run.statistics())
                                : List.of());
    }

    private List<ColumnBatch> pass(
            PartitionedBatches input,
            StateStore store,
            TaskContext context,
            StateStatistics statistics) {
        long before = LimitStateLayout.read(store);
        long wanted = Math.max(0, count - before);
        List<ColumnBatch> passed = new ArrayList<>();
        long rows = 0;
        for (ColumnBatch batch : firstRows(input, wanted, context)) {
            int length = (int) Math.min(wanted - rows, batch.rowCount());
            if (length > 0) {
                passed.add(batch.slice(0, length));
                rows += length;
            }
        }
        if (rows > 0) {
            LimitStateLayout.write(store, before + rows);
            statistics.rowsUpdated().incrementAndGet();
        }
        statistics.rowsTotal().addAndGet(store.size());
        return passed;
    }

    /// The first rows of each partition.
    private static List<ColumnBatch> firstRows(
            PartitionedBatches input, long wanted, TaskContext context) {
        List<Callable<List<ColumnBatch>>> tasks = new ArrayList<>();
        for (int i = 0; i < input.partitionCount(); i++) {
            int partition = i;
            tasks.add(() -> firstRows(input, partition, wanted, context));
        }
        List<ColumnBatch> batches = new ArrayList<>();
        context.workers().runAll(tasks).forEach(batches::addAll);
        return batches;
    }

    private static List<ColumnBatch> firstRows(
            PartitionedBatches input, int partition, long wanted, TaskContext context) {
        List<ColumnBatch> kept = new ArrayList<>();
        long rows = 0;
        try (BatchReader reader = input.open(partition)) {
            for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                context.cancellation().check();
                if (rows < wanted) {
                    kept.add(batch);
                    rows += batch.rowCount();
                }
            }
        }
        return kept;
    }
}

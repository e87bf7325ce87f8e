// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.SlicedPartitions;
import dev.millrace.execution.operator.sort.RowComparison;
import dev.millrace.execution.operator.sort.RowOrder;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/// Adds the results of window functions: sorts all rows by partition and order, then computes the
/// functions over runs of whole partitions, the runs in parallel.
public final class WindowOperator {
    /// Runs of about this many rows are worth a task of their own.
    private static final int ROWS_PER_RUN = 1 << 14;

    private final List<RowOrder.Key> partitionBy;
    private final List<RowOrder.Key> orderBy;
    private final List<WindowColumn> functions;
    private final DataType.Struct inputSchema;

    public WindowOperator(
            List<RowOrder.Key> partitionBy,
            List<RowOrder.Key> orderBy,
            List<WindowColumn> functions,
            DataType.Struct inputSchema) {
        this.partitionBy = List.copyOf(partitionBy);
        this.orderBy = List.copyOf(orderBy);
        this.functions = List.copyOf(functions);
        this.inputSchema = inputSchema;
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        ColumnBatch all = MaterializedPartitions.pull(input, context).concat(inputSchema);
        EvaluationContext evaluation = context.evaluation();
        List<RowOrder.Key> keys = new ArrayList<>(partitionBy);
        keys.addAll(orderBy);
        int[] order = new RowOrder(keys).sort(all, evaluation, context.workers());
        RowComparison partitions = new RowOrder(partitionBy).compare(all, evaluation);
        RowComparison peers = new RowOrder(orderBy).compare(all, evaluation);
        List<Callable<ColumnBatch>> tasks = new ArrayList<>();
        int from = 0;
        while (from < order.length) {
            int to = Math.min(order.length, from + ROWS_PER_RUN);
            while (to < order.length && partitions.areEqual(order[to - 1], order[to])) {
                to++;
            }
            int[] run = Arrays.copyOfRange(order, from, to);
            tasks.add(
                    () -> {
                        context.cancellation().check();
                        return compute(all, run, partitions, peers, evaluation);
                    });
            from = to;
        }
        return new SlicedPartitions(context.workers().runAll(tasks));
    }

    private ColumnBatch compute(
            ColumnBatch all,
            int[] run,
            RowComparison partitions,
            RowComparison peers,
            EvaluationContext context) {
        ColumnBatch batch = all.gather(run, run.length);
        WindowRows rows = rows(batch, run, partitions, peers, context);
        List<Column> columns = new ArrayList<>(batch.columns());
        for (WindowColumn function : functions) {
            columns.add(function.compute(rows, context));
        }
        return new ColumnBatch(batch.rowCount(), columns);
    }

    private WindowRows rows(
            ColumnBatch batch,
            int[] run,
            RowComparison partitions,
            RowComparison peers,
            EvaluationContext context) {
        int count = run.length;
        int[] starts = new int[count + 1];
        int partitionCount = 0;
        int[] peerStarts = new int[count];
        int[] peerEnds = new int[count];
        for (int i = 0; i < count; i++) {
            boolean isNew = i == 0 || !partitions.areEqual(run[i - 1], run[i]);
            if (isNew) {
                starts[partitionCount++] = i;
            }
            boolean isPeer = !isNew && peers.areEqual(run[i - 1], run[i]);
            peerStarts[i] = isPeer ? peerStarts[i - 1] : i;
        }
        for (int i = count - 1; i >= 0; i--) {
            boolean isLast = i == count - 1 || peerStarts[i + 1] == i + 1;
            peerEnds[i] = isLast ? i + 1 : peerEnds[i + 1];
        }
        starts[partitionCount] = count;
        boolean hasOneKey = orderBy.size() == 1;
        return new WindowRows(
                batch,
                Arrays.copyOf(starts, partitionCount + 1),
                peerStarts,
                peerEnds,
                hasOneKey ? orderBy.getFirst().evaluator().evaluate(batch, context) : null,
                hasOneKey && orderBy.getFirst().ascending());
    }
}

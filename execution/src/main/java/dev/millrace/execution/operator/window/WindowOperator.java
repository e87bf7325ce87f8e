// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.operator.SlicedPartitions;
import dev.millrace.execution.operator.sort.RowComparison;
import dev.millrace.execution.operator.sort.RowOrder;
import dev.millrace.execution.operator.sort.SortedRows;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/// Adds the results of window functions: sorts all rows by partition and order, on disk if they do
/// not fit into memory, then computes the functions over runs of whole partitions, the runs in
/// parallel. A single partition is always in memory.
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
        List<RowOrder.Key> keys = new ArrayList<>(partitionBy);
        keys.addAll(orderBy);
        RowOrder order = new RowOrder(keys);
        return switch (SortedRows.pull(input, order, inputSchema, context)) {
            case SortedRows.InMemory(ColumnBatch rows) -> {
                int[] sorted = order.sort(rows, context.evaluation(), context.workers());
                yield new SlicedPartitions(
                        context.workers().runAll(tasks(rows, sorted, sorted.length, context)));
            }
            case SortedRows.OnDisk(BatchReader rows) ->
                    PartitionedBatches.of(new SortedReader(rows, context));
        };
    }

    /// The work on the first `count` of all rows, in runs of whole partitions.
    private List<Callable<ColumnBatch>> tasks(
            ColumnBatch all, int[] order, int count, TaskContext context) {
        EvaluationContext evaluation = context.evaluation();
        RowComparison partitions = new RowOrder(partitionBy).compare(all, evaluation);
        RowComparison peers = new RowOrder(orderBy).compare(all, evaluation);
        List<Callable<ColumnBatch>> tasks = new ArrayList<>();
        int from = 0;
        while (from < count) {
            int to = Math.min(count, from + ROWS_PER_RUN);
            while (to < count && partitions.areEqual(order[to - 1], order[to])) {
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
        return tasks;
    }

    /// Windows over rows that come in order: as many whole partitions at a time as make it worth
    /// while, and at least one.
    private final class SortedReader implements BatchReader {
        private final BatchReader rows;
        private final TaskContext context;
        private final Deque<ColumnBatch> done = new ArrayDeque<>();
        private ColumnBatch rest = ColumnBatches.empty(inputSchema);
        private boolean isAtEnd;

        SortedReader(BatchReader rows, TaskContext context) {
            this.rows = rows;
            this.context = context;
        }

        @Override
        public @Nullable ColumnBatch next() {
            int wanted = ROWS_PER_RUN * context.workers().parallelism();
            while (done.isEmpty() && !(isAtEnd && rest.rowCount() == 0)) {
                ColumnBatch all = read(wanted);
                int whole = isAtEnd ? all.rowCount() : lastPartition(all);
                int[] order = new int[all.rowCount()];
                Arrays.setAll(order, row -> row);
                done.addAll(context.workers().runAll(tasks(all, order, whole, context)));
                rest = all.slice(whole, all.rowCount() - whole);
                // A partition that has not ended yet: twice as much, so that it is not copied
                // again with every batch.
                wanted = whole == 0 ? 2 * all.rowCount() : wanted;
            }
            return done.pollFirst();
        }

        private ColumnBatch read(int wanted) {
            List<ColumnBatch> batches = new ArrayList<>();
            batches.add(rest);
            int count = rest.rowCount();
            while (count < wanted && !isAtEnd) {
                context.cancellation().check();
                ColumnBatch batch = rows.next();
                isAtEnd = batch == null;
                if (batch != null) {
                    batches.add(batch);
                    count += batch.rowCount();
                }
            }
            return ColumnBatches.concat(inputSchema, batches);
        }

        /// Where the last partition begins, which may go on in the next rows.
        private int lastPartition(ColumnBatch all) {
            RowComparison partitions = new RowOrder(partitionBy).compare(all, context.evaluation());
            int from = all.rowCount() - 1;
            while (from > 0 && partitions.areEqual(from - 1, from)) {
                from--;
            }
            return Math.max(0, from);
        }

        @Override
        public void close() {
            rows.close();
        }
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

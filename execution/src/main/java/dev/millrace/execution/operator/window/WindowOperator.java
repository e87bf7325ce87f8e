// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.operator.SlicedPartitions;
import dev.millrace.execution.operator.sort.RowComparison;
import dev.millrace.execution.operator.sort.RowOrder;
import dev.millrace.execution.operator.sort.SortedRows;
import dev.millrace.execution.operator.spill.SpilledRows;
import dev.millrace.execution.task.MemoryReservation;
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
///
/// What comes out are whole partitions again, run by run. So another window operator whose
/// partitions are these or parts of them needs no sort of all rows: it takes run by run, when the
/// run is pulled.
public final class WindowOperator {
    /// Runs of about this many rows are worth a task of their own.
    private static final int ROWS_PER_RUN = 1 << 14;

    private final int partitionKeys;
    private final List<RowOrder.Key> orderBy;
    private final RowOrder order;
    private final List<WindowColumn> functions;
    private final DataType.Struct inputSchema;
    private final boolean isInputInRuns;

    /// @param isInputInRuns true if rows of the same partition never come in different partitions
    /// of the input
    public WindowOperator(
            List<RowOrder.Key> partitionBy,
            List<RowOrder.Key> orderBy,
            List<WindowColumn> functions,
            DataType.Struct inputSchema,
            boolean isInputInRuns) {
        List<RowOrder.Key> keys = new ArrayList<>(partitionBy);
        keys.addAll(orderBy);
        this.partitionKeys = partitionBy.size();
        this.orderBy = List.copyOf(orderBy);
        this.order = new RowOrder(keys);
        this.functions = List.copyOf(functions);
        this.inputSchema = inputSchema;
        this.isInputInRuns = isInputInRuns;
    }

    /// Whether it takes the runs of another window operator as they come.
    public boolean isInputInRuns() {
        return isInputInRuns;
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        if (isInputInRuns) {
            return new Runs(input, context);
        }
        return switch (SortedRows.pull(input, order, inputSchema, context)) {
            case SortedRows.InMemory(ColumnBatch rows) ->
                    new SlicedPartitions(windows(rows, context));
            case SortedRows.OnDisk(BatchReader rows) ->
                    PartitionedBatches.of(new SortedReader(rows, context));
        };
    }

    private List<ColumnBatch> windows(ColumnBatch rows, TaskContext context) {
        RowComparison comparison = order.compare(rows, context.evaluation());
        int[] sorted = comparison.sort(context.workers());
        return windows(rows, comparison, sorted, sorted.length, context);
    }

    /// Windows over the first `count` of all rows, in runs of whole partitions.
    private List<ColumnBatch> windows(
            ColumnBatch all,
            RowComparison comparison,
            int[] order,
            int count,
            TaskContext context) {
        List<Callable<ColumnBatch>> tasks = new ArrayList<>();
        int from = 0;
        while (from < count) {
            // What is left over joins the last run.
            int to = count - from < 2 * ROWS_PER_RUN ? count : from + ROWS_PER_RUN;
            while (to < count && comparison.areEqual(order[to - 1], order[to], partitionKeys)) {
                to++;
            }
            int[] run = Arrays.copyOfRange(order, from, to);
            tasks.add(
                    () -> {
                        context.cancellation().check();
                        return compute(all, run, comparison, context.evaluation());
                    });
            from = to;
        }
        return context.workers().runAll(tasks);
    }

    /// The partitions of an input of whole runs, each with its windows.
    private final class Runs implements PartitionedBatches {
        private final PartitionedBatches input;
        private final TaskContext context;

        Runs(PartitionedBatches input, TaskContext context) {
            this.input = input;
            this.context = context;
        }

        @Override
        public int partitionCount() {
            return input.partitionCount();
        }

        @Override
        public BatchReader open(int partition) {
            MemoryReservation memory = context.reserve();
            SortedRows sorted =
                    SortedRows.pull(input.open(partition), memory, order, inputSchema, context);
            BatchReader windows =
                    switch (sorted) {
                        case SortedRows.InMemory(ColumnBatch rows) ->
                                slices(windows(rows, context));
                        case SortedRows.OnDisk(BatchReader rows) -> new SortedReader(rows, context);
                    };
            return new BatchReader() {
                @Override
                public @Nullable ColumnBatch next() {
                    return windows.next();
                }

                @Override
                public void close() {
                    windows.close();
                    memory.close();
                }
            };
        }

        private static BatchReader slices(List<ColumnBatch> runs) {
            SlicedPartitions slices = new SlicedPartitions(runs);
            List<SpilledRows.Opening> openings = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                int run = i;
                openings.add(() -> slices.open(run));
            }
            return SpilledRows.chain(openings);
        }
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
                RowComparison comparison = order.compare(all, context.evaluation());
                int whole = isAtEnd ? all.rowCount() : lastPartition(all, comparison);
                int[] asTheyAre = new int[all.rowCount()];
                Arrays.setAll(asTheyAre, row -> row);
                done.addAll(windows(all, comparison, asTheyAre, whole, context));
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
        private int lastPartition(ColumnBatch all, RowComparison comparison) {
            int from = all.rowCount() - 1;
            while (from > 0 && comparison.areEqual(from - 1, from, partitionKeys)) {
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
            ColumnBatch all, int[] run, RowComparison comparison, EvaluationContext context) {
        ColumnBatch batch = all.gather(run, run.length);
        WindowRows rows = rows(batch, run, comparison, context);
        List<Column> columns = new ArrayList<>(batch.columns());
        for (WindowColumn function : functions) {
            columns.add(function.compute(rows, context));
        }
        return new ColumnBatch(batch.rowCount(), columns);
    }

    private WindowRows rows(
            ColumnBatch batch, int[] run, RowComparison comparison, EvaluationContext context) {
        int allKeys = partitionKeys + orderBy.size();
        int count = run.length;
        int[] starts = new int[count + 1];
        int partitionCount = 0;
        int[] peerStarts = new int[count];
        int[] peerEnds = new int[count];
        for (int i = 0; i < count; i++) {
            boolean isNew = i == 0 || !comparison.areEqual(run[i - 1], run[i], partitionKeys);
            if (isNew) {
                starts[partitionCount++] = i;
            }
            boolean isPeer = !isNew && comparison.areEqual(run[i - 1], run[i], allKeys);
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
                hasOneKey && orderBy.getFirst().ascending(),
                hasOneKey && orderBy.getFirst().nullsFirst());
    }
}

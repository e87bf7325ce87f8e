// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import dev.millrace.execution.operator.SlicedPartitions;
import dev.millrace.execution.operator.row.RowBytes;
import dev.millrace.execution.operator.spill.SpilledRows;
import dev.millrace.execution.task.MemoryReservation;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/// All rows of an input, for who wants them in order: in memory if they fit, else as sorted runs in
/// files, which are merged while they are read. Equal rows stay in the order of the input.
public sealed interface SortedRows {
    /// Bytes of heap that a byte of rows costs: the batches, their concatenation, the sorted rows.
    int COPIES = 3;

    /// Bytes that a row costs besides: numbers and prefixes of its keys, twice, and the keys with
    /// what they are computed from.
    int ROW_BYTES = 96;

    /// Rows of a run: what is computed to sort them is in memory at once.
    int RUN_ROWS = 1 << 17;

    /// @param rows as they came
    record InMemory(ColumnBatch rows) implements SortedRows {}

    /// @param rows in order
    record OnDisk(BatchReader rows) implements SortedRows {}

    /// Pulls all rows, the partitions in parallel.
    static SortedRows pull(
            PartitionedBatches input, RowOrder order, DataType.Struct schema, TaskContext context) {
        List<Callable<Collected>> tasks = new ArrayList<>(input.partitionCount());
        for (int i = 0; i < input.partitionCount(); i++) {
            int partition = i;
            tasks.add(
                    () ->
                            collect(
                                    input.open(partition),
                                    context.reserve(),
                                    order,
                                    schema,
                                    context));
        }
        return together(context.workers().runAll(tasks), order, schema, context);
    }

    /// Pulls the rows of one reader and closes it.
    ///
    /// @param memory what the rows are held in; theirs until it is closed
    static SortedRows pull(
            BatchReader input,
            MemoryReservation memory,
            RowOrder order,
            DataType.Struct schema,
            TaskContext context) {
        return together(
                List.of(collect(input, memory, order, schema, context)), order, schema, context);
    }

    private static SortedRows together(
            List<Collected> all, RowOrder order, DataType.Struct schema, TaskContext context) {
        List<ColumnBatch> inMemory = new ArrayList<>();
        boolean isSpilled = false;
        for (Collected part : all) {
            isSpilled |= part.runs() != null;
            inMemory.addAll(part.batches());
        }
        if (!isSpilled) {
            return new InMemory(ColumnBatches.concat(schema, inMemory));
        }
        List<SpilledRows.Opening> runs = new ArrayList<>();
        for (Collected part : all) {
            SpilledRows spilled = part.runs();
            for (int list = 0; spilled != null && list < spilled.listCount(); list++) {
                int run = list;
                runs.add(() -> spilled.open(run));
            }
            if (!part.batches().isEmpty()) {
                for (ColumnBatch run : sortedRuns(part.batches(), order, schema, context)) {
                    runs.add(() -> new SlicedPartitions(List.of(run)).open(0));
                }
            }
        }
        return new OnDisk(new RunMerge(order, schema, context).merge(runs));
    }

    /// The rows of one partition.
    ///
    /// @param runs sorted, each a list; they come before the batches
    record Collected(@Nullable SpilledRows runs, List<ColumnBatch> batches) {}

    private static Collected collect(
            BatchReader input,
            MemoryReservation memory,
            RowOrder order,
            DataType.Struct schema,
            TaskContext context) {
        List<ColumnBatch> batches = new ArrayList<>();
        SpilledRows runs = null;
        try (input) {
            for (ColumnBatch batch = input.next(); batch != null; batch = input.next()) {
                context.cancellation().check();
                if (batch.rowCount() == 0) {
                    continue;
                }
                long bytes = COPIES * RowBytes.of(batch) + (long) ROW_BYTES * batch.rowCount();
                if (!memory.grow(bytes)) {
                    runs = runs == null ? new SpilledRows(schema, context) : runs;
                    spill(batches, runs, order, schema, context);
                    memory.close();
                    if (!memory.grow(bytes)) {
                        batches.add(batch);
                        spill(batches, runs, order, schema, context);
                        continue;
                    }
                }
                batches.add(batch);
            }
        }
        return new Collected(runs, batches);
    }

    private static void spill(
            List<ColumnBatch> batches,
            SpilledRows into,
            RowOrder order,
            DataType.Struct schema,
            TaskContext context) {
        while (!batches.isEmpty()) {
            List<ColumnBatch> first = batches.subList(0, runLength(batches));
            into.append(into.listCount(), sorted(first, order, schema, context));
            first.clear();
        }
    }

    private static List<ColumnBatch> sortedRuns(
            List<ColumnBatch> batches,
            RowOrder order,
            DataType.Struct schema,
            TaskContext context) {
        List<ColumnBatch> runs = new ArrayList<>();
        while (!batches.isEmpty()) {
            List<ColumnBatch> first = batches.subList(0, runLength(batches));
            runs.add(sorted(first, order, schema, context));
            first.clear();
        }
        return runs;
    }

    /// How many of the first batches make a run.
    private static int runLength(List<ColumnBatch> batches) {
        int rows = 0;
        int length = 0;
        while (length < batches.size() && rows < RUN_ROWS) {
            rows += batches.get(length++).rowCount();
        }
        return length;
    }

    private static ColumnBatch sorted(
            List<ColumnBatch> batches,
            RowOrder order,
            DataType.Struct schema,
            TaskContext context) {
        ColumnBatch all = ColumnBatches.concat(schema, batches);
        int[] rows = order.sort(all, context.evaluation(), context.workers());
        return all.gather(rows, rows.length);
    }

    /// Rows of a batch in a given order, in pieces of the usual size.
    static BatchReader gather(ColumnBatch all, int[] rows, int count) {
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
}

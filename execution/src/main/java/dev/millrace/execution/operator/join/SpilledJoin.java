// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.join;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.row.KeyPartitions;
import dev.millrace.execution.operator.row.RowBytes;
import dev.millrace.execution.operator.spill.SpilledRows;
import dev.millrace.execution.task.MemoryReservation;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// A join whose build side may be too large for memory: then both sides go to disk, dealt out by
/// the hash of their keys, and each part is joined by itself. A part that is still too large is
/// dealt out again, one level deeper.
///
/// @param level which bits of the hash deal the rows out
record SpilledJoin(JoinOperator operator, TaskContext context, int level) {
    /// Bytes of heap that a byte of build rows costs: the batches, their concatenation, the table.
    private static final int COPIES = 3;

    /// Bytes that a row costs besides: its key and places in the table.
    private static final int ROW_BYTES = 48;

    /// The build side: all of it in memory, or all of it on disk.
    ///
    /// @param memory what the rows in memory take
    record Build(List<ColumnBatch> batches, List<SpilledRows> spilled, MemoryReservation memory) {
        boolean isSpilled() {
            return !spilled.isEmpty();
        }
    }

    /// Pulls the build side, its partitions in parallel.
    Build pull(PartitionedBatches build) {
        boolean maySpill = !operator.keys().build().isEmpty() && level < KeyPartitions.LEVELS;
        MemoryReservation memory = context.reserve();
        List<Callable<Collected>> tasks = new ArrayList<>(build.partitionCount());
        for (int i = 0; i < build.partitionCount(); i++) {
            int partition = i;
            tasks.add(() -> collect(build, partition, memory, maySpill));
        }
        List<ColumnBatch> batches = new ArrayList<>();
        List<SpilledRows> spilled = new ArrayList<>();
        for (Collected part : context.workers().runAll(tasks)) {
            if (part.spilled() != null) {
                spilled.add(part.spilled());
            }
            batches.addAll(part.batches());
        }
        if (!spilled.isEmpty() && !batches.isEmpty()) {
            Dealer rest = new Dealer(operator.keys().build(), operator.buildSchema());
            batches.forEach(batch -> rest.deal(batch, context.evaluation()));
            spilled.add(rest.rows);
            batches.clear();
            memory.close();
        }
        return new Build(batches, spilled, memory);
    }

    private record Collected(@Nullable SpilledRows spilled, List<ColumnBatch> batches) {}

    private Collected collect(
            PartitionedBatches build, int partition, MemoryReservation memory, boolean maySpill) {
        List<ColumnBatch> batches = new ArrayList<>();
        long held = 0;
        Dealer dealer = null;
        try (BatchReader reader = build.open(partition)) {
            for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                context.cancellation().check();
                long bytes = COPIES * RowBytes.of(batch) + (long) ROW_BYTES * batch.rowCount();
                if (dealer == null && maySpill && !memory.grow(bytes)) {
                    dealer = new Dealer(operator.keys().build(), operator.buildSchema());
                    for (ColumnBatch earlier : batches) {
                        dealer.deal(earlier, context.evaluation());
                    }
                    batches.clear();
                    memory.grow(-held);
                }
                if (dealer != null) {
                    dealer.deal(batch, context.evaluation());
                } else if (batch.rowCount() > 0) {
                    held += bytes;
                    batches.add(batch);
                }
            }
        }
        return new Collected(dealer == null ? null : dealer.rows, batches);
    }

    /// Joins both sides part by part.
    PartitionedBatches run(PartitionedBatches probe, List<SpilledRows> build) {
        List<Callable<SpilledRows>> tasks = new ArrayList<>(probe.partitionCount());
        for (int i = 0; i < probe.partitionCount(); i++) {
            int partition = i;
            tasks.add(() -> deal(probe, partition));
        }
        List<SpilledRows> probes = context.workers().runAll(tasks);
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return KeyPartitions.COUNT;
            }

            @Override
            public BatchReader open(int partition) {
                return SpilledRows.chain(List.of(() -> join(probes, build, partition)));
            }
        };
    }

    private SpilledRows deal(PartitionedBatches probe, int partition) {
        Dealer dealer = new Dealer(operator.keys().probe(), operator.probeSchema());
        EvaluationContext evaluation = context.evaluation().forPartition(partition);
        try (BatchReader reader = probe.open(partition)) {
            for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                context.cancellation().check();
                dealer.deal(batch, evaluation);
            }
        }
        return dealer.rows;
    }

    private BatchReader join(List<SpilledRows> probes, List<SpilledRows> build, int list) {
        PartitionedBatches joined =
                operator.run(part(probes, list), part(build, list), context, level + 1);
        List<SpilledRows.Opening> parts = new ArrayList<>();
        for (int i = 0; i < joined.partitionCount(); i++) {
            int partition = i;
            parts.add(() -> joined.open(partition));
        }
        return SpilledRows.chain(parts);
    }

    private static PartitionedBatches part(List<SpilledRows> all, int list) {
        List<SpilledRows.Opening> parts = new ArrayList<>();
        all.forEach(rows -> parts.add(() -> rows.open(list)));
        return PartitionedBatches.of(SpilledRows.chain(parts));
    }

    /// Writes rows of one side, for one thread.
    private final class Dealer {
        private final List<Evaluator> keys;
        private final KeyPartitions partitions = new KeyPartitions(operator.keys().types());
        final SpilledRows rows;

        Dealer(List<Evaluator> keys, DataType.Struct schema) {
            this.keys = keys;
            this.rows = new SpilledRows(schema, context);
        }

        void deal(ColumnBatch batch, EvaluationContext evaluation) {
            if (batch.rowCount() == 0) {
                return;
            }
            List<Column> columns = new ArrayList<>(keys.size());
            for (Evaluator key : keys) {
                columns.add(key.evaluate(batch, evaluation));
            }
            rows.append(
                    partitions.assign(columns, batch.rowCount(), level),
                    batch,
                    KeyPartitions.COUNT);
        }
    }
}

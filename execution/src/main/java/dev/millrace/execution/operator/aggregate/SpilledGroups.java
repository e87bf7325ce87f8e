// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.operator.SlicedPartitions;
import dev.millrace.execution.operator.row.KeyPartitions;
import dev.millrace.execution.operator.spill.SpilledRows;
import dev.millrace.execution.task.MemoryReservation;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Groups that may be too many for memory.
///
/// 1. A run that has no more memory writes keys and buffers of its groups to disk, dealt out by the
///    hash of the keys, and begins anew.
/// 2. Each part is merged by itself, all runs in their order; what is still too large is dealt out
///    again, one level deeper.
final class SpilledGroups {
    /// Bytes of heap that a byte of a table costs: the table, its columns, the merged table.
    private static final int COPIES = 3;

    private final Aggregation aggregation;
    private final TaskContext context;
    private final DataType.Struct schema;

    SpilledGroups(Aggregation aggregation, TaskContext context) {
        this.aggregation = aggregation;
        this.context = context;
        List<StructField> fields = new ArrayList<>(aggregation.keyFields());
        fields.addAll(aggregation.bufferFields());
        this.schema = new DataType.Struct(fields);
    }

    /// Groups under way: those in memory, and before them those on disk.
    final class Run {
        private final MemoryReservation memory = context.reserve();
        private final KeyPartitions partitions = new KeyPartitions(aggregation.keyTypes());
        private final int level;
        private Grouping grouping = new Grouping(aggregation, 64);
        private @Nullable SpilledRows spilled;

        Run(int level) {
            this.level = level;
        }

        Grouping grouping() {
            return grouping;
        }

        boolean isSpilled() {
            return spilled != null;
        }

        /// Call it after every change: the groups may go to disk.
        void ensureMemory() {
            if (!memory.resize(COPIES * grouping.memoryBytes()) && level < KeyPartitions.LEVELS) {
                spill();
            }
        }

        SpilledRows spill() {
            SpilledRows rows = spilled;
            if (rows == null) {
                rows = new SpilledRows(schema, context);
                spilled = rows;
            }
            ColumnBatch all = grouping.partial();
            int step = ColumnBatch.TARGET_ROWS * KeyPartitions.COUNT;
            for (int from = 0; from < all.rowCount(); from += step) {
                ColumnBatch batch = all.slice(from, Math.min(step, all.rowCount() - from));
                int[] lists =
                        partitions.assign(
                                batch.columns().subList(0, aggregation.keys().size()),
                                batch.rowCount(),
                                level);
                rows.append(lists, batch, KeyPartitions.COUNT);
            }
            grouping = new Grouping(aggregation, 64);
            memory.close();
            return rows;
        }
    }

    Run group(HashAggregateOperator.BatchSource rows) {
        Run run = new Run(0);
        rows.forEach(
                (batch, evaluation) -> {
                    run.grouping().update(batch, evaluation);
                    run.ensureMemory();
                });
        return run;
    }

    /// The results of all runs.
    PartitionedBatches merge(List<Run> runs) {
        List<SpilledRows> spilled = new ArrayList<>();
        runs.forEach(run -> spilled.add(run.spill()));
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return KeyPartitions.COUNT;
            }

            @Override
            public BatchReader open(int partition) {
                return SpilledRows.chain(List.of(() -> merge(spilled, partition, 1)));
            }
        };
    }

    /// @param level of the parts into which what is too large is dealt out
    private BatchReader merge(List<SpilledRows> runs, int list, int level) {
        Run merged = new Run(level);
        for (SpilledRows run : runs) {
            BatchReader reader = run.open(list);
            for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                context.cancellation().check();
                merged.grouping().merge(batch);
                merged.ensureMemory();
            }
        }
        if (!merged.isSpilled()) {
            return results(merged);
        }
        SpilledRows spilled = merged.spill();
        List<SpilledRows.Opening> parts = new ArrayList<>();
        for (int i = 0; i < KeyPartitions.COUNT; i++) {
            int part = i;
            parts.add(() -> merge(List.of(spilled), part, level + 1));
        }
        return SpilledRows.chain(parts);
    }

    private static BatchReader results(Run run) {
        BatchReader rows = new SlicedPartitions(List.of(run.grouping().result())).open(0);
        return new BatchReader() {
            @Override
            public @Nullable ColumnBatch next() {
                return rows.next();
            }

            @Override
            public void close() {
                run.memory.close();
            }
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

/// The partitions of an input with every batch replaced by another: how all operators run that need
/// to see no more than one batch at a time.
public final class MappedPartitions implements PartitionedBatches {
    private final PartitionedBatches input;
    private final TaskContext context;
    private final Mapping mapping;

    /// What happens to a batch. Called by several threads.
    public interface Mapping {
        /// The batch that takes its place, null for none.
        @Nullable ColumnBatch map(ColumnBatch batch, EvaluationContext context);
    }

    public MappedPartitions(PartitionedBatches input, TaskContext context, Mapping mapping) {
        this.input = input;
        this.context = context;
        this.mapping = mapping;
    }

    @Override
    public int partitionCount() {
        return input.partitionCount();
    }

    @Override
    public BatchReader open(int partition) {
        return new Reader(
                input.open(partition),
                mapping,
                context.evaluation().forPartition(partition),
                context.cancellation());
    }

    private static final class Reader implements BatchReader {
        private final BatchReader input;
        private final Mapping mapping;
        private final EvaluationContext evaluation;
        private final Cancellation cancellation;
        private long firstRow;

        Reader(
                BatchReader input,
                Mapping mapping,
                EvaluationContext evaluation,
                Cancellation cancellation) {
            this.input = input;
            this.mapping = mapping;
            this.evaluation = evaluation;
            this.cancellation = cancellation;
        }

        @Override
        public @Nullable ColumnBatch next() {
            while (true) {
                cancellation.check();
                ColumnBatch batch = input.next();
                if (batch == null) {
                    return null;
                }
                ColumnBatch mapped = mapping.map(batch, evaluation.atRow(firstRow));
                firstRow += batch.rowCount();
                if (mapped != null) {
                    return mapped;
                }
            }
        }

        @Override
        public void close() {
            input.close();
        }
    }
}

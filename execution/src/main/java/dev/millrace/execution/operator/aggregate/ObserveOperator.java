// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.RunScope;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// Passes rows on and aggregates them on the way, for `observe`. The result is in the scope of the
/// run once all partitions were pulled.
public final class ObserveOperator {
    private final String name;
    private final long planId;
    private final Aggregation aggregation;
    private final DataType.Struct schema;

    /// @param aggregation without keys
    /// @param schema of its one row
    public ObserveOperator(
            String name, long planId, Aggregation aggregation, DataType.Struct schema) {
        this.name = name;
        this.planId = planId;
        this.aggregation = aggregation;
        this.schema = schema;
    }

    public String name() {
        return name;
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        Total total = new Total();
        context.scope()
                .observe(
                        name, () -> new RunScope.Observation(name, planId, schema, total.result()));
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return input.partitionCount();
            }

            @Override
            public BatchReader open(int partition) {
                return new Reader(
                        input.open(partition), total, context.evaluation().forPartition(partition));
            }
        };
    }

    /// The sum of what the partitions saw.
    private final class Total {
        private final Grouping merged = new Grouping(aggregation, 1);

        synchronized void add(Grouping part) {
            merged.merge(part.partial());
        }

        synchronized ColumnBatch result() {
            return merged.result();
        }
    }

    private final class Reader implements BatchReader {
        private final BatchReader input;
        private final Total total;
        private final EvaluationContext evaluation;
        private @Nullable Grouping part = new Grouping(aggregation, 1);

        Reader(BatchReader input, Total total, EvaluationContext evaluation) {
            this.input = input;
            this.total = total;
            this.evaluation = evaluation;
        }

        @Override
        public @Nullable ColumnBatch next() {
            ColumnBatch batch = input.next();
            if (batch == null) {
                finish();
            } else if (part != null) {
                part.update(batch, evaluation);
            }
            return batch;
        }

        private void finish() {
            Grouping finished = part;
            part = null;
            if (finished != null && !finished.isEmpty()) {
                total.add(finished);
            }
        }

        @Override
        public void close() {
            finish();
            input.close();
        }
    }
}

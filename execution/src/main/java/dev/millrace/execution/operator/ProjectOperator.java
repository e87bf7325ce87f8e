// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.ColumnBatch;

/// Computes new columns for each batch.
public final class ProjectOperator {
    private final Projector projector;

    /// A compiled list of expressions.
    @FunctionalInterface
    public interface Projector {
        /// One column per expression.
        ColumnBatch apply(ColumnBatch batch, EvaluationContext context);
    }

    public ProjectOperator(Projector projector) {
        this.projector = projector;
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        return new MappedPartitions(input, context, projector::apply);
    }
}

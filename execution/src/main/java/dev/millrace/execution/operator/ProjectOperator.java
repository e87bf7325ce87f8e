// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import java.util.Arrays;
import java.util.List;

/// Computes one column per expression.
public final class ProjectOperator {
    private final Evaluator[] evaluators;

    public ProjectOperator(List<Evaluator> evaluators) {
        this.evaluators = evaluators.toArray(new Evaluator[0]);
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        return new MappedPartitions(input, context, this::evaluate);
    }

    /// The computed columns of a batch.
    public ColumnBatch evaluate(ColumnBatch batch, EvaluationContext context) {
        Column[] columns = new Column[evaluators.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = evaluators[i].evaluate(batch, context);
        }
        return new ColumnBatch(batch.rowCount(), Arrays.asList(columns));
    }
}

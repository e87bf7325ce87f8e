// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.sink;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.kernel.ExpressionCompiler;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.TaskWriter;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.error.MillraceException;

import java.util.ArrayList;
import java.util.List;

/// A write whose rows are first brought into the form of the table.
public final class AssignedRows implements WriteJob {
    private final WriteJob job;
    private final StoreAssignment assignment;
    private final List<Evaluator> columns;
    private final EvaluationContext context;

    private AssignedRows(WriteJob job, StoreAssignment assignment, EvaluationContext context) {
        this.job = job;
        this.assignment = assignment;
        this.context = context;
        this.columns =
                assignment.assigned().stream()
                        .map(a -> ExpressionCompiler.compile(a.value(), assignment.input()))
                        .toList();
    }

    /// A write of the query's rows by a job that takes the table's.
    public static WriteJob over(
            WriteJob job, StoreAssignment assignment, EvaluationContext context) {
        return assignment.isTrivial() ? job : new AssignedRows(job, assignment, context);
    }

    @Override
    public TaskWriter writer(int task) {
        return new Writer(job.writer(task));
    }

    @Override
    public void commit(List<TaskResult> results) {
        job.commit(results);
    }

    @Override
    public void abort() {
        job.abort();
    }

    private ColumnBatch assigned(ColumnBatch batch) {
        List<Column> values = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            try {
                values.add(columns.get(i).evaluate(batch, context));
            } catch (MillraceException failure) {
                MillraceException overflow =
                        assignment.overflow(assignment.assigned().get(i), failure);
                throw overflow == null ? failure : overflow;
            }
        }
        return new ColumnBatch(batch.rowCount(), values);
    }

    private final class Writer implements TaskWriter {
        private final TaskWriter target;

        Writer(TaskWriter target) {
            this.target = target;
        }

        @Override
        public void write(ColumnBatch batch) {
            target.write(assigned(batch));
        }

        @Override
        public TaskResult finish() {
            return target.finish();
        }

        @Override
        public void abort() {
            target.abort();
        }
    }
}

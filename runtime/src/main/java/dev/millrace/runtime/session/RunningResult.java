// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.RunScope;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A result that is computed while it is pulled. Closing it cancels what still runs.
final class RunningResult implements QueryResult {
    private final DataType.Struct schema;
    private final BatchReader rows;
    private final TaskContext context;
    private final Cancellation cancellation;

    RunningResult(DataType.Struct schema, BatchReader rows, TaskContext context) {
        this.schema = schema;
        this.rows = rows;
        this.context = context;
        this.cancellation = context.cancellation();
    }

    @Override
    public DataType.Struct schema() {
        return schema;
    }

    @Override
    public @Nullable ColumnBatch next() {
        cancellation.check();
        return rows.next();
    }

    @Override
    public List<Observed> observed() {
        return context.scope().observations().stream().map(RunningResult::observed).toList();
    }

    private static Observed observed(RunScope.Observation observation) {
        return new Observed(
                observation.name(),
                observation.planId(),
                observation.schema(),
                BoxedValues.rows(observation.row(), observation.schema()).getFirst());
    }

    @Override
    public void close() {
        try {
            rows.close();
        } finally {
            context.close();
        }
    }
}

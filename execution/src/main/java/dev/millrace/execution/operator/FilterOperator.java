// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

/// Keeps the rows for which a condition is true; false and NULL drop a row.
public final class FilterOperator {
    private final Evaluator condition;

    public FilterOperator(Evaluator condition) {
        this.condition = condition;
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        return new MappedPartitions(input, context, this::filter);
    }

    private @Nullable ColumnBatch filter(ColumnBatch batch, EvaluationContext context) {
        int[] rows = new int[batch.rowCount()];
        int count = select(condition.evaluate(batch, context), rows);
        if (count == 0) {
            return null;
        }
        return count == batch.rowCount() ? batch : batch.gather(rows, count);
    }

    /// Writes the numbers of the true rows to `rows` and returns how many there are.
    public static int select(Column condition, int[] rows) {
        if (!(condition instanceof BooleanColumn booleans)) {
            return 0;
        }
        boolean[] values = booleans.values();
        int size = booleans.size();
        int count = 0;
        if (booleans.validity() == null) {
            for (int i = 0; i < size; i++) {
                rows[count] = i;
                count += values[i] ? 1 : 0;
            }
            return count;
        }
        for (int i = 0; i < size; i++) {
            if (values[i] && !booleans.isNull(i)) {
                rows[count++] = i;
            }
        }
        return count;
    }
}

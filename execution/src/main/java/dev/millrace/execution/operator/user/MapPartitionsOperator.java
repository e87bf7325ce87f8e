// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.PartitionFunction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Gives each partition to a function of user code.
public final class MapPartitionsOperator {
    private final PartitionFunction function;
    private final int[] arguments;

    /// @param arguments the columns that the function reads
    public MapPartitionsOperator(PartitionFunction function, int[] arguments) {
        this.function = function;
        this.arguments = arguments.clone();
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return input.partitionCount();
            }

            @Override
            public BatchReader open(int partition) {
                return function.apply(new Arguments(input.open(partition), arguments, context));
            }
        };
    }

    /// The columns `columns` of a batch.
    static ColumnBatch select(ColumnBatch batch, int[] columns) {
        List<Column> selected = new ArrayList<>(columns.length);
        for (int column : columns) {
            selected.add(batch.column(column));
        }
        return new ColumnBatch(batch.rowCount(), selected);
    }

    private record Arguments(BatchReader input, int[] columns, TaskContext context)
            implements BatchReader {
        @Override
        public @Nullable ColumnBatch next() {
            context.cancellation().check();
            ColumnBatch batch = input.next();
            return batch == null ? null : select(batch, columns);
        }

        @Override
        public void close() {
            input.close();
        }
    }
}

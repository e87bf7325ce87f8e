// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.state.ScratchStore;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.function.StateFunction;

import java.util.List;
import java.util.UUID;

/// `transformWithState` in a batch query: all rows as one batch of a stream that ends; the state is
/// forgotten. There is no watermark, so there are no timers by event time.
public final class BatchProcessor {
    private static final UUID NO_QUERY = new UUID(0, 0);

    private final ProcessorSetup setup;

    public BatchProcessor(ProcessorSetup setup) {
        this.setup = setup;
    }

    /// @param inputs the rows, then the initial state if there is one
    public PartitionedBatches run(List<PartitionedBatches> inputs, TaskContext context) {
        if (setup.time() == ProcessorTime.EVENT_TIME) {
            throw MillraceException.of(ErrorKind.EXECUTION, "INTERNAL_ERROR_TWS", "XX000")
                    .with("message", "Failed to find time values for timeMode=EventTime")
                    .text("Failed to find time values for timeMode=EventTime");
        }
        List<ColumnBatch> rows = MaterializedPartitions.pull(inputs.getFirst(), context).batches();
        List<ColumnBatch> initial =
                setup.initial() == null
                        ? List.of()
                        : MaterializedPartitions.pull(inputs.get(1), context).batches();
        ProcessorState.Moment moment =
                new ProcessorState.Moment(
                        NO_QUERY,
                        NO_QUERY,
                        0,
                        Math.floorDiv(context.evaluation().timestampMicros(), 1000L),
                        StateFunction.NO_TIMESTAMP);
        ProcessorShard shard =
                new ProcessorShard(
                        setup, new ScratchStore(), moment, new StateStatistics(), context);
        return new MaterializedPartitions(List.of(shard.run(rows, initial)));
    }
}

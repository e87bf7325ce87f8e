// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.task.EventTimeStatistics;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.StructColumn;

/// Passes rows on and reports their event times. Does nothing in a batch query.
///
/// @param node number of the watermark node in the plan, in pre-order
/// @param column index of the event time in the input
/// @param endField index of the field `end` if the event time is a window, else -1
public record WatermarkOperator(int node, int column, int endField) {
    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        if (context.stream() == null) {
            return input;
        }
        EventTimeStatistics statistics = context.stream().eventTimes(node);
        return new MappedPartitions(
                input,
                context,
                (batch, evaluation) -> {
                    report(batch, statistics);
                    return batch;
                });
    }

    private void report(ColumnBatch batch, EventTimeStatistics statistics) {
        Column time = batch.column(column);
        Column micros = endField >= 0 ? ((StructColumn) time).field(endField) : time;
        boolean mayHaveNulls = time.mayHaveNulls() || micros.mayHaveNulls();
        long minimum = Long.MAX_VALUE;
        long maximum = Long.MIN_VALUE;
        double sum = 0;
        for (int i = 0; i < batch.rowCount(); i++) {
            boolean isNull = mayHaveNulls && (time.isNull(i) || micros.isNull(i));
            long millis =
                    isNull || !(micros instanceof LongColumn longs)
                            ? 0
                            : Math.floorDiv(longs.value(i), 1000L);
            minimum = Math.min(minimum, millis);
            maximum = Math.max(maximum, millis);
            sum += millis;
        }
        statistics.add(batch.rowCount(), minimum, maximum, sum);
    }
}

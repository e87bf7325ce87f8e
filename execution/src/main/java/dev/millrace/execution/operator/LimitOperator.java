// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

/// Skips rows, then passes some: one partition that pulls those of the input in order and stops as
/// soon as it has enough.
public record LimitOperator(long offset, long count) {
    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return 1;
            }

            @Override
            public BatchReader open(int partition) {
                return new Reader(input, context, offset, count);
            }
        };
    }

    private static final class Reader implements BatchReader {
        private final PartitionedBatches input;
        private final TaskContext context;
        private long toSkip;
        private long toPass;
        private int nextPartition;
        private @Nullable BatchReader current;

        Reader(PartitionedBatches input, TaskContext context, long toSkip, long toPass) {
            this.input = input;
            this.context = context;
            this.toSkip = toSkip;
            this.toPass = toPass;
        }

        @Override
        public @Nullable ColumnBatch next() {
            while (toPass > 0) {
                ColumnBatch batch = pull();
                if (batch == null) {
                    return null;
                }
                int from = (int) Math.min(toSkip, batch.rowCount());
                int length = (int) Math.min(toPass, batch.rowCount() - from);
                toSkip -= from;
                toPass -= length;
                if (length > 0) {
                    return batch.slice(from, length);
                }
            }
            return null;
        }

        private @Nullable ColumnBatch pull() {
            while (true) {
                context.cancellation().check();
                BatchReader reader = current;
                if (reader == null) {
                    if (nextPartition == input.partitionCount()) {
                        return null;
                    }
                    reader = input.open(nextPartition++);
                    current = reader;
                }
                ColumnBatch batch = reader.next();
                if (batch != null) {
                    return batch;
                }
                close();
            }
        }

        @Override
        public void close() {
            BatchReader reader = current;
            current = null;
            if (reader != null) {
                reader.close();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.Workers;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/// Reads partitions in order while the next ones are computed too.
///
/// A window of as many partitions as there are workers moves over all partitions. Whenever the rows
/// of its first partition run out, the workers
/// fill the buffers of the whole window at once, each up to a bounded size; between two fills no
/// thread is held. So memory is bounded by the
/// window, however large the partitions are and however slowly the reader pulls.
final class PartitionWindow implements BatchReader {
    private static final long BUFFER_BYTES = 4L << 20;

    private final PartitionedBatches partitions;
    private final Workers workers;
    private final Deque<Partition> window = new ArrayDeque<>();
    private int nextPartition;

    PartitionWindow(PartitionedBatches partitions, Workers workers) {
        this.partitions = partitions;
        this.workers = workers;
    }

    @Override
    public @Nullable ColumnBatch next() {
        while (true) {
            extend();
            Partition first = window.peekFirst();
            if (first == null) {
                return null;
            }
            ColumnBatch batch = first.buffer.pollFirst();
            if (batch != null) {
                first.bufferedBytes -= batch.sizeBytes();
                return batch;
            }
            if (first.atEnd) {
                first.close();
                window.removeFirst();
            } else if (partitions.partitionCount() == 1) {
                // Nothing else can be computed meanwhile: no buffer.
                ColumnBatch only = first.pull();
                if (only != null) {
                    return only;
                }
            } else {
                fill();
            }
        }
    }

    private void extend() {
        while (window.size() < workers.parallelism()
                && nextPartition < partitions.partitionCount()) {
            window.addLast(new Partition(nextPartition++));
        }
    }

    private void fill() {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (Partition partition : window) {
            if (!partition.atEnd && partition.bufferedBytes < BUFFER_BYTES) {
                tasks.add(partition);
            }
        }
        workers.runAll(tasks);
    }

    @Override
    public void close() {
        window.forEach(Partition::close);
        window.clear();
        nextPartition = partitions.partitionCount();
    }

    /// One partition; touched by one thread at a time, handed over by `Workers.runAll`.
    private final class Partition implements Callable<Boolean> {
        private final int number;
        private final Deque<ColumnBatch> buffer = new ArrayDeque<>();
        private @Nullable BatchReader reader;
        private long bufferedBytes;
        private boolean atEnd;

        Partition(int number) {
            this.number = number;
        }

        @Override
        public Boolean call() {
            while (!atEnd && bufferedBytes < BUFFER_BYTES) {
                ColumnBatch batch = pull();
                if (batch != null && batch.rowCount() > 0) {
                    buffer.addLast(batch);
                    bufferedBytes += batch.sizeBytes();
                }
            }
            return true;
        }

        @Nullable ColumnBatch pull() {
            if (reader == null) {
                reader = partitions.open(number);
            }
            ColumnBatch batch = reader.next();
            atEnd = batch == null;
            return batch;
        }

        void close() {
            if (reader != null) {
                reader.close();
                reader = null;
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.sink;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.TaskWriter;
import dev.millrace.spi.connector.WriteJob;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A write that gathers all rows of a batch in memory, in the order of the tasks, and hands them
/// over when it commits.
public final class CollectedRows implements WriteJob {
    private final Consumer<List<ColumnBatch>> receiver;

    /// @param receiver is given the rows by `commit`, on the thread that commits
    public CollectedRows(Consumer<List<ColumnBatch>> receiver) {
        this.receiver = receiver;
    }

    @Override
    public TaskWriter writer(int task) {
        return new Writer(task);
    }

    @Override
    public void commit(List<TaskResult> results) {
        TreeMap<Integer, Gathered> ordered = new TreeMap<>();
        for (TaskResult result : results) {
            if (result instanceof Gathered gathered) {
                ordered.put(gathered.task, gathered);
            }
        }
        List<ColumnBatch> batches = new ArrayList<>();
        ordered.values().forEach(gathered -> batches.addAll(gathered.batches));
        receiver.accept(batches);
    }

    @Override
    public void abort() {}

    private record Gathered(int task, List<ColumnBatch> batches) implements TaskResult {
        @Override
        public long rowCount() {
            long count = 0;
            for (ColumnBatch batch : batches) {
                count += batch.rowCount();
            }
            return count;
        }
    }

    private static final class Writer implements TaskWriter {
        private final int task;
        private final List<ColumnBatch> batches = new ArrayList<>();

        Writer(int task) {
            this.task = task;
        }

        @Override
        public void write(ColumnBatch batch) {
            batches.add(batch);
        }

        @Override
        public TaskResult finish() {
            return new Gathered(task, List.copyOf(batches));
        }

        @Override
        public void abort() {
            batches.clear();
        }
    }
}

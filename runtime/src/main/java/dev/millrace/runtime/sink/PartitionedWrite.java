// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.sink;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.Workers;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.TaskWriter;
import dev.millrace.spi.connector.WriteJob;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/// Computes all partitions and gives each to a writer of its own; commits once when all are done.
///
/// Partition 0 always has a writer, so that a write of no rows still makes what stands for an empty
/// result; other partitions get one with their
/// first row.
public final class PartitionedWrite {
    private final PartitionedBatches rows;
    private final WriteJob job;
    private final Workers workers;
    private final Cancellation cancellation;

    private PartitionedWrite(
            PartitionedBatches rows, WriteJob job, Workers workers, Cancellation cancellation) {
        this.rows = rows;
        this.job = job;
        this.workers = workers;
        this.cancellation = cancellation;
    }

    /// Writes everything or aborts the job and throws. After an `Error` nothing is touched any
    /// more, not even to clean up: what it left behind
    /// is what a crash would leave.
    public static void run(
            PartitionedBatches rows, WriteJob job, Workers workers, Cancellation cancellation) {
        new PartitionedWrite(rows, job, workers, cancellation).prepare().commit();
    }

    /// Like `run`, but stops before the commit.
    public static Prepared prepare(
            PartitionedBatches rows, WriteJob job, Workers workers, Cancellation cancellation) {
        return new PartitionedWrite(rows, job, workers, cancellation).prepare();
    }

    /// Rows that are written but not visible.
    public record Prepared(WriteJob job, List<WriteJob.TaskResult> results) {
        public Prepared {
            results = List.copyOf(results);
        }

        public void commit() {
            job.commit(results);
        }

        public void abort() {
            job.abort();
        }

        public long rowCount() {
            long count = 0;
            for (WriteJob.TaskResult result : results) {
                count += result.rowCount();
            }
            return count;
        }
    }

    private Prepared prepare() {
        try {
            int count = Math.max(1, rows.partitionCount());
            List<Callable<WriteJob.@Nullable TaskResult>> tasks = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int partition = i;
                tasks.add(() -> write(partition));
            }
            List<WriteJob.@Nullable TaskResult> results = workers.runAll(tasks);
            cancellation.check();
            return new Prepared(job, results.stream().filter(Objects::nonNull).toList());
        } catch (RuntimeException e) {
            job.abort();
            throw e;
        }
    }

    private WriteJob.@Nullable TaskResult write(int partition) {
        TaskWriter writer = partition == 0 ? job.writer(0) : null;
        try {
            if (partition < rows.partitionCount()) {
                try (BatchReader reader = rows.open(partition)) {
                    for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                        cancellation.check();
                        if (batch.rowCount() > 0) {
                            if (writer == null) {
                                writer = job.writer(partition);
                            }
                            writer.write(batch);
                        }
                    }
                }
            }
            return writer == null ? null : writer.finish();
        } catch (RuntimeException e) {
            if (writer != null) {
                writer.abort();
            }
            throw e;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.sink;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.TaskWriter;
import dev.millrace.spi.connector.WriteJob;

import java.util.List;

/// Counts rows and drops them: the format `noop`.
public final class NoopSink implements StreamSink {
    @Override
    public String description() {
        return "NoopTable";
    }

    @Override
    public WriteJob begin(long batchId) {
        return new Job();
    }

    @Override
    public boolean countsRows() {
        return true;
    }

    /// The write behind it, for batch queries.
    public static final class Job implements WriteJob {
        @Override
        public TaskWriter writer(int task) {
            return new Writer();
        }

        @Override
        public void commit(List<TaskResult> results) {}

        @Override
        public void abort() {}
    }

    private record Count(long rowCount) implements WriteJob.TaskResult {}

    private static final class Writer implements TaskWriter {
        private long rows;

        @Override
        public void write(ColumnBatch batch) {
            rows += batch.rowCount();
        }

        @Override
        public WriteJob.TaskResult finish() {
            return new Count(rows);
        }

        @Override
        public void abort() {}
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.TaskWriter;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Gives the rows of every partition to the user's `ForeachWriter`, on the threads that compute
/// them. Rows count as written when they were processed; a batch that is run again is given again.
final class ForeachSink implements StreamSink {
    private final DataType.Struct schema;
    private final RowFunction function;
    private final Interruption interruption;

    ForeachSink(DataType.Struct schema, RowFunction function, Interruption interruption) {
        this.schema = schema;
        this.function = function;
        this.interruption = interruption;
    }

    @Override
    public String description() {
        return function.description(schema);
    }

    @Override
    public boolean countsRows() {
        return true;
    }

    @Override
    public WriteJob begin(long batchId) {
        return new Job(batchId);
    }

    @Override
    public void close() {
        function.close();
    }

    private interface UserCode {
        void run() throws Exception;
    }

    /// Runs the user's code; whatever it throws comes back, null if it ended well.
    private @Nullable Throwable failureOf(UserCode code) {
        interruption.enter();
        try {
            code.run();
            return null;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            return e;
        } finally {
            interruption.leave();
        }
    }

    private final class Job implements WriteJob {
        private final long batchId;

        Job(long batchId) {
            this.batchId = batchId;
        }

        @Override
        public TaskWriter writer(int task) {
            RowFunction.RowWriter[] opened = new RowFunction.RowWriter[1];
            Throwable failure = failureOf(() -> opened[0] = function.open(schema, task, batchId));
            if (failure != null) {
                throw outside(failure);
            }
            return new Writer(opened[0]);
        }

        @Override
        public void commit(List<TaskResult> results) {}

        @Override
        public void abort() {}
    }

    /// As Spark shows a failure of `open` and `close`: without a condition of its own.
    private static MillraceException outside(Throwable failure) {
        return failure instanceof MillraceException known
                ? known
                : MillraceException.of(ErrorKind.EXECUTION).cause(failure).text(failure.toString());
    }

    private static MillraceException ofProcess(Throwable failure) {
        String reason = failure.getMessage() == null ? "" : failure.getMessage();
        return MillraceException.of(ErrorKind.EXECUTION, "FOREACH_USER_FUNCTION_ERROR", "39000")
                .with("reason", reason)
                .cause(failure)
                .text(
                        "An error occurred in the user provided function in foreach sink. Reason: "
                                + reason);
    }

    private record Count(long rowCount) implements WriteJob.TaskResult {}

    private final class Writer implements TaskWriter {
        private final RowFunction.RowWriter writer;
        private long rows;
        private @Nullable Throwable failure;
        private boolean isClosed;

        Writer(RowFunction.RowWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(ColumnBatch batch) {
            failure = failureOf(() -> writer.process(batch));
            if (failure != null) {
                throw ofProcess(failure);
            }
            rows += batch.rowCount();
        }

        @Override
        public WriteJob.TaskResult finish() {
            isClosed = true;
            Throwable onClose = failureOf(() -> writer.close(null));
            if (onClose != null) {
                throw outside(onClose);
            }
            return new Count(rows);
        }

        /// The failure that led here is the one to report, not one of closing after it.
        @Override
        public void abort() {
            if (!isClosed) {
                isClosed = true;
                Throwable reason = failure == null ? aborted() : failure;
                Throwable onClose = failureOf(() -> writer.close(reason));
                if (onClose != null) {
                    reason.addSuppressed(onClose);
                }
            }
        }

        private static MillraceException aborted() {
            return MillraceException.of(ErrorKind.EXECUTION, "_LEGACY_ERROR_TEMP_2256", "XXKCM")
                    .text("Foreach writer has been aborted due to a task failure");
        }
    }
}

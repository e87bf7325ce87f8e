// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.connector.TaskWriter;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the rows of one task into one file per partition.
///
/// Few rows for a partition are kept until there are enough for a file writer to work with; the
/// memory for that is bounded. So is the number of open files: beyond it, the file that was used
/// longest ago is ended, and its partition gets another one when more of its rows come.
public final class DirectoryTaskWriter implements TaskWriter {
    private static final int FULL_ROWS = 512;
    private static final long PENDING_BYTES_LIMIT = 32L << 20;
    private static final int OPEN_FILES_LIMIT = 64;

    private final OutputPlan plan;
    private final int task;
    private final DataType.Struct dataSchema;
    private final @Nullable PartitionRouter router;
    private final Map<Integer, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Pending> pending = new ArrayList<>();
    private final List<WrittenFile> finished = new ArrayList<>();
    private long pendingBytes;
    private long rowCount;
    private final Map<Integer, Integer> fileCounts = new HashMap<>();

    /// Rows of one partition that are not in a file yet.
    private static final class Pending {
        private final List<ColumnBatch> batches = new ArrayList<>();
        private int rowCount;
    }

    public DirectoryTaskWriter(OutputPlan plan, int task) {
        this.plan = plan;
        this.task = task;
        this.dataSchema = plan.layout().dataSchema();
        this.router =
                plan.layout().isPartitioned()
                        ? new PartitionRouter(plan.layout(), plan.timeZone())
                        : null;
    }

    @Override
    public void write(ColumnBatch batch) {
        if (batch.rowCount() == 0) {
            return;
        }
        rowCount += batch.rowCount();
        try {
            if (router == null) {
                writeToFile(0, "", batch);
            } else {
                distribute(batch, router);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Makes sure that there is a file, also without rows: a table needs one to have a schema.
    public void writeEmptyFile() {
        try {
            open.put(0, new OpenFile(plan, "", plan.fileName(task, 0)));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public WriteJob.TaskResult finish() {
        try {
            flushAll();
            for (OpenFile file : List.copyOf(open.values())) {
                finished.add(file.finish());
            }
            open.clear();
        } catch (IOException e) {
            throw failed(e);
        }
        return new WrittenFiles(finished, rowCount);
    }

    @Override
    public void abort() {
        try {
            for (OpenFile file : open.values()) {
                file.discard();
            }
            open.clear();
            for (WrittenFile file : finished) {
                plan.directory().store().delete(plan.path(file.partition(), file.name()));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void distribute(ColumnBatch batch, PartitionRouter routes) throws IOException {
        int[] partitions = routes.route(batch);
        while (pending.size() < routes.partitionCount()) {
            pending.add(new Pending());
        }
        ColumnBatch data = dataOf(batch);
        int[] counts = new int[routes.partitionCount()];
        for (int partition : partitions) {
            counts[partition]++;
        }
        int[][] rows = new int[counts.length][];
        int[] filled = new int[counts.length];
        for (int row = 0; row < partitions.length; row++) {
            int partition = partitions[row];
            if (rows[partition] == null) {
                rows[partition] = new int[counts[partition]];
            }
            rows[partition][filled[partition]++] = row;
        }
        for (int partition = 0; partition < counts.length; partition++) {
            if (counts[partition] > 0) {
                boolean whole = counts[partition] == batch.rowCount();
                add(partition, whole ? data : data.gather(rows[partition], counts[partition]));
            }
        }
        if (pendingBytes > PENDING_BYTES_LIMIT) {
            flushAll();
        }
    }

    private void add(int partition, ColumnBatch batch) throws IOException {
        Pending waiting = pending.get(partition);
        waiting.batches.add(batch);
        waiting.rowCount += batch.rowCount();
        pendingBytes += batch.sizeBytes();
        if (waiting.rowCount >= FULL_ROWS) {
            flush(partition);
        }
    }

    private void flushAll() throws IOException {
        for (int partition = 0; partition < pending.size(); partition++) {
            flush(partition);
        }
    }

    private void flush(int partition) throws IOException {
        Pending waiting = pending.get(partition);
        if (waiting.rowCount == 0 || router == null) {
            return;
        }
        ColumnBatch rows = ColumnBatches.concat(dataSchema, waiting.batches);
        for (ColumnBatch batch : waiting.batches) {
            pendingBytes -= batch.sizeBytes();
        }
        waiting.batches.clear();
        waiting.rowCount = 0;
        writeToFile(partition, router.path(partition), rows);
    }

    private void writeToFile(int partition, String path, ColumnBatch batch) throws IOException {
        int from = 0;
        while (from < batch.rowCount()) {
            OpenFile file = fileFor(partition, path);
            int length = batch.rowCount() - from;
            if (plan.maxRecordsPerFile() > 0) {
                length = (int) Math.min(length, plan.maxRecordsPerFile() - file.rowCount());
            }
            file.write(batch.slice(from, length));
            from += length;
        }
    }

    private OpenFile fileFor(int partition, String path) throws IOException {
        OpenFile file = open.get(partition);
        if (file != null
                && plan.maxRecordsPerFile() > 0
                && file.rowCount() >= plan.maxRecordsPerFile()) {
            open.remove(partition);
            finished.add(file.finish());
            file = null;
        }
        if (file == null) {
            if (open.size() >= OPEN_FILES_LIMIT) {
                Integer eldest = open.keySet().iterator().next();
                OpenFile ended = open.remove(eldest);
                if (ended != null) {
                    finished.add(ended.finish());
                }
            }
            int counter = fileCounts.merge(partition, 1, Integer::sum) - 1;
            file = new OpenFile(plan, path, plan.fileName(task, counter));
            open.put(partition, file);
        }
        return file;
    }

    private ColumnBatch dataOf(ColumnBatch batch) {
        List<Column> columns = new ArrayList<>();
        for (int index : plan.layout().dataColumns()) {
            columns.add(batch.column(index));
        }
        return new ColumnBatch(batch.rowCount(), columns);
    }

    private MillraceException failed(IOException cause) {
        return FileErrors.writeFailed(plan.table(), cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.log.CompactibleLog;
import dev.millrace.connector.files.log.SinkEntry;
import dev.millrace.connector.files.write.DirectoryTaskWriter;
import dev.millrace.connector.files.write.OutputPlan;
import dev.millrace.connector.files.write.RowLayout;
import dev.millrace.connector.files.write.WrittenFile;
import dev.millrace.connector.files.write.WrittenFiles;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.TaskWriter;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A directory to which each batch adds files.
///
/// The files are written under their final names; a batch counts when its entry is in the log
/// `_spark_metadata`, by which Millrace and Spark read the directory. So a batch that is not newer
/// than the newest entry is complete and is not written again, and files of a batch that died are
/// never read.
public final class FileStreamSink implements StreamSink {
    private final String description;
    private final FileLocation table;
    private final RowLayout layout;
    private final FileWriterFactory format;
    private final long maxRecordsPerFile;
    private final ConnectorContext context;
    private final CompactibleLog log;

    public FileStreamSink(
            FileLocation table,
            RowLayout layout,
            FileWriterFactory format,
            long maxRecordsPerFile,
            ConnectorContext context) {
        this.description = "FileSink[" + FileErrors.display(table) + "]";
        this.table = table;
        this.layout = layout;
        this.format = format;
        this.maxRecordsPerFile = maxRecordsPerFile;
        this.context = context;
        this.log = LogSettings.ofSink(table.resolve(FileNames.SINK_LOG), context);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public @Nullable WriteJob begin(long batchId) {
        return batchId <= log.latest() ? null : new BatchJob(batchId);
    }

    /// The write of one batch.
    private final class BatchJob implements WriteJob {
        private final long batchId;
        private final OutputPlan plan;
        private final ConcurrentLinkedQueue<TaskWriter> writers = new ConcurrentLinkedQueue<>();

        BatchJob(long batchId) {
            this.batchId = batchId;
            this.plan =
                    new OutputPlan(
                            table,
                            table,
                            layout,
                            format,
                            UUID.randomUUID().toString(),
                            maxRecordsPerFile,
                            context.timeZone());
        }

        @Override
        public TaskWriter writer(int task) {
            DirectoryTaskWriter writer = new DirectoryTaskWriter(plan, task);
            writers.add(writer);
            return writer;
        }

        @Override
        public void commit(List<TaskResult> results) {
            List<WrittenFile> files = WrittenFiles.all(results);
            if (files.isEmpty() && !layout.isPartitioned()) {
                DirectoryTaskWriter writer = new DirectoryTaskWriter(plan, 0);
                writer.writeEmptyFile();
                files = WrittenFiles.all(List.of(writer.finish()));
            }
            List<String> lines = new ArrayList<>(files.size());
            for (WrittenFile file : files) {
                lines.add(entry(file).toLine());
            }
            log.add(batchId, lines);
        }

        @Override
        public void abort() {
            writers.forEach(TaskWriter::abort);
        }

        private SinkEntry entry(WrittenFile file) {
            FileLocation location = table.resolve(file.relativePath());
            try {
                FileEntry entry = table.store().entry(location.path());
                if (entry == null) {
                    throw new NoSuchFileException(location.path());
                }
                return new SinkEntry(
                        location.uri(), entry.sizeBytes(), entry.modifiedMillis(), false);
            } catch (IOException e) {
                throw FileErrors.writeFailed(table, e);
            }
        }
    }
}

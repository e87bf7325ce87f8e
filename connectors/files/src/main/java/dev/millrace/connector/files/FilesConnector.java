// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import dev.millrace.connector.files.csv.CsvFormat;
import dev.millrace.connector.files.json.JsonFormat;
import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.parquet.ParquetFormat;
import dev.millrace.connector.files.plain.TextFormat;
import dev.millrace.connector.files.records.RecordTexts;
import dev.millrace.connector.files.snapshot.DirectoryLocks;
import dev.millrace.connector.files.snapshot.Snapshots;
import dev.millrace.connector.files.stream.FileStreamDefinition;
import dev.millrace.connector.files.stream.FileStreamSink;
import dev.millrace.connector.files.table.FilesTable;
import dev.millrace.connector.files.table.ReadEnvironment;
import dev.millrace.connector.files.write.FilesWriteTarget;
import dev.millrace.connector.files.write.ProcessIdentity;
import dev.millrace.connector.files.write.RowLayout;
import dev.millrace.connector.files.write.StagingDirectories;
import dev.millrace.connector.files.write.WriteEnvironment;
import dev.millrace.connector.files.write.WriteOptions;
import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.TextRecords;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.connector.WriteTarget;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileLocation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/// Directories of files as tables, sources and sinks.
///
/// One instance owns the locks and the snapshots of all directories that are read and written
/// through it: only its own readers are guaranteed to see a replaced directory as one.
public final class FilesConnector implements Connector {
    private final Map<String, FileFormat> formats = new HashMap<>();
    private final ReadEnvironment reading;
    private final WriteEnvironment writing;

    /// The connector that `ServiceLoader` finds.
    public FilesConnector() {
        this(ProcessIdentity.current());
    }

    /// All formats, on behalf of another process: for tests in which processes die.
    public FilesConnector(ProcessIdentity identity) {
        this(allFormats(), identity, Runtime.getRuntime().availableProcessors());
    }

    /// Those of this module, and those that are modules of their own.
    private static List<FileFormat> allFormats() {
        List<FileFormat> all = new ArrayList<>();
        all.add(new JsonFormat());
        all.add(new CsvFormat());
        all.add(new TextFormat());
        all.add(new ParquetFormat());
        ServiceLoader.load(FileFormat.class).forEach(all::add);
        return all;
    }

    /// @param identity names this process in staging directories
    /// @param cores how many threads read a scan
    public FilesConnector(List<FileFormat> formats, ProcessIdentity identity, int cores) {
        formats.forEach(format -> this.formats.put(format.name(), format));
        DirectoryLocks locks = new DirectoryLocks();
        Snapshots snapshots = new Snapshots();
        this.reading = new ReadEnvironment(locks, snapshots, cores);
        this.writing = new WriteEnvironment(locks, snapshots, new StagingDirectories(identity));
    }

    @Override
    public Set<String> formats() {
        return Set.copyOf(formats.keySet());
    }

    @Override
    public Table openTable(ReadRequest request, ConnectorContext context) {
        return FilesTable.open(format(request.format()), request, context, reading);
    }

    @Override
    public TextRecords textRecords(ReadRequest request, ConnectorContext context) {
        return RecordTexts.of(format(request.format()), request, context);
    }

    @Override
    public StreamDefinition defineStream(ReadRequest request, ConnectorContext context) {
        return FileStreamDefinition.of(format(request.format()), request, context, reading);
    }

    @Override
    public WriteTarget openWrite(WriteRequest request, ConnectorContext context) {
        RowLayout layout = RowLayout.of(request.schema(), request.partitionColumns());
        FileWriterFactory writer =
                format(request.format())
                        .writer(
                                layout.dataSchema(),
                                WriteOptions.ofFormat(request.options()),
                                context);
        boolean dynamic =
                WriteOptions.isDynamicOverwrite(request.options(), context)
                        && layout.isPartitioned()
                        && request.mode() == WriteRequest.SaveMode.OVERWRITE;
        return FilesWriteTarget.open(
                writing,
                table(request, context),
                new FilesWriteTarget.Settings(
                        request.mode(),
                        dynamic,
                        layout,
                        writer,
                        WriteOptions.maxRecordsPerFile(request.options(), context),
                        context.timeZone()));
    }

    @Override
    public StreamSink openStreamSink(WriteRequest request, ConnectorContext context) {
        if (request.options().has("retention")) {
            throw MillraceException.unsupported("the option 'retention' of the file sink");
        }
        RowLayout layout = RowLayout.of(request.schema(), request.partitionColumns());
        FileWriterFactory writer =
                format(request.format())
                        .writer(
                                layout.dataSchema(),
                                WriteOptions.ofFormat(request.options()),
                                context);
        FileLocation table = table(request, context);
        try {
            // As in Spark, the directory can be read as soon as the query runs.
            table.store().createDirectories(table.resolve(FileNames.SINK_LOG).path());
        } catch (IOException e) {
            throw FileErrors.writeFailed(table, e);
        }
        return new FileStreamSink(
                table,
                layout,
                writer,
                WriteOptions.maxRecordsPerFile(request.options(), context),
                context);
    }

    private FileFormat format(String name) {
        FileFormat format = formats.get(name);
        if (format == null) {
            throw MillraceException.bug("the files connector was asked for format " + name);
        }
        return format;
    }

    private static FileLocation table(WriteRequest request, ConnectorContext context) {
        FileLocation table = context.fileStores().resolve(path(request));
        if (table.path().equals("/")) {
            throw FileErrors.illegal("The root directory cannot be written to.");
        }
        return table;
    }

    private static String path(WriteRequest request) {
        String path = request.path() == null ? request.options().value("path") : request.path();
        if (path == null) {
            throw FileErrors.illegal("'path' is not specified");
        }
        return path;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.connector.files.layout.Glob;
import dev.millrace.connector.files.layout.InputPaths;
import dev.millrace.connector.files.layout.ListingFilter;
import dev.millrace.connector.files.layout.ListingScope;
import dev.millrace.connector.files.layout.PartitionLayout;
import dev.millrace.connector.files.snapshot.DirectoryLocks;
import dev.millrace.connector.files.table.FileSelection;
import dev.millrace.connector.files.table.FilesTable;
import dev.millrace.connector.files.table.ReadEnvironment;
import dev.millrace.connector.files.table.ReadOptions;
import dev.millrace.connector.files.table.TableFiles;
import dev.millrace.connector.files.table.TableSchema;
import dev.millrace.connector.files.table.UnreadableFiles;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.PathOption;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import java.io.IOException;

/// A directory that is going to be read as a stream: its schema is fixed here, once, with the
/// partition columns that are there now.
public final class FileStreamDefinition implements StreamDefinition {
    private final ReadRequest request;
    private final FileFormat format;
    private final ReadEnvironment environment;
    private final InputPaths paths;
    private final TableSchema schema;
    private final FileReader reader;
    private final UnreadableFiles unreadable;

    private FileStreamDefinition(
            ReadRequest request,
            FileFormat format,
            ReadEnvironment environment,
            InputPaths paths,
            TableSchema schema,
            FileReader reader,
            UnreadableFiles unreadable) {
        this.request = request;
        this.format = format;
        this.environment = environment;
        this.paths = paths;
        this.schema = schema;
        this.reader = reader;
        this.unreadable = unreadable;
    }

    public static FileStreamDefinition of(
            FileFormat format,
            ReadRequest request,
            ConnectorContext context,
            ReadEnvironment environment) {
        PathOption.refuseBesideCall(request.options(), !request.paths().isEmpty(), "load", context);
        DataType.Struct declared = request.schema();
        if (declared == null
                && format.fixedSchema() == null
                && !"true".equals(context.configuration("spark.sql.streaming.schemaInference"))) {
            throw MillraceException.of(
                            ErrorKind.ILLEGAL_ARGUMENT, "_LEGACY_ERROR_TEMP_2048", "XXKCM")
                    .text(
                            "Schema must be specified when creating a streaming source DataFrame."
                                + " If some files already exist in the directory, then depending on"
                                + " the file format you may be able to create a static DataFrame on"
                                + " that directory with 'spark.read.load(directory)' and infer"
                                + " schema from it.");
        }
        InputPaths paths = InputPaths.of(request, context.fileStores());
        checkExists(request, paths);
        UnreadableFiles unreadable = UnreadableFiles.of(request.options(), context);
        TableSchema schema;
        if (declared == null) {
            FilesTable table = FilesTable.open(format, request, context, environment);
            schema = table.tableSchema();
        } else {
            schema =
                    TableSchema.declared(
                            declared, partitions(request, paths, context, environment));
        }
        FileReader reader =
                format.reader(schema.data(), ReadOptions.ofFormat(request.options()), context);
        return new FileStreamDefinition(
                request, format, environment, paths, schema, reader, unreadable);
    }

    @Override
    public DataType.Struct schema() {
        return schema.all();
    }

    @Override
    public DataType.Struct hiddenColumns() {
        return FileSelection.hiddenColumns(schema.all(), format);
    }

    @Override
    public String description() {
        return "FileStreamSource[" + FileErrors.display(paths.patterns().getFirst()) + "]";
    }

    @Override
    public MicroBatchSource start(FileLocation log, ConnectorContext context) {
        SourceOptions options = SourceOptions.of(request.options());
        SourceFiles files =
                new SourceFiles(
                        paths,
                        schema,
                        reader,
                        format,
                        request.options(),
                        context,
                        environment,
                        unreadable);
        SourceLog entries =
                new SourceLog(
                        LogSettings.ofSource(log, context), LogSettings.retainedBatches(context));
        SeenFiles seen = new SeenFiles(options.maxFileAgeMillis(), options.isNameOnly());
        SourceCleaner cleaner = SourceCleaner.of(options, paths, context);
        SourceListing listing =
                new SourceListing(
                        paths,
                        ListingFilter.of(request.options(), context.timeZone()),
                        context,
                        environment,
                        new DirectoryMemory(
                                file -> file.modifiedMillis() < seen.oldestAccepted(),
                                context.clock()),
                        cleaner == null);
        entries.restore(seen, files::path);
        seen.purge();
        return new FileStreamSource(description(), options, listing, files, entries, seen, cleaner);
    }

    private static DataType.Struct partitions(
            ReadRequest request,
            InputPaths paths,
            ConnectorContext context,
            ReadEnvironment environment) {
        ListingFilter filter = ListingFilter.of(request.options(), context.timeZone());
        TableFiles files = SourceListing.tableFiles(paths, filter, context);
        if (files == null) {
            return DataType.Struct.EMPTY;
        }
        try (DirectoryLocks.Lock lock = environment.locks().shared(files.roots())) {
            PartitionLayout layout =
                    FilesTable.layout(
                            files, files.leaves(ListingScope.ALL), request.schema(), context);
            return layout.columns();
        }
    }

    private static void checkExists(ReadRequest request, InputPaths paths) {
        for (int i = 0; i < paths.patterns().size(); i++) {
            FileLocation pattern = paths.patterns().get(i);
            try {
                if (!Glob.isPattern(pattern.path())
                        && pattern.store().entry(pattern.path()) == null) {
                    throw FileErrors.pathNotFound(
                            request.paths().isEmpty()
                                    ? FileErrors.display(pattern)
                                    : request.paths().get(i));
                }
            } catch (IOException e) {
                throw FileErrors.listFailed(pattern, e);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.connector.files.layout.FileListing.Leaf;
import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.layout.InputPaths;
import dev.millrace.connector.files.layout.ListingFilter;
import dev.millrace.connector.files.layout.ListingScope;
import dev.millrace.connector.files.layout.PartitionLayout;
import dev.millrace.connector.files.snapshot.DirectoryLocks;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileStore;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A directory of files as a table.
///
/// Opening it finds schema and partition columns; every scan lists again, so a table that grows is
/// read as it is then.
public final class FilesTable implements Table {
    private final ReadEnvironment environment;
    private final String format;
    private final TableFiles files;
    private final PartitionLayout layout;
    private final TableSchema schema;
    private final FileReader reader;
    private final FileColumn fileColumn;
    private final UnreadableFiles unreadable;

    /// Of its files when it was opened.
    private final long bytes;

    private FilesTable(
            ReadEnvironment environment,
            String format,
            TableFiles files,
            PartitionLayout layout,
            TableSchema schema,
            FileReader reader,
            FileColumn fileColumn,
            UnreadableFiles unreadable,
            long bytes) {
        this.environment = environment;
        this.format = format;
        this.files = files;
        this.layout = layout;
        this.schema = schema;
        this.reader = reader;
        this.fileColumn = fileColumn;
        this.unreadable = unreadable;
        this.bytes = bytes;
    }

    public static FilesTable open(
            FileFormat format,
            ReadRequest request,
            ConnectorContext context,
            ReadEnvironment environment) {
        InputPaths paths = InputPaths.of(request, context.fileStores());
        ListingFilter filter = ListingFilter.of(request.options(), context.timeZone());
        TableFiles files = files(paths, filter, context);
        List<String> roots = files.roots();
        Options formatOptions = ReadOptions.ofFormat(request.options());
        UnreadableFiles unreadable = UnreadableFiles.of(request.options(), context);
        try (DirectoryLocks.Lock lock = environment.locks().shared(roots)) {
            List<Leaf> leaves = files.leaves(ListingScope.ALL);
            PartitionLayout layout = layout(files, leaves, request.schema(), context);
            TableSchema schema;
            if (request.schema() != null) {
                schema = TableSchema.declared(request.schema(), layout.columns());
            } else if (format.fixedSchema() != null) {
                schema = TableSchema.inferred(format.fixedSchema(), layout.columns());
            } else {
                List<FileLocation> data =
                        dataFiles(files.members(leaves, layout)).stream()
                                .map(Leaf::location)
                                .toList();
                if (data.isEmpty()) {
                    throw format.noFiles();
                }
                DataType.Struct inferred =
                        unreadable.inferSchema(
                                data, some -> format.inferSchema(some, formatOptions, context));
                schema = TableSchema.inferred(inferred, layout.columns());
            }
            return new FilesTable(
                    environment,
                    format.name(),
                    files,
                    layout,
                    schema,
                    format.reader(schema.data(), formatOptions, context),
                    FileColumn.of(schema.all(), format.hasRowIndex()),
                    unreadable,
                    dataFiles(leaves).stream().mapToLong(leaf -> leaf.entry().sizeBytes()).sum());
        }
    }

    @Override
    public DataType.Struct schema() {
        return schema.all();
    }

    @Override
    public DataType.Struct hiddenColumns() {
        return DataType.Struct.of(fileColumn.field());
    }

    /// The columns by where they come from.
    public TableSchema tableSchema() {
        return schema;
    }

    @Override
    public String description() {
        return format + " " + String.join(", ", files.roots());
    }

    @Override
    public long estimatedBytes() {
        return bytes;
    }

    @Override
    public Scan scan(ScanRequest request) {
        List<String> roots = files.roots();
        try (DirectoryLocks.Lock lock = environment.locks().shared(roots)) {
            PartitionFilter filter = new PartitionFilter(layout, request.predicates());
            List<FileSelection.Candidate> candidates =
                    dataFiles(
                                    files.members(
                                            files.leaves(
                                                    ListingScope.ofDirectories(filter::enters)),
                                            layout))
                            .stream()
                            .map(
                                    leaf ->
                                            new FileSelection.Candidate(
                                                    leaf.location(),
                                                    leaf.entry().sizeBytes(),
                                                    leaf.entry().modifiedMillis()))
                            .toList();
            return new FileSelection(environment, layout, reader, fileColumn, unreadable)
                    .scan(roots, candidates, request);
        }
    }

    @Override
    public List<String> inputFiles() {
        List<Leaf> leaves = files.leaves(ListingScope.ALL);
        return dataFiles(files.members(leaves, layout)).stream()
                .map(leaf -> leaf.location().uri())
                .toList();
    }

    private static TableFiles files(
            InputPaths paths, ListingFilter filter, ConnectorContext context) {
        FileLocation single = paths.single();
        LoggedFiles logged = single == null ? null : LoggedFiles.find(single, context);
        return logged == null ? new ListedFiles(paths, filter) : logged;
    }

    /// The partition columns of a set of files.
    public static PartitionLayout layout(
            TableFiles files,
            List<Leaf> leaves,
            DataType.@Nullable Struct schema,
            ConnectorContext context) {
        return files.mayBePartitioned()
                ? layout(leaves, files.bases(), schema, context)
                : PartitionLayout.none(context.timeZone());
    }

    /// The partition columns of the directories of some files.
    ///
    /// @param bases where partition directories begin
    public static PartitionLayout layout(
            List<Leaf> leaves,
            Set<String> bases,
            DataType.@Nullable Struct schema,
            ConnectorContext context) {
        if (leaves.isEmpty()) {
            return PartitionLayout.none(context.timeZone());
        }
        Set<String> directories = new LinkedHashSet<>();
        dataFiles(leaves).forEach(leaf -> directories.add(leaf.directory()));
        FileStore store = leaves.getFirst().store();
        return PartitionLayout.discover(
                directories,
                bases,
                ReadOptions.typing(schema, context),
                path -> FileErrors.display(new FileLocation(store, path)));
    }

    private static List<Leaf> dataFiles(List<Leaf> leaves) {
        return leaves.stream().filter(leaf -> FileNames.isData(leaf.entry().name())).toList();
    }
}

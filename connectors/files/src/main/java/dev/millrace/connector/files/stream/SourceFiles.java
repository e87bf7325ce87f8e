// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.layout.InputPaths;
import dev.millrace.connector.files.layout.PartitionLayout;
import dev.millrace.connector.files.log.SourceEntry;
import dev.millrace.connector.files.table.FileSelection;
import dev.millrace.connector.files.table.LoggedFiles;
import dev.millrace.connector.files.table.ReadEnvironment;
import dev.millrace.connector.files.table.ReadOptions;
import dev.millrace.connector.files.table.TableSchema;
import dev.millrace.connector.files.table.UnreadableFiles;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads the files that entries of a source's log name.
final class SourceFiles {
    private final InputPaths paths;
    private final TableSchema schema;
    private final FileReader reader;
    private final FileFormat format;
    private final Options options;
    private final ConnectorContext context;
    private final ReadEnvironment environment;
    private final UnreadableFiles unreadable;

    SourceFiles(
            InputPaths paths,
            TableSchema schema,
            FileReader reader,
            FileFormat format,
            Options options,
            ConnectorContext context,
            ReadEnvironment environment,
            UnreadableFiles unreadable) {
        this.paths = paths;
        this.schema = schema;
        this.reader = reader;
        this.format = format;
        this.options = options;
        this.context = context;
        this.environment = environment;
        this.unreadable = unreadable;
    }

    /// The path of the file of an entry.
    String path(SourceEntry entry) {
        return LoggedFiles.locate(entry.path(), context.fileStores()).path();
    }

    Scan scan(List<SourceEntry> entries, ScanRequest request) {
        List<FileSelection.Candidate> candidates = new ArrayList<>();
        Set<String> directories = new LinkedHashSet<>();
        for (SourceEntry entry : entries) {
            FileLocation location = LoggedFiles.locate(entry.path(), context.fileStores());
            FileEntry file = entry(location);
            if (file != null && file.sizeBytes() > 0) {
                candidates.add(
                        new FileSelection.Candidate(
                                location, file.sizeBytes(), file.modifiedMillis()));
                directories.add(FileNames.parent(location.path()));
            }
        }
        PartitionLayout layout = layout(directories);
        TableSchema current = schema;
        FileReader currentReader = reader;
        if (schema.partitions().size() == 0 && layout.columns().size() > 0) {
            // The directory was empty when the query was analysed; now it has partitions.
            current = TableSchema.declared(schema.all(), layout.columns());
            currentReader = format.reader(current.data(), ReadOptions.ofFormat(options), context);
        }
        return FileSelection.of(
                        environment, layout, currentReader, schema.all(), format, unreadable)
                .scan(roots(), candidates, request);
    }

    private List<String> roots() {
        return paths.rootsIfPresent().stream().map(root -> root.location().path()).toList();
    }

    private PartitionLayout layout(Set<String> directories) {
        List<InputPaths.Root> roots = paths.rootsIfPresent();
        if (roots.isEmpty() || directories.isEmpty()) {
            return PartitionLayout.none(context.timeZone());
        }
        Set<String> bases = paths.bases(roots);
        if (schema.partitions().size() > 0) {
            return PartitionLayout.of(schema.partitions(), bases, context.timeZone());
        }
        PartitionLayout found =
                PartitionLayout.discover(
                        directories,
                        bases,
                        ReadOptions.typing(schema.all(), context),
                        path ->
                                FileErrors.display(
                                        new FileLocation(
                                                roots.getFirst().location().store(), path)));
        DataType.Struct known =
                new DataType.Struct(
                        found.columns().fields().stream()
                                .filter(field -> schema.all().indexOf(field.name()) >= 0)
                                .toList());
        return PartitionLayout.of(known, bases, context.timeZone());
    }

    /// Null if it is gone and that is no failure.
    private @Nullable FileEntry entry(FileLocation location) {
        try {
            FileEntry entry = location.store().entry(location.path());
            if (entry != null && !entry.isDirectory()) {
                return entry;
            }
        } catch (IOException e) {
            throw FileErrors.readFailed(location.uri(), e);
        }
        if (unreadable.skipsMissing()) {
            return null;
        }
        throw FileErrors.readFailed(location.uri(), new NoSuchFileException(location.path()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.layout.FileListing.Leaf;
import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.connector.files.layout.InputPaths;
import dev.millrace.connector.files.layout.ListingFilter;
import dev.millrace.connector.files.layout.ListingScope;
import dev.millrace.connector.files.layout.PartitionLayout;
import dev.millrace.connector.files.snapshot.DirectoryLocks;
import dev.millrace.connector.files.table.FilesTable;
import dev.millrace.connector.files.table.ListedFiles;
import dev.millrace.connector.files.table.LoggedFiles;
import dev.millrace.connector.files.table.ReadEnvironment;
import dev.millrace.connector.files.table.TableFiles;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Predicate;

/// What is in the directory of a source now. A glob, or a directory, may stand for nothing at the
/// moment: then there are no files. A directory with the log of a streaming sink has the files that
/// the log names.
final class SourceListing {
    private final InputPaths paths;
    private final ListingFilter filter;
    private final ConnectorContext context;
    private final ReadEnvironment environment;

    SourceListing(
            InputPaths paths,
            ListingFilter filter,
            ConnectorContext context,
            ReadEnvironment environment) {
        this.paths = paths;
        this.filter = filter;
        this.context = context;
        this.environment = environment;
    }

    /// The files that are not known yet, in the order of their paths. Nothing but the name of a
    /// known
    /// file is looked at.
    ///
    /// @param known tells for a path whether it is a file that need not be found
    List<FoundFile> files(Predicate<String> known) {
        TableFiles files = tableFiles();
        if (files == null) {
            return List.of();
        }
        try (DirectoryLocks.Lock lock = environment.locks().shared(files.roots())) {
            List<Leaf> leaves = files.leaves(ListingScope.ofPaths(path -> !known.test(path)));
            PartitionLayout layout = FilesTable.layout(files, leaves, null, context);
            return files.members(leaves, layout).stream()
                    .filter(leaf -> FileNames.isData(leaf.entry().name()))
                    .map(
                            leaf ->
                                    new FoundFile(
                                            leaf.location(),
                                            leaf.entry().sizeBytes(),
                                            leaf.entry().modifiedMillis()))
                    .toList();
        }
    }

    /// The files now, null if the paths stand for nothing.
    @Nullable TableFiles tableFiles() {
        if (paths.rootsIfPresent().isEmpty()) {
            return null;
        }
        FileLocation single = paths.single();
        LoggedFiles logged =
                single == null
                        ? null
                        : LoggedFiles.find(single, context.fileStores(), context.clock());
        return logged == null ? new ListedFiles(paths, filter) : logged;
    }
}

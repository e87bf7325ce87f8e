// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.layout.FileListing;
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
    private final DirectoryMemory memory;
    private final boolean mayHaveLog;

    /// @param mayHaveLog false to refuse the directory of a streaming sink
    SourceListing(
            InputPaths paths,
            ListingFilter filter,
            ConnectorContext context,
            ReadEnvironment environment,
            DirectoryMemory memory,
            boolean mayHaveLog) {
        this.paths = paths;
        this.filter = filter;
        this.context = context;
        this.environment = environment;
        this.memory = memory;
        this.mayHaveLog = mayHaveLog;
    }

    /// The files that are not known yet, in the order of their paths. Nothing but the name of a
    /// known file is looked at.
    ///
    /// @param known tells for a path whether it is a file that need not be found
    List<FoundFile> files(Predicate<String> known) {
        ListingScope scope = ListingScope.ofPaths(path -> !known.test(path), memory);
        LoggedFiles logged = logged(paths, context);
        List<Leaf> found;
        if (logged != null) {
            if (!mayHaveLog) {
                throw SourceCleaner.refusal();
            }
            found = logged.leaves(scope);
        } else {
            found = listed(scope);
        }
        memory.finishTurn();
        return found.stream()
                .filter(leaf -> FileNames.isData(leaf.entry().name()))
                .map(
                        leaf ->
                                new FoundFile(
                                        leaf.location(),
                                        leaf.entry().sizeBytes(),
                                        leaf.entry().modifiedMillis()))
                .toList();
    }

    private List<Leaf> listed(ListingScope scope) {
        List<InputPaths.Root> roots = paths.rootsIfPresent(scope);
        if (roots.isEmpty()) {
            return List.of();
        }
        List<String> rootPaths = roots.stream().map(root -> root.location().path()).toList();
        try (DirectoryLocks.Lock lock = environment.locks().shared(rootPaths)) {
            List<Leaf> leaves = FileListing.leaves(roots, filter, scope);
            PartitionLayout layout =
                    filter.isRecursive()
                            ? PartitionLayout.none(context.timeZone())
                            : FilesTable.layout(leaves, paths.bases(roots), null, context);
            return FileListing.tableFiles(leaves, roots, layout, filter);
        }
    }

    /// The files that paths stand for now, null if that is nothing.
    static @Nullable TableFiles tableFiles(
            InputPaths paths, ListingFilter filter, ConnectorContext context) {
        if (paths.rootsIfPresent().isEmpty()) {
            return null;
        }
        LoggedFiles logged = logged(paths, context);
        return logged == null ? new ListedFiles(paths, filter) : logged;
    }

    private static @Nullable LoggedFiles logged(InputPaths paths, ConnectorContext context) {
        FileLocation single = paths.single();
        return single == null ? null : LoggedFiles.find(single, context);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileStore;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Finds the files below the roots of a request.
public final class FileListing {
    private FileListing() {}

    /// A file and the store that has it.
    public record Leaf(FileStore store, FileEntry entry) {
        public FileLocation location() {
            return new FileLocation(store, entry.path());
        }

        public String directory() {
            return FileNames.parent(entry.path());
        }
    }

    /// All files below the roots that are neither hidden nor filtered out, each once, in the order
    /// of the roots and, below a root, of the paths.
    public static List<Leaf> leaves(
            List<InputPaths.Root> roots, ListingFilter filter, ListingScope scope) {
        Set<Leaf> leaves = new LinkedHashSet<>();
        for (InputPaths.Root root : roots) {
            FileStore store = root.location().store();
            try {
                if (root.entry().isDirectory()) {
                    collectIfPresent(store, root.location().path(), filter, scope, leaves);
                } else if (filter.accepts(root.entry())) {
                    leaves.add(new Leaf(store, root.entry()));
                }
            } catch (IOException e) {
                throw FileErrors.listFailed(root.location(), e);
            }
        }
        return new ArrayList<>(leaves);
    }

    /// The files of a table: with partition columns the files in partition directories, without
    /// them those directly below a root.
    public static List<Leaf> tableFiles(
            List<Leaf> leaves,
            List<InputPaths.Root> roots,
            PartitionLayout layout,
            ListingFilter filter) {
        if (filter.isRecursive()) {
            return leaves;
        }
        if (layout.columns().size() > 0) {
            return leaves.stream().filter(leaf -> layout.covers(leaf.directory())).toList();
        }
        Set<String> paths = new LinkedHashSet<>();
        roots.forEach(root -> paths.add(root.location().path()));
        return leaves.stream()
                .filter(
                        leaf ->
                                paths.contains(leaf.directory())
                                        || paths.contains(leaf.entry().path()))
                .toList();
    }

    private static void collect(
            FileStore store,
            String directory,
            ListingFilter filter,
            ListingScope scope,
            Set<Leaf> leaves)
            throws IOException {
        Predicate<String> names =
                name ->
                        !FileNames.isHidden(name)
                                && scope.paths().test(FileNames.child(directory, name));
        for (FileEntry entry : scope.lister().list(store, directory, "*", names)) {
            if (!entry.isDirectory()) {
                if (filter.accepts(entry)) {
                    leaves.add(new Leaf(store, entry));
                }
            } else if (scope.directories().test(entry.path())) {
                collectIfPresent(store, entry.path(), filter, scope, leaves);
            }
        }
    }

    private static void collectIfPresent(
            FileStore store,
            String directory,
            ListingFilter filter,
            ListingScope scope,
            Set<Leaf> leaves)
            throws IOException {
        Set<Leaf> found = new LinkedHashSet<>();
        try {
            collect(store, directory, filter, scope, found);
            leaves.addAll(found);
        } catch (NoSuchFileException e) {
            // Another program deleted the directory since it was found: it is not there.
            found.clear();
        }
    }
}

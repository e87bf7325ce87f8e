// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.FileListing;
import dev.millrace.connector.files.layout.FileListing.Leaf;
import dev.millrace.connector.files.layout.InputPaths;
import dev.millrace.connector.files.layout.ListingFilter;
import dev.millrace.connector.files.layout.PartitionLayout;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The files that a listing of the directories finds.
public record ListedFiles(InputPaths paths, ListingFilter filter) implements TableFiles {
    @Override
    public List<String> roots() {
        return paths.roots().stream().map(root -> root.location().path()).toList();
    }

    @Override
    public Set<String> bases() {
        return paths.bases(paths.roots());
    }

    @Override
    public List<Leaf> leaves(Predicate<String> enters) {
        return FileListing.leaves(paths.roots(), filter, enters);
    }

    @Override
    public List<Leaf> members(List<Leaf> leaves, PartitionLayout layout) {
        return FileListing.tableFiles(leaves, paths.roots(), layout, filter);
    }

    @Override
    public boolean mayBePartitioned() {
        return !filter.isRecursive();
    }
}

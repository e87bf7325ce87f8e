// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.FileListing;
import dev.millrace.connector.files.layout.FileListing.Leaf;
import dev.millrace.connector.files.layout.InputPaths;
import dev.millrace.connector.files.layout.ListingFilter;
import dev.millrace.connector.files.layout.ListingScope;
import dev.millrace.connector.files.layout.PartitionLayout;

import java.util.List;
import java.util.Set;

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
    public List<Leaf> leaves(ListingScope scope) {
        return FileListing.leaves(paths.roots(), filter, scope);
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

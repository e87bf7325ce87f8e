// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.FileListing.Leaf;
import dev.millrace.connector.files.layout.ListingScope;
import dev.millrace.connector.files.layout.PartitionLayout;

import java.util.List;
import java.util.Set;

/// Which files a table consists of at the moment.
public sealed interface TableFiles permits ListedFiles, LoggedFiles {
    /// Paths below which the files are: what has to be locked while they are found.
    List<String> roots();

    /// Where partition directories begin.
    Set<String> bases();

    /// All files below the roots, also those that turn out not to belong to the table: partitions
    /// are discovered from them.
    List<Leaf> leaves(ListingScope scope);

    /// Those of the leaves that belong to the table.
    List<Leaf> members(List<Leaf> leaves, PartitionLayout layout);

    /// True if directories may be partitions.
    boolean mayBePartitioned();
}

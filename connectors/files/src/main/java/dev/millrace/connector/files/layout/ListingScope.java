// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileStore;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/// Which part of what is below the roots a caller needs, and how directories are listed.
///
/// @param directories tells for the path of a directory whether it is searched
/// @param paths tells for a path, before anything but its name is known, whether it is looked at
public record ListingScope(Predicate<String> directories, Predicate<String> paths, Lister lister) {
    public static final ListingScope ALL =
            new ListingScope(path -> true, path -> true, Lister.PLAIN);

    /// Lists a directory. One that remembers what it saw may save the work of looking again.
    @FunctionalInterface
    public interface Lister {
        Lister PLAIN = (store, directory, pattern, names) -> store.list(directory, names);

        /// The children of a directory whose names are wanted, in the order of their names.
        ///
        /// @param pattern the glob that names must match, which `names` tests too; `*` for none
        List<FileEntry> list(
                FileStore store, String directory, String pattern, Predicate<String> names)
                throws IOException;
    }

    public static ListingScope ofDirectories(Predicate<String> directories) {
        return new ListingScope(directories, path -> true, Lister.PLAIN);
    }

    public static ListingScope ofPaths(Predicate<String> paths, Lister lister) {
        return new ListingScope(path -> true, paths, lister);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import java.util.function.Predicate;

/// Which part of what is below the roots a caller needs.
///
/// @param directories tells for the path of a directory whether it is searched
/// @param paths tells for a path, before anything but its name is known, whether it is looked at
public record ListingScope(Predicate<String> directories, Predicate<String> paths) {
    public static final ListingScope ALL = new ListingScope(path -> true, path -> true);

    public static ListingScope ofDirectories(Predicate<String> directories) {
        return new ListingScope(directories, path -> true);
    }

    public static ListingScope ofPaths(Predicate<String> paths) {
        return new ListingScope(path -> true, paths);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileStores;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The paths that a reader was given, and what they stand for.
///
/// @param patterns resolved, globs not yet expanded
/// @param base option `basePath`: where partition directories begin; null if it was not given
public record InputPaths(List<FileLocation> patterns, @Nullable FileLocation base) {
    /// A file or directory that a path stands for.
    public record Root(FileLocation location, FileEntry entry) {}

    public static InputPaths of(ReadRequest request, FileStores stores) {
        List<String> paths = request.paths();
        String option = request.options().value("path");
        if (paths.isEmpty() && option != null) {
            paths = List.of(option);
        }
        if (paths.isEmpty()) {
            throw MillraceException.of(
                            ErrorKind.ILLEGAL_ARGUMENT, "_LEGACY_ERROR_TEMP_2047", "XXKCM")
                    .text("'path' is not specified.");
        }
        String base = request.options().value("basePath");
        return new InputPaths(
                paths.stream().map(stores::resolve).toList(),
                base == null ? null : stores.resolve(base));
    }

    /// The one directory that was named without a glob, null if it was anything else: the only case
    /// in which a log of a streaming sink is looked for.
    public @Nullable FileLocation single() {
        return patterns.size() == 1 && !Glob.isPattern(patterns.getFirst().path())
                ? patterns.getFirst()
                : null;
    }

    /// What is there now. Fails with `PATH_NOT_FOUND` if a path stands for nothing.
    public List<Root> roots() {
        List<Root> roots = new ArrayList<>();
        for (FileLocation pattern : patterns) {
            List<Root> matches = matches(pattern, ListingScope.ALL);
            if (matches.isEmpty()) {
                throw FileErrors.pathNotFound(FileErrors.display(pattern));
            }
            roots.addAll(matches);
        }
        return roots;
    }

    /// What is there now; nothing is no error.
    public List<Root> rootsIfPresent() {
        return rootsIfPresent(ListingScope.ALL);
    }

    /// What is there now, without the files that the caller does not need.
    public List<Root> rootsIfPresent(ListingScope scope) {
        List<Root> roots = new ArrayList<>();
        for (FileLocation pattern : patterns) {
            roots.addAll(matches(pattern, scope));
        }
        return roots;
    }

    /// Where partition directories begin: the base path, else the roots themselves (for a file, its
    /// directory).
    public Set<String> bases(List<Root> roots) {
        Set<String> bases = new LinkedHashSet<>();
        if (base == null) {
            for (Root root : roots) {
                String path = root.location().path();
                bases.add(root.entry().isDirectory() ? path : FileNames.parent(path));
            }
            return bases;
        }
        FileEntry entry = entry(base);
        if (entry == null) {
            throw FileErrors.illegal("Option 'basePath' not found");
        }
        if (!entry.isDirectory()) {
            throw FileErrors.illegal("Option 'basePath' must be a directory");
        }
        for (Root root : roots) {
            if (!FileNames.isWithin(root.location().path(), base.path())) {
                throw FileErrors.illegal(
                        "Wrong basePath "
                                + FileErrors.display(base)
                                + " for the root path: "
                                + FileErrors.display(root.location()));
            }
        }
        bases.add(base.path());
        return bases;
    }

    private static List<Root> matches(FileLocation pattern, ListingScope scope) {
        if (!Glob.isPattern(pattern.path())) {
            FileEntry entry = entry(pattern);
            return entry == null ? List.of() : List.of(new Root(pattern, entry));
        }
        try {
            return Glob.expand(pattern.store(), pattern.path(), scope).stream()
                    .map(e -> new Root(new FileLocation(pattern.store(), e.path()), e))
                    .toList();
        } catch (IOException e) {
            throw FileErrors.listFailed(pattern, e);
        }
    }

    private static @Nullable FileEntry entry(FileLocation location) {
        try {
            return location.store().entry(location.path());
        } catch (IOException e) {
            throw FileErrors.listFailed(location, e);
        }
    }
}

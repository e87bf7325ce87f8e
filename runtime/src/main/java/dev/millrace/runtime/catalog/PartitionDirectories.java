// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.PartitionPath;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The partitions of a table of files. They are not written down anywhere: a partition is there
/// exactly while its directory is, with or without files in it.
///
/// @param root of the table
/// @param columns of the partitions, outermost first
public record PartitionDirectories(FileLocation root, List<String> columns) {
    public PartitionDirectories {
        columns = List.copyOf(columns);
    }

    /// One partition.
    ///
    /// @param values as text, one for each column; null for NULL
    public record Partition(List<@Nullable String> values, FileLocation directory) {}

    /// All partitions, in the order of their names.
    public List<Partition> all() {
        List<Partition> found = new ArrayList<>();
        collect(root, new @Nullable String[columns.size()], 0, found);
        found.sort(Comparator.comparing(this::name));
        return found;
    }

    private void collect(
            FileLocation at, @Nullable String[] values, int depth, List<Partition> found) {
        if (depth == columns.size()) {
            found.add(new Partition(Arrays.asList(values.clone()), at));
            return;
        }
        for (FileEntry entry : entries(at)) {
            PartitionPath.Level level =
                    entry.isDirectory() ? PartitionPath.parse(entry.name()) : null;
            if (level != null && level.column().equalsIgnoreCase(columns.get(depth))) {
                values[depth] =
                        level.rawValue().equals(PartitionPath.NULL_VALUE)
                                ? null
                                : PartitionPath.unescape(level.rawValue());
                collect(at.resolve(entry.name()), values, depth + 1, found);
            }
        }
    }

    private static List<FileEntry> entries(FileLocation directory) {
        try {
            return directory.store().list(directory.path());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory.path(), e);
        }
    }

    /// As `SHOW PARTITIONS` has it: `a=1/b=x%2Fy`.
    public String name(Partition partition) {
        return path(partition.values());
    }

    /// The partition of these values, whether it is there or not.
    public Partition at(List<@Nullable String> values) {
        return new Partition(values, root.resolve(path(values)));
    }

    private String path(List<@Nullable String> values) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            path.append(i == 0 ? "" : "/");
            path.append(PartitionPath.segment(columns.get(i), values.get(i)));
        }
        return path.toString();
    }

    /// The partition of these values, null if it is not there.
    public @Nullable Partition find(List<@Nullable String> values) {
        Partition partition = at(values);
        try {
            FileEntry entry = root.store().entry(partition.directory().path());
            return entry != null && entry.isDirectory() ? partition : null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for " + partition.directory().path(), e);
        }
    }

    public void add(Partition partition) {
        try {
            root.store().createDirectories(partition.directory().path());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + partition.directory().path(), e);
        }
    }

    /// Takes a partition away with all its rows.
    public void drop(Partition partition) {
        try {
            root.store().delete(partition.directory().path());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + partition.directory().path(), e);
        }
    }

    /// Takes all rows of a partition away; it stays, empty.
    public void empty(Partition partition) {
        for (FileEntry entry : entries(partition.directory())) {
            try {
                root.store().delete(entry.path());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + entry.path(), e);
            }
        }
    }

    /// Gives the rows of a partition other values; one of these must not be there.
    public void rename(Partition from, Partition to) {
        try {
            root.store().rename(from.directory().path(), to.directory().path());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move " + from.directory().path(), e);
        }
    }
}

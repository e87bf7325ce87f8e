// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// A tree of files with the few operations that durability needs. All of the engine's and the
/// connectors' file access goes through it.
///
/// Paths are absolute, separated by `/`, without a trailing slash and without a scheme
/// (`/data/in/f0.json`); `uri` gives the qualified form.
/// A missing file is a `java.nio.file.NoSuchFileException`; any other failure is an `IOException`
/// that names the path. Implementations are thread-safe.
///
/// The way to write a file so that a crash leaves the old content, the new content or nothing:
/// `create` a hidden temporary name, write,
/// `FileOutput.sync`, close, then `rename` (which makes the name durable too).
public interface FileStore {
    /// The entry at this path, or null if there is none.
    @Nullable FileEntry entry(String path) throws IOException;

    /// The direct children of a directory in the order of their names.
    List<FileEntry> list(String directory) throws IOException;

    /// The direct children of a directory whose names are wanted, in the order of their names. For
    /// a
    /// directory of many files of which most are known already: a store may save the work of
    /// looking
    /// at each.
    default List<FileEntry> list(String directory, Predicate<String> wanted) throws IOException {
        return list(directory).stream().filter(entry -> wanted.test(entry.name())).toList();
    }

    /// A mark of the names in a directory, to be compared with `equals`: if it is the same before a
    /// listing and at a later moment, no child was added, removed or renamed in between. Null if
    /// the store cannot promise that, or not yet: then the directory has to be listed.
    default @Nullable Object changeMark(String directory) throws IOException {
        return null;
    }

    /// Opens a file for reading at any position.
    FileInput open(String path) throws IOException;

    /// Creates a new file, and its missing parent directories. Fails with
    /// `java.nio.file.FileAlreadyExistsException` if the path exists.
    FileOutput create(String path) throws IOException;

    void createDirectories(String directory) throws IOException;

    /// Atomically gives a file or directory another name, durably. Fails with
    /// `FileAlreadyExistsException` if `to` exists; exactly one of several concurrent callers with
    /// the same `to` succeeds.
    /// The parent of `to` is created if missing.
    void rename(String from, String to) throws IOException;

    /// Atomically puts a file in the place of another one or of none, durably.
    void replace(String from, String to) throws IOException;

    /// Like `rename`, but the new name becomes durable only in its order: after a crash it is there
    /// if anything is that was synced, renamed or replaced on the same device afterwards. For a
    /// file that something later vouches for, which this saves a sync. A store that does not know
    /// that its device keeps such an order makes the name durable at once.
    default void renameInOrder(String from, String to) throws IOException {
        rename(from, to);
    }

    /// Like `replace`, but durable only in its order, as with `renameInOrder`.
    default void replaceInOrder(String from, String to) throws IOException {
        replace(from, to);
    }

    /// Atomically exchanges two existing directories (or files), durably: at no moment is either
    /// path missing.
    void exchange(String one, String other) throws IOException;

    /// Deletes a file, or a directory with all that is in it. Does nothing if there is none.
    void delete(String path) throws IOException;

    /// Where a path of this store is on this machine, for programs that know only the local file
    /// system; null if it is not there. Who writes to it without the store cares for durability
    /// himself.
    default @Nullable Path localPath(String path) {
        return null;
    }

    /// Takes the lock of a path, over all processes that use this store: a small file that is made
    /// if it is missing and stays when the lock is given back. Fails with `PathLockedException` if
    /// somebody has it; a file that a dead process left is no obstacle.
    ///
    /// A store without locks lets everybody in.
    default PathLock lock(String path) throws IOException {
        return () -> {};
    }

    /// The fully qualified, URL-encoded form that Spark writes to its logs:
    /// `file:///data/in/f%200.json`.
    String uri(String path);

    /// Writes a whole small file durably under a name that did not exist
    /// (`FileAlreadyExistsException` otherwise): the way of log entries.
    default void writeNew(String path, byte[] content) throws IOException {
        String temporary = writeAside(path, content);
        try {
            rename(temporary, path);
        } catch (IOException e) {
            delete(temporary);
            throw e;
        }
    }

    /// Like `writeNew`, but the name becomes durable only in its order, as with `renameInOrder`.
    /// The file is never there in part.
    default void writeNewInOrder(String path, byte[] content) throws IOException {
        String temporary = writeAside(path, content);
        try {
            renameInOrder(temporary, path);
        } catch (IOException e) {
            delete(temporary);
            throw e;
        }
    }

    /// Writes a whole small file durably over an existing one or a new name.
    default void writeOver(String path, byte[] content) throws IOException {
        replace(writeAside(path, content), path);
    }

    private String writeAside(String path, byte[] content) throws IOException {
        String temporary = TemporaryNames.beside(path);
        try (FileOutput output = create(temporary)) {
            output.write(content, 0, content.length);
            output.sync();
        }
        return temporary;
    }

    /// The whole content of a file.
    default byte[] readAll(String path) throws IOException {
        try (FileInput input = open(path)) {
            byte[] content = new byte[Math.toIntExact(input.length())];
            input.readFully(0, content, 0, content.length);
            return content;
        }
    }
}

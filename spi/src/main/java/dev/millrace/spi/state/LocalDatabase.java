// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Sorted maps of byte strings in a directory of this machine, for state that should outgrow
/// memory.
///
/// It promises nothing about crashes: the engine keeps what must survive in files of its own and
/// fills a fresh database from them. Readers may work on several threads at once; `apply` and
/// `snapshot` are called by one thread at a time, `apply` only while no walk that matters is open
/// (a walk sees the content as it was when it began).
///
/// Failures of the storage are `java.io.UncheckedIOException`s that name the directory.
public interface LocalDatabase extends AutoCloseable {
    /// The maps of a database.
    enum Family {
        ENTRIES,
        EXPIRIES
    }

    /// Copies the value of a key of `ENTRIES` into `into`, as much of it as fits.
    ///
    /// @return the length of the whole value, -1 if there is no such key
    int get(byte[] key, int keyStart, int keyLength, byte[] into);

    /// The entries from one key, inclusive, to another, exclusive, in the order of their keys as
    /// unsigned bytes.
    Walk walk(Family family, byte[] from, byte[] to);

    /// An empty collection of changes.
    Changes newChanges();

    /// Makes changes, in the order in which they were collected.
    void apply(Changes changes);

    /// Writes the present content as files of a new directory, which the database never changes
    /// again. A database that is opened in a directory that holds exactly these files has the same
    /// content.
    ///
    /// Files whose names end in `.sst` are large and are the same file whenever they have the same
    /// name, as long as the database is open or is opened again from a snapshot; the others are
    /// small.
    List<Path> snapshot(Path directory) throws IOException;

    /// Bytes of memory in use, outside the heap.
    long memoryBytes();

    @Override
    void close();

    /// Changes that are made together.
    interface Changes extends AutoCloseable {
        void put(
                Family family,
                byte[] key,
                int keyStart,
                int keyLength,
                byte[] value,
                int valueStart,
                int valueLength);

        void delete(Family family, byte[] key, int keyStart, int keyLength);

        /// Bytes collected so far.
        long sizeBytes();

        /// Forgets what was collected.
        void clear();

        @Override
        default void close() {}
    }

    /// A walk over a range. Used by one thread.
    interface Walk extends AutoCloseable {
        /// Moves to the next entry; false at the end.
        boolean next();

        /// Holds the current key from index 0; valid until the next move.
        byte[] key();

        int keyLength();

        /// Holds the current value from index 0; valid until the next move.
        byte[] value();

        int valueLength();

        @Override
        void close();
    }
}

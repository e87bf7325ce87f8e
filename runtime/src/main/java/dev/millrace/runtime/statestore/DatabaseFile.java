// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

/// A file of a database in a snapshot.
sealed interface DatabaseFile {
    /// Its name in the directory of the database.
    String name();

    /// A large file, stored once for all snapshots that contain it.
    ///
    /// @param storedName its name in the directory of the stored ones
    /// @param checksum CRC32C of its content
    record Kept(String name, String storedName, long sizeBytes, long checksum)
            implements DatabaseFile {}

    /// A small file, whose content stands in the snapshot. Never compared: the arrays would be by
    /// identity.
    @SuppressWarnings("ArrayRecordComponent")
    record Inline(String name, byte[] content) implements DatabaseFile {}
}

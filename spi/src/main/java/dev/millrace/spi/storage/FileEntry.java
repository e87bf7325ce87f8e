// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

/// What a store knows about a file or directory.
///
/// @param path absolute path, see `FileStore`
/// @param sizeBytes 0 for a directory
/// @param modifiedMillis last modification, milliseconds since the epoch
public record FileEntry(String path, boolean isDirectory, long sizeBytes, long modifiedMillis) {
    /// The last part of the path.
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}

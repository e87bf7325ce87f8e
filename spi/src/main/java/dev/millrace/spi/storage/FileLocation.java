// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

/// A path in a store. The path is absolute and normalised (see `FileStore`).
public record FileLocation(FileStore store, String path) {
    public FileLocation resolve(String child) {
        return new FileLocation(store, path + "/" + child);
    }

    /// The fully qualified, URL-encoded form.
    public String uri() {
        return store.uri(path);
    }
}

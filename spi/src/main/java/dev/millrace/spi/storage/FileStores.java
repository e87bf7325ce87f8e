// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

/// Finds the store of a path that a user wrote.
public interface FileStores {
    /// Accepts `/a/b`, `a/b` (relative to the working directory), `file:/a/b`, `file:///a/b` and
    /// the schemes of other stores; refuses an unknown scheme by name. The path may hold a glob.
    FileLocation resolve(String path);
}

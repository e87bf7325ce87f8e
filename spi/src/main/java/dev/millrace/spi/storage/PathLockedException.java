// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

import java.nio.file.FileSystemException;

/// Somebody else holds the lock of a path; the reason says who.
public final class PathLockedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /// @param holder `process 4711`
    public PathLockedException(String path, String holder) {
        super(path, null, "it is locked by " + holder);
    }
}

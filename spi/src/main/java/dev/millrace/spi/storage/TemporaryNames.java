// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

import java.util.UUID;

/// Names for files that are being written: hidden (a leading dot), unique, in the directory of the
/// final name so that a rename stays within one file system.
public final class TemporaryNames {
    private TemporaryNames() {}

    /// `/a/b` → `/a/.b.<uuid>.tmp`, the form Spark uses for its checkpoint files.
    public static String beside(String path) {
        int slash = path.lastIndexOf('/');
        return path.substring(0, slash + 1)
                + "."
                + path.substring(slash + 1)
                + "."
                + UUID.randomUUID()
                + ".tmp";
    }
}

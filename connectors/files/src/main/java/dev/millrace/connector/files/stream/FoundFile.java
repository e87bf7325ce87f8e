// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.spi.storage.FileLocation;

/// A file that a listing of the source has found.
record FoundFile(FileLocation location, long sizeBytes, long modifiedMillis) {
    String path() {
        return location.path();
    }
}

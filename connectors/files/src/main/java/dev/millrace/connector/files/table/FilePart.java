// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.DataFile;

/// A range of a file that is read at once, from one of the format's part starts to the next.
record FilePart(DataFile file, long start, long end) {
    long sizeBytes() {
        return end - start;
    }
}

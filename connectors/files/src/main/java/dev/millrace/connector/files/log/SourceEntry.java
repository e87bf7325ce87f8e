// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.log;

import java.util.Map;

/// A file that a streaming source has taken.
///
/// @param path qualified and URL-encoded
/// @param timestampMillis modification time of the file
/// @param batchId the log offset that holds it, not the batch of the query
public record SourceEntry(String path, long timestampMillis, long batchId) {
    public String toLine() {
        return "{\"path\":"
                + FlatJson.quote(path)
                + ",\"timestamp\":"
                + timestampMillis
                + ",\"batchId\":"
                + batchId
                + "}";
    }

    /// Reads a line; `IllegalArgumentException` if it is none.
    public static SourceEntry parse(String line) {
        Map<String, ?> members = FlatJson.parse(line);
        if (members.get("path") instanceof String path
                && members.get("timestamp") instanceof Long timestamp
                && members.get("batchId") instanceof Long batch) {
            return new SourceEntry(path, timestamp, batch);
        }
        throw new IllegalArgumentException("not an entry of a file source: " + line);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.log;

import java.util.Map;

/// A file that a streaming sink has written.
///
/// @param path qualified and URL-encoded
/// @param isDeleted true for the action `delete`, which takes an earlier entry of the path back
public record SinkEntry(String path, long sizeBytes, long modifiedMillis, boolean isDeleted) {
    /// What a local file system of Hadoop says; nobody reads it.
    private static final long BLOCK_SIZE = 33554432;

    public String toLine() {
        return "{\"path\":"
                + FlatJson.quote(path)
                + ",\"size\":"
                + sizeBytes
                + ",\"isDir\":false,\"modificationTime\":"
                + modifiedMillis
                + ",\"blockReplication\":1,\"blockSize\":"
                + BLOCK_SIZE
                + ",\"action\":\""
                + (isDeleted ? "delete" : "add")
                + "\"}";
    }

    /// Reads a line; `IllegalArgumentException` if it is none.
    public static SinkEntry parse(String line) {
        Map<String, ?> members = FlatJson.parse(line);
        if (members.get("path") instanceof String path
                && members.get("size") instanceof Long size
                && members.get("modificationTime") instanceof Long modified
                && members.get("action") instanceof String action) {
            return new SinkEntry(path, size, modified, action.equals("delete"));
        }
        throw new IllegalArgumentException("not an entry of a file sink: " + line);
    }
}

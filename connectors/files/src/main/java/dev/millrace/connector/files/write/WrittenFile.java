// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.connector.files.layout.FileNames;

/// A finished file.
///
/// @param partition its partition directories relative to the table, `dt=2024-01-01/country=VN`;
/// empty without partition columns
public record WrittenFile(String partition, String name, long rowCount, long sizeBytes) {
    /// The path relative to the table.
    public String relativePath() {
        return partition.isEmpty() ? name : FileNames.child(partition, name);
    }
}

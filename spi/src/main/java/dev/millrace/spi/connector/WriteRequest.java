// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What `df.write` or `df.writeStream` was told.
///
/// @param path where to, null if none was given
/// @param partitionColumns names of the columns that become directories, in order
public record WriteRequest(
        String format,
        DataType.Struct schema,
        @Nullable String path,
        SaveMode mode,
        List<String> partitionColumns,
        Options options) {
    public WriteRequest {
        partitionColumns = List.copyOf(partitionColumns);
    }

    /// Spark's four save modes.
    public enum SaveMode {
        ERROR_IF_EXISTS,
        APPEND,
        OVERWRITE,
        IGNORE
    }
}

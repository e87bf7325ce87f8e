// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What `spark.read` or `spark.readStream` was told.
///
/// @param schema the user's schema, null to infer it
/// @param paths as the user wrote them, globs included
public record ReadRequest(
        String format, DataType.@Nullable Struct schema, Options options, List<String> paths) {
    public ReadRequest {
        paths = List.copyOf(paths);
    }
}

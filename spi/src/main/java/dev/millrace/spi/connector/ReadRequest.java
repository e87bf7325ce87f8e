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
    public ReadRequest(
            String format, DataType.@Nullable Struct schema, Options options, List<String> paths) {
        this.format = format;
        this.schema = schema;
        this.options = options;
        this.paths = List.copyOf(paths);
    }

    /// A request that leaves the schema to be inferred.
    public static ReadRequest inferred(String format, Options options, List<String> paths) {
        return new ReadRequest(format, null, options, paths);
    }

    /// The same request of another format.
    public ReadRequest withFormat(String name) {
        return new ReadRequest(name, schema, options, paths);
    }
}

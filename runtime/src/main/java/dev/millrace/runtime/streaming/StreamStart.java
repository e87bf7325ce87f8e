// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.Relation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What `df.writeStream…start()` was told.
///
/// @param format name of the sink, null for the default or with a function
/// @param function for foreachBatch and foreach, else null
/// @param table for `toTable` the name in parts, else null
/// @param jobTags what listeners are told of the call that started the query
public record StreamStart(
        Relation input,
        @Nullable String format,
        @Nullable SinkFunction function,
        @Nullable String path,
        @Nullable List<String> table,
        OutputMode mode,
        Trigger trigger,
        @Nullable String name,
        List<String> partitionColumns,
        Map<String, String> options,
        List<String> jobTags) {
    public StreamStart {
        partitionColumns = List.copyOf(partitionColumns);
        options = Map.copyOf(options);
        jobTags = List.copyOf(jobTags);
    }

    /// A start without tags.
    public StreamStart(
            Relation input,
            @Nullable String format,
            @Nullable SinkFunction function,
            @Nullable String path,
            @Nullable List<String> table,
            OutputMode mode,
            Trigger trigger,
            @Nullable String name,
            List<String> partitionColumns,
            Map<String, String> options) {
        this(
                input,
                format,
                function,
                path,
                table,
                mode,
                trigger,
                name,
                partitionColumns,
                options,
                List.of());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.spi.connector.WriteJob;

import java.util.List;

/// What one task wrote.
public record WrittenFiles(List<WrittenFile> files, long rowCount) implements WriteJob.TaskResult {
    public WrittenFiles {
        files = List.copyOf(files);
    }

    /// The files of all tasks, in their order.
    public static List<WrittenFile> all(List<WriteJob.TaskResult> results) {
        return results.stream()
                .map(WrittenFiles.class::cast)
                .flatMap(result -> result.files().stream())
                .toList();
    }
}

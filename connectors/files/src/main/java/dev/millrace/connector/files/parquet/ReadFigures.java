// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import java.util.Map;

/// What was read and what was skipped of a part of a file. Used by one thread.
final class ReadFigures {
    long rowGroupsRead;
    long rowGroupsSkipped;
    long chunksRead;
    long chunksSkipped;
    long pagesRead;
    long pagesSkipped;

    /// As `explain` shows them.
    Map<String, Long> named() {
        return Map.of(
                "row groups read", rowGroupsRead,
                "row groups skipped", rowGroupsSkipped,
                "column chunks read", chunksRead,
                "column chunks skipped", chunksSkipped,
                "pages read", pagesRead,
                "pages skipped", pagesSkipped);
    }
}

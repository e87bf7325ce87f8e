// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.format;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.storage.FileInput;

import java.util.List;

/// Reads files of one schema. Immutable; used by many threads.
public interface FileReader {
    /// Stands as the last of the asked columns for the number of the row in its file, from 0. Only
    /// formats that have it are asked for it: `FileFormat.hasRowIndex`.
    String ROW_INDEX = "_tmp_metadata_row_index";

    /// How a file may be cut into parts that are read in parallel, as offsets at which parts begin
    /// (the first is 0). A format that cannot be cut returns only 0.
    List<Long> partStarts(FileInput file, String uri);

    /// Reads one part of a file.
    ///
    /// The malformed-record mode of the format (PERMISSIVE, DROPMALFORMED, FAILFAST) applies to
    /// whole records, also when only some columns are asked for.
    ///
    /// @param uri of the file, for messages
    /// @param start one of `partStarts`
    /// @param end the next one, or the length of the file
    /// @param columns the names to deliver, in order; all are in the reader's schema
    /// @param predicates for skipping within the file; rows that do not match may still be
    /// delivered
    BatchReader open(
            FileInput file,
            String uri,
            long start,
            long end,
            List<String> columns,
            List<ColumnPredicate> predicates);
}

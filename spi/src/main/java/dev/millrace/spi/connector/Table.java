// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.type.DataType;

import java.util.List;

/// Existing data that can be scanned any number of times.
public interface Table {
    DataType.Struct schema();

    /// Columns besides those of the schema, which a query has only if it names them and nothing
    /// else has that name.
    default DataType.Struct hiddenColumns() {
        return DataType.Struct.of();
    }

    /// What `explain` prints, for example `parquet file:///data/silver`.
    String description();

    /// Plans a scan: lists files, prunes partitions. Reads no rows.
    Scan scan(ScanRequest request);

    /// About how many bytes it holds, for the choice between plans; `Long.MAX_VALUE` if nobody
    /// knows.
    default long estimatedBytes() {
        return Long.MAX_VALUE;
    }

    /// The URIs of the files behind it, as `Dataset.inputFiles` shows them.
    default List<String> inputFiles() {
        return List.of();
    }
}

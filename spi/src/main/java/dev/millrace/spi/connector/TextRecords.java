// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.function.PartitionFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// Texts of one record each, in a format that files have too: what `spark.read().json(strings)`
/// reads. Where texts are handed in they are the first column of the rows, of type string.
public interface TextRecords {
    /// The text that is a header, which is also to be left out wherever else it stands; null if the
    /// format has none or was told that there is none. Pulls no more texts than it needs.
    @Nullable String header(BatchReader texts);

    /// The schema of these records, all fields nullable.
    ///
    /// @param header as `header` found it
    DataType.Struct inferSchema(BatchReader texts, @Nullable String header);

    /// What makes rows of this schema of texts.
    ///
    /// @param header as `header` found it
    PartitionFunction reader(DataType.Struct schema, @Nullable String header);
}

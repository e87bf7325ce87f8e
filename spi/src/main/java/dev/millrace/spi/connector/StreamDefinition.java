// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

/// Data that grows, as analysis knows it: with a schema, but not yet being read.
public interface StreamDefinition {
    DataType.Struct schema();

    /// As `Table.hiddenColumns`.
    default DataType.Struct hiddenColumns() {
        return DataType.Struct.of();
    }

    /// What `explain` and the progress print: `FileStreamSource[file:/data/in]`.
    String description();

    /// Starts the source of one query. Called in the query's thread; option values are checked here
    /// as Spark does.
    ///
    /// @param log the source's own directory in the checkpoint, `<checkpoint>/sources/<i>`
    MicroBatchSource start(FileLocation log, ConnectorContext context);
}

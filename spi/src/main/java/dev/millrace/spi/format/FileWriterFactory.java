// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.format;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.storage.FileOutput;

import java.io.IOException;

/// Starts files of one schema. Immutable; used by many threads.
public interface FileWriterFactory {
    /// The end of a file name with its compression, as Spark writes it: `.snappy.parquet`, `.json`,
    /// `.csv.gz`.
    String extension();

    /// Starts to write into an empty output. The caller syncs and closes the output after
    /// `FileWriter.finish`.
    FileWriter open(FileOutput output) throws IOException;

    /// Writes one file.
    interface FileWriter {
        void write(ColumnBatch batch) throws IOException;

        /// Writes what is still buffered, footers included.
        void finish() throws IOException;
    }
}

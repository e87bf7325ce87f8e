// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.plain;

import dev.millrace.connector.files.text.TextCompression;
import dev.millrace.connector.files.text.TextOutput;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileOutput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Writes a line for each row, an empty one for NULL.
///
/// @param lineSeparator null for LF
record TextWriter(byte @Nullable [] lineSeparator, TextCompression compression)
        implements FileWriterFactory {
    private static final byte[] LINE_FEED = {'\n'};

    @Override
    public String extension() {
        return ".txt" + compression.extension();
    }

    @Override
    public FileWriter open(FileOutput file) throws IOException {
        TextOutput output = new TextOutput(file, compression, StandardCharsets.UTF_8);
        byte[] separator = lineSeparator == null ? LINE_FEED : lineSeparator;
        return new FileWriter() {
            @Override
            public void write(ColumnBatch batch) throws IOException {
                BytesColumn lines = (BytesColumn) batch.column(0);
                for (int row = 0; row < batch.rowCount(); row++) {
                    if (!lines.isNull(row)) {
                        output.buffer().write(lines.data(), lines.start(row), lines.length(row));
                    }
                    output.buffer().write(separator, 0, separator.length);
                    output.drain();
                }
            }

            @Override
            public void finish() throws IOException {
                output.finish();
            }
        };
    }
}

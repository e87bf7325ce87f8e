// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.records;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.function.PartitionFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Makes rows of texts: the texts of each batch are one file to the reader of the format.
record RecordReader(
        String format, DataType.Struct schema, FileReader reader, byte @Nullable [] header)
        implements PartitionFunction {
    @Override
    public String name() {
        return "read " + format;
    }

    @Override
    public DataType.Struct resultSchema() {
        return schema;
    }

    @Override
    public BatchReader apply(BatchReader input) {
        return new Rows(input);
    }

    private final class Rows implements BatchReader {
        private final BatchReader texts;
        private @Nullable BatchReader rows;

        Rows(BatchReader texts) {
            this.texts = texts;
        }

        @Override
        public @Nullable ColumnBatch next() {
            try {
                return nextRows();
            } catch (MillraceException e) {
                throw RecordTexts.cause(e);
            }
        }

        private @Nullable ColumnBatch nextRows() {
            while (true) {
                if (rows != null) {
                    ColumnBatch batch = rows.next();
                    if (batch != null) {
                        return batch;
                    }
                    rows.close();
                    rows = null;
                }
                ColumnBatch batch = texts.next();
                if (batch == null) {
                    return null;
                }
                RecordTexts.Lines lines = new RecordTexts.Lines();
                lines.add(batch, header);
                MemoryFile file = lines.file();
                rows = reader.open(file, "", 0, file.length(), schema.names(), List.of());
            }
        }

        @Override
        public void close() {
            if (rows != null) {
                rows.close();
            }
            texts.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.type.DataType;

import org.apache.avro.Schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Writes files.
record AvroWriter(Schema schema, DataType.Struct columns, AvroOptions options)
        implements FileWriterFactory {
    /// What Avro's own writer makes of a block.
    private static final int BLOCK_BYTES = 64_000;

    /// By this readers know that Spark's calendar is the proleptic one.
    private static final String VERSION_KEY = "org.apache.spark.version";

    private static final String VERSION = "4.2.0";

    static AvroWriter of(DataType.Struct columns, AvroOptions options) {
        Schema given = options.schema();
        Schema schema =
                given == null
                        ? AvroSchemas.of(columns, options.recordName(), options.recordNamespace())
                        : given;
        if (schema.getType() != Schema.Type.RECORD) {
            throw AvroErrors.incompatible(schema, columns);
        }
        return new AvroWriter(schema, columns, options);
    }

    @Override
    public String extension() {
        return options.codec() == AvroCodec.UNCOMPRESSED
                ? ".avro"
                : "." + options.codec().name().toLowerCase(Locale.ROOT) + ".avro";
    }

    @Override
    public FileWriter open(FileOutput output) throws IOException {
        try {
            return new OneFile(output, new WriterCompiler(options).record(columns, schema));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private final class OneFile implements FileWriter {
        private final FileOutput output;
        private final Writers.Records row;
        private final AvroOutput block = new AvroOutput();
        private long rows;
        private byte[] sync = {};

        OneFile(FileOutput output, Writers.Records row) {
            this.output = output;
            this.row = row;
        }

        @Override
        public void write(ColumnBatch batch) throws IOException {
            StructColumn all = new StructColumn(batch.columns(), null, batch.rowCount());
            try {
                for (int i = 0; i < batch.rowCount(); i++) {
                    row.write(all, i, block);
                    rows++;
                    if (block.size() >= BLOCK_BYTES) {
                        flush();
                    }
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        @Override
        public void finish() throws IOException {
            if (rows > 0) {
                flush();
            } else if (sync.length == 0) {
                writeHeader();
            }
        }

        private void flush() throws IOException {
            if (sync.length == 0) {
                writeHeader();
            }
            byte[] bytes = options.codec().compressed(block.bytes(), block.size(), options.level());
            AvroOutput front = new AvroOutput();
            front.writeLong(rows);
            front.writeLong(bytes.length);
            output.write(front.bytes(), 0, front.size());
            output.write(bytes, 0, bytes.length);
            output.write(sync, 0, sync.length);
            block.clear();
            rows = 0;
        }

        /// The mark only has to be unlike what is in blocks, so it is made of the first one: the
        /// same rows give the same file.
        private void writeHeader() throws IOException {
            sync = digest();
            Map<String, String> values = new LinkedHashMap<>();
            values.put(Container.SCHEMA_KEY, schema.toString());
            values.put(Container.CODEC_KEY, options.codec().nameInFile());
            values.put(VERSION_KEY, VERSION);
            AvroOutput header = new AvroOutput();
            header.write(Container.MAGIC, 0, Container.MAGIC.length);
            header.writeLong(values.size());
            values.forEach(
                    (key, value) -> {
                        byte[] name = key.getBytes(StandardCharsets.UTF_8);
                        byte[] text = value.getBytes(StandardCharsets.UTF_8);
                        header.writeString(name, 0, name.length);
                        header.writeString(text, 0, text.length);
                    });
            header.writeLong(0);
            header.write(sync, 0, sync.length);
            output.write(header.bytes(), 0, header.size());
        }

        private byte[] digest() {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(schema.toString().getBytes(StandardCharsets.UTF_8));
                digest.update(block.bytes(), 0, block.size());
                return Arrays.copyOf(digest.digest(), Container.SYNC_BYTES);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

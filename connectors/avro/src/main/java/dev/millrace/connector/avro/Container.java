// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.storage.FileInput;

import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The header of a file, and where its blocks are.
///
/// @param schema that the values were written with
/// @param sync the mark after each block
/// @param firstBlock where the first block begins
record Container(Schema schema, AvroCodec codec, byte[] sync, long firstBlock) {
    static final byte[] MAGIC = {'O', 'b', 'j', 1};
    static final int SYNC_BYTES = 16;
    static final String SCHEMA_KEY = "avro.schema";
    static final String CODEC_KEY = "avro.codec";

    private static final int HEADER_BYTES = 1 << 14;

    /// The longest that the two integers at the front of a block can be.
    private static final int BLOCK_HEADER_BYTES = 20;

    /// A block.
    ///
    /// @param rows in it
    /// @param start of its compressed bytes
    /// @param end of them; the mark follows
    record Block(long rows, long start, int length) {
        long next() {
            return start + length + SYNC_BYTES;
        }
    }

    static Container read(FileInput file) throws IOException {
        long length = file.length();
        for (long wanted = HEADER_BYTES; ; wanted *= 4) {
            int size = (int) Math.min(Math.min(wanted, length), Integer.MAX_VALUE - 8);
            byte[] bytes = new byte[size];
            file.readFully(0, bytes, 0, size);
            try {
                return read(new AvroInput(bytes));
            } catch (EOFException e) {
                if (wanted >= length) {
                    throw e;
                }
            }
        }
    }

    private static Container read(AvroInput in) throws IOException {
        int start = in.skip(MAGIC.length);
        if (!Arrays.equals(Arrays.copyOfRange(in.bytes(), start, start + MAGIC.length), MAGIC)) {
            throw new IOException("Not an Avro data file.");
        }
        Map<String, String> values = new HashMap<>();
        for (long items = in.readItems(); items > 0; items = in.readItems()) {
            for (long i = 0; i < items; i++) {
                String key = text(in);
                values.put(key, text(in));
            }
        }
        int sync = in.skip(SYNC_BYTES);
        String schema = values.get(SCHEMA_KEY);
        if (schema == null) {
            throw new IOException("the header has no schema");
        }
        try {
            return new Container(
                    new Schema.Parser().parse(schema),
                    AvroCodec.ofFile(values.getOrDefault(CODEC_KEY, "null")),
                    Arrays.copyOfRange(in.bytes(), sync, sync + SYNC_BYTES),
                    in.position());
        } catch (SchemaParseException e) {
            throw new IOException("the schema in the header cannot be parsed", e);
        }
    }

    private static String text(AvroInput in) throws IOException {
        int length = in.readLength();
        int start = in.skip(length);
        return new String(in.bytes(), start, length, StandardCharsets.UTF_8);
    }

    /// The block that begins at a position.
    Block block(FileInput file, long position) throws IOException {
        int size = (int) Math.min(BLOCK_HEADER_BYTES, file.length() - position);
        byte[] bytes = new byte[size];
        file.readFully(position, bytes, 0, size);
        AvroInput in = new AvroInput(bytes);
        long rows = in.readLong();
        long length = in.readLong();
        long start = position + in.position();
        if (rows < 0 || length < 0 || length > file.length() - start - SYNC_BYTES) {
            throw new EOFException(
                    "a block of " + length + " bytes at " + position + " of " + file.length());
        }
        return new Block(rows, start, Math.toIntExact(length));
    }

    /// The decompressed bytes of a block.
    byte[] content(FileInput file, Block block) throws IOException {
        byte[] bytes = new byte[block.length() + SYNC_BYTES];
        file.readFully(block.start(), bytes, 0, bytes.length);
        if (!Arrays.equals(Arrays.copyOfRange(bytes, block.length(), bytes.length), sync)) {
            throw new IOException("Invalid sync!");
        }
        return codec.decompressed(Arrays.copyOf(bytes, block.length()));
    }
}

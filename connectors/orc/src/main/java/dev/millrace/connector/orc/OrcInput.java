// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import java.io.EOFException;
import java.io.IOException;

/// A stream of a stripe, decompressed chunk by chunk.
final class OrcInput {
    private static final int CHUNK_HEADER_BYTES = 3;
    private static final int MAX_VARINT_BITS = 70;

    private final byte[] packed;
    private final OrcCodec codec;
    private final int chunkBytes;
    private int next;
    private byte[] chunk = {};
    private int position;
    private int end;

    /// @param chunkBytes the most that a chunk has
    OrcInput(byte[] packed, OrcCodec codec, int chunkBytes) {
        this.packed = packed;
        this.codec = codec;
        this.chunkBytes = chunkBytes;
    }

    /// All that is left.
    byte[] readAll() throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream(packed.length);
        while (position < end || opensNext()) {
            all.write(chunk, position, end - position);
            position = end;
        }
        return all.toByteArray();
    }

    private boolean opensNext() throws IOException {
        if (next >= packed.length) {
            return false;
        }
        if (codec == OrcCodec.NONE) {
            use(packed, next, packed.length);
            return true;
        }
        if (packed.length - next < CHUNK_HEADER_BYTES) {
            throw new EOFException("a stream ends within the header of a chunk");
        }
        int header =
                packed[next] & 0xFF
                        | (packed[next + 1] & 0xFF) << 8
                        | (packed[next + 2] & 0xFF) << 16;
        int start = next + CHUNK_HEADER_BYTES;
        int length = header >>> 1;
        if (length > packed.length - start) {
            throw new EOFException("a stream ends within a chunk");
        }
        if ((header & 1) == 1) {
            use(packed, start, start + length);
        } else {
            byte[] plain = codec.decompressed(packed, start, length, chunkBytes);
            use(plain, 0, plain.length);
            next = start + length;
        }
        return true;
    }

    private void use(byte[] bytes, int from, int to) {
        chunk = bytes;
        position = from;
        end = to;
        next = to;
    }

    int readByte() throws IOException {
        while (position == end) {
            if (!opensNext()) {
                throw new EOFException("a stream ends too early");
            }
        }
        return chunk[position++] & 0xFF;
    }

    void readFully(byte[] into, int start, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (position == end && !opensNext()) {
                throw new EOFException("a stream ends too early");
            }
            int count = Math.min(length - done, end - position);
            System.arraycopy(chunk, position, into, start + done, count);
            position += count;
            done += count;
        }
    }

    long readVarint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
            int next = readByte();
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IOException("an integer of more than ten bytes");
    }

    long readSigned() throws IOException {
        long value = readVarint();
        return value >>> 1 ^ -(value & 1);
    }

    /// @param bytes at most 8
    long readBigEndian(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | readByte();
        }
        return value;
    }

    long readLittleEndian(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) readByte() << 8 * i;
        }
        return value;
    }
}

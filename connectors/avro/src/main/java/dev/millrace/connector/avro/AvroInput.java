// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import java.io.EOFException;
import java.io.IOException;

/// The bytes of a block. Every length is checked against what is left before it is believed.
final class AvroInput {
    private static final int MAX_VARINT_BITS = 70;

    private final byte[] bytes;
    private int position;

    AvroInput(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    int remaining() {
        return bytes.length - position;
    }

    long readLong() throws IOException {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new IOException("an integer of more than ten bytes");
    }

    int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new IOException(value + " is not an int");
        }
        return (int) value;
    }

    byte readByte() throws IOException {
        if (position >= bytes.length) {
            throw new EOFException("the block ends within a value");
        }
        return bytes[position++];
    }

    boolean readBoolean() throws IOException {
        return readByte() == 1;
    }

    float readFloat() throws IOException {
        return Float.intBitsToFloat((int) littleEndian(Float.BYTES));
    }

    double readDouble() throws IOException {
        return Double.longBitsToDouble(littleEndian(Double.BYTES));
    }

    private long littleEndian(int count) throws IOException {
        int start = skip(count);
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | bytes[start + i] & 0xFF;
        }
        return value;
    }

    /// The length of a string or of bytes, all of which are there.
    int readLength() throws IOException {
        long length = readLong();
        if (length < 0 || length > remaining()) {
            throw new EOFException(length + " bytes of a value, " + remaining() + " are left");
        }
        return (int) length;
    }

    /// Passes bytes; returns where they begin.
    int skip(int count) throws IOException {
        if (count > remaining()) {
            throw new EOFException("the block ends within a value");
        }
        int start = position;
        position += count;
        return start;
    }

    /// How many items the next run of an array or map has, 0 at its end.
    long readItems() throws IOException {
        long count = readLong();
        if (count < 0) {
            // The size in bytes is for those who skip the run.
            var unused = readLong();
            count = -count;
        }
        if (count < 0 || count > remaining() + 1_000_000L) {
            throw new IOException(count + " items in " + remaining() + " bytes");
        }
        return count;
    }
}

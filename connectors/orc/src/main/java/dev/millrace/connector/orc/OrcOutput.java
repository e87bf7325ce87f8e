// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;

/// A stream under construction.
final class OrcOutput {
    /// What a compressed chunk stands for.
    static final int CHUNK_BYTES = 1 << 18;

    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    void writeByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void write(byte[] data, int start, int length) {
        reserve(length);
        System.arraycopy(data, start, bytes, size, length);
        size += length;
    }

    void writeVarint(long value) {
        reserve(10);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[size++] = (byte) (left & 0x7F | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
    }

    void writeSigned(long value) {
        writeVarint(value << 1 ^ value >> 63);
    }

    void writeSigned(BigInteger value) {
        if (value.bitLength() < Long.SIZE - 1) {
            writeSigned(value.longValue());
            return;
        }
        BigInteger left =
                value.signum() < 0 ? value.not().shiftLeft(1).setBit(0) : value.shiftLeft(1);
        while (left.bitLength() > 7) {
            writeByte(left.intValue() & 0x7F | 0x80);
            left = left.shiftRight(7);
        }
        writeByte(left.intValue());
    }

    /// @param count bytes, lowest first
    void writeLittleEndian(long value, int count) {
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[size++] = (byte) (value >>> 8 * i);
        }
    }

    void writeBigEndian(long value, int count) {
        reserve(count);
        for (int i = count - 1; i >= 0; i--) {
            bytes[size++] = (byte) (value >>> 8 * i);
        }
    }

    /// All bytes as the file has them; the stream is empty afterwards.
    byte[] packed(OrcCodec codec) throws IOException {
        byte[] packed = packed(codec, bytes, size);
        size = 0;
        return packed;
    }

    static byte[] packed(OrcCodec codec, byte[] bytes, int size) throws IOException {
        if (codec == OrcCodec.NONE) {
            return Arrays.copyOf(bytes, size);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(size / 2 + 16);
        for (int start = 0; start < size; start += CHUNK_BYTES) {
            int length = Math.min(CHUNK_BYTES, size - start);
            byte[] chunk = codec.compressed(bytes, start, length);
            boolean isOriginal = chunk.length >= length;
            int header = (isOriginal ? length : chunk.length) << 1 | (isOriginal ? 1 : 0);
            out.write(header);
            out.write(header >>> 8);
            out.write(header >>> 16);
            out.write(
                    isOriginal ? bytes : chunk,
                    isOriginal ? start : 0,
                    isOriginal ? length : chunk.length);
        }
        return out.toByteArray();
    }
}

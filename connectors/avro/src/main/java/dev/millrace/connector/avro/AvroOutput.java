// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import java.util.Arrays;

/// A block under construction.
final class AvroOutput {
    private byte[] bytes = new byte[1 << 16];
    private int size;

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
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

    void writeLong(long value) {
        reserve(10);
        long left = value << 1 ^ value >> 63;
        while ((left & ~0x7FL) != 0) {
            bytes[size++] = (byte) (left & 0x7F | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
    }

    void writeFloat(float value) {
        littleEndian(Float.floatToIntBits(value), Float.BYTES);
    }

    void writeDouble(double value) {
        littleEndian(Double.doubleToLongBits(value), Double.BYTES);
    }

    private void littleEndian(long value, int count) {
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[size++] = (byte) (value >>> 8 * i);
        }
    }

    void write(byte[] data, int start, int length) {
        reserve(length);
        System.arraycopy(data, start, bytes, size, length);
        size += length;
    }

    void writeString(byte[] data, int start, int length) {
        writeLong(length);
        write(data, start, length);
    }
}

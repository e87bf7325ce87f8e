// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import java.io.OutputStream;
import java.util.Arrays;

/// Bytes under construction.
final class ByteSink extends OutputStream {
    private byte[] data = new byte[1024];
    private int size;

    byte[] data() {
        return data;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    private void reserve(int more) {
        if (data.length - size < more) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, Math.addExact(size, more)));
        }
    }

    void one(byte value) {
        reserve(1);
        data[size++] = value;
    }

    void int32(int value) {
        reserve(4);
        LittleEndian.putInt32(data, size, value);
        size += 4;
    }

    void int64(long value) {
        reserve(8);
        LittleEndian.putInt64(data, size, value);
        size += 8;
    }

    /// The lowest `count` bytes of a number, lowest first.
    void lowBytes(int value, int count) {
        for (int i = 0; i < count; i++) {
            one((byte) (value >>> (8 * i)));
        }
    }

    void varint(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            one((byte) (rest | 0x80));
            rest >>>= 7;
        }
        one((byte) rest);
    }

    @Override
    public void write(int value) {
        one((byte) value);
    }

    @Override
    public void write(byte[] bytes, int start, int length) {
        reserve(length);
        System.arraycopy(bytes, start, data, size, length);
        size += length;
    }

    /// Writes an `int32` over four bytes written before.
    void overwriteInt32(int at, int value) {
        LittleEndian.putInt32(data, at, value);
    }
}

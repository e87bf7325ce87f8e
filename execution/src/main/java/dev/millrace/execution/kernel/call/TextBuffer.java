// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.call;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes of text under construction, open to writers that fill the array themselves.
public final class TextBuffer {
    private byte[] data;
    private int length;
    private final byte[] scratch = new byte[64];

    public TextBuffer(int capacity) {
        data = new byte[Math.max(16, capacity)];
    }

    /// Bytes written so far.
    public int length() {
        return length;
    }

    /// The array written to, good until the next `reserve` or `append`.
    public byte[] array() {
        return data;
    }

    /// A small array for digits, which are written from the back.
    public byte[] scratch() {
        return scratch;
    }

    /// Makes room for `count` more bytes.
    public void reserve(int count) {
        if (data.length - length < count) {
            long wanted = Math.max(data.length * 2L, (long) length + count);
            data = Arrays.copyOf(data, (int) Math.min(Integer.MAX_VALUE - 8L, wanted));
        }
    }

    /// Says where a writer that used `array` stopped, or cuts what came after.
    public void setLength(int value) {
        length = value;
    }

    public void append(byte[] bytes, int start, int count) {
        reserve(count);
        System.arraycopy(bytes, start, data, length, count);
        length += count;
    }

    public void append(byte value) {
        reserve(1);
        data[length++] = value;
    }

    public void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        append(bytes, 0, bytes.length);
    }

    /// The bytes alone.
    public byte[] bytes() {
        return Arrays.copyOf(data, length);
    }

    /// The bytes as text.
    public String text() {
        return new String(data, 0, length, StandardCharsets.UTF_8);
    }
}

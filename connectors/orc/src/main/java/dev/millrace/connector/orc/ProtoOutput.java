// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A message under construction, see `Proto`.
final class ProtoOutput {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ProtoOutput number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    ProtoOutput signed(int field, long value) {
        return number(field, value << 1 ^ value >> 63);
    }

    ProtoOutput bytes(int field, byte[] value) {
        varint((long) field << 3 | 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    ProtoOutput text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoOutput message(int field, ProtoOutput value) {
        return bytes(field, value.toBytes());
    }

    ProtoOutput packed(int field, List<Integer> values) {
        if (values.isEmpty()) {
            return this;
        }
        ProtoOutput inner = new ProtoOutput();
        values.forEach(inner::varint);
        return bytes(field, inner.toBytes());
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}

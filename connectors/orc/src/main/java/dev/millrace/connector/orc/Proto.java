// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A message in the form of Protocol Buffers, in which ORC tells what is in a file. Fields
/// are known by their numbers.
final class Proto {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT_BITS = 70;

    private final Map<Integer, List<Long>> numbers = new HashMap<>();
    private final Map<Integer, List<byte[]>> parts = new HashMap<>();

    private Proto() {}

    static Proto parse(byte[] bytes) throws IOException {
        Proto message = new Proto();
        Cursor in = new Cursor(bytes);
        while (in.hasMore()) {
            long key = in.varint();
            int field = (int) (key >>> 3);
            switch ((int) (key & 7)) {
                case VARINT -> message.add(field, in.varint());
                case FIXED64 -> message.add(field, in.fixed(Long.BYTES));
                case FIXED32 -> message.add(field, in.fixed(Integer.BYTES));
                case BYTES ->
                        message.parts
                                .computeIfAbsent(field, f -> new ArrayList<>())
                                .add(in.bytes(in.varint()));
                default -> throw new IOException("a field of an unknown form");
            }
        }
        return message;
    }

    private void add(int field, long number) {
        numbers.computeIfAbsent(field, f -> new ArrayList<>()).add(number);
    }

    boolean has(int field) {
        return numbers.containsKey(field) || parts.containsKey(field);
    }

    /// The last number of a field, 0 if there is none.
    long number(int field) {
        List<Long> all = numbers.get(field);
        return all == null ? 0 : all.getLast();
    }

    /// All numbers of a field, packed or not.
    List<Long> numbers(int field) throws IOException {
        List<Long> all = new ArrayList<>(numbers.getOrDefault(field, List.of()));
        for (byte[] packed : parts.getOrDefault(field, List.of())) {
            Cursor in = new Cursor(packed);
            while (in.hasMore()) {
                all.add(in.varint());
            }
        }
        return all;
    }

    List<byte[]> parts(int field) {
        return parts.getOrDefault(field, List.of());
    }

    List<String> texts(int field) {
        return parts(field).stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList();
    }

    /// The last text of a field, empty if there is none.
    String text(int field) {
        List<String> all = texts(field);
        return all.isEmpty() ? "" : all.getLast();
    }

    List<Proto> messages(int field) throws IOException {
        List<Proto> messages = new ArrayList<>();
        for (byte[] bytes : parts(field)) {
            messages.add(parse(bytes));
        }
        return messages;
    }

    private static final class Cursor {
        private final byte[] bytes;
        private int position;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean hasMore() {
            return position < bytes.length;
        }

        long varint() throws IOException {
            long value = 0;
            for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
                if (!hasMore()) {
                    throw new IOException("a message ends within a number");
                }
                byte next = bytes[position++];
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IOException("a number of more than ten bytes");
        }

        long fixed(int size) throws IOException {
            byte[] part = bytes(size);
            long value = 0;
            for (int i = size - 1; i >= 0; i--) {
                value = value << 8 | part[i] & 0xFF;
            }
            return value;
        }

        byte[] bytes(long length) throws IOException {
            if (length < 0 || length > bytes.length - position) {
                throw new IOException("a message ends within a field");
            }
            position += (int) length;
            return Arrays.copyOfRange(bytes, position - (int) length, position);
        }
    }
}

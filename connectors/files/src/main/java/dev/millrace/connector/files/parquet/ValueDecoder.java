// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import org.apache.parquet.format.Type;

/// Decodes the values of one page. One thread, from the first value to the last.
sealed interface ValueDecoder {
    /// Adds the next `count` values to `out`.
    void decode(int count, LeafValues out);

    /// Numbers in their plain form.
    final class PlainNumbers implements ValueDecoder {
        private static final long JULIAN_EPOCH_DAY = 2_440_588L;
        private static final long MICROS_PER_DAY = 86_400_000_000L;

        private final byte[] data;
        private final Type type;
        private int at;
        private int bit;

        PlainNumbers(Type type, byte[] data, int start) {
            this.type = type;
            this.data = data;
            this.at = start;
        }

        @Override
        public void decode(int count, LeafValues out) {
            out.reserve(count);
            int base = out.count;
            out.count = base + count;
            byte[] d = data;
            int p = at;
            switch (type) {
                case INT32 -> {
                    for (int i = 0; i < count; i++, p += 4) {
                        out.longs[base + i] = LittleEndian.int32(d, p);
                    }
                }
                case INT64 -> {
                    for (int i = 0; i < count; i++, p += 8) {
                        out.longs[base + i] = LittleEndian.int64(d, p);
                    }
                }
                case INT96 -> {
                    for (int i = 0; i < count; i++, p += 12) {
                        long nanos = LittleEndian.int64(d, p);
                        long day = LittleEndian.int32(d, p + 8) - JULIAN_EPOCH_DAY;
                        out.longs[base + i] = day * MICROS_PER_DAY + Math.floorDiv(nanos, 1000L);
                    }
                }
                case FLOAT -> {
                    for (int i = 0; i < count; i++, p += 4) {
                        out.doubles[base + i] = Float.intBitsToFloat(LittleEndian.int32(d, p));
                    }
                }
                case DOUBLE -> {
                    for (int i = 0; i < count; i++, p += 8) {
                        out.doubles[base + i] = Double.longBitsToDouble(LittleEndian.int64(d, p));
                    }
                }
                case BOOLEAN -> {
                    for (int i = 0; i < count; i++) {
                        out.longs[base + i] = d[p] >> bit & 1;
                        bit = (bit + 1) & 7;
                        p += bit == 0 ? 1 : 0;
                    }
                }
                default -> throw new IllegalStateException("plain " + type);
            }
            at = p;
        }
    }

    /// Byte arrays, each after its length.
    final class PlainBytes implements ValueDecoder {
        private final byte[] data;
        private int at;

        PlainBytes(byte[] data, int start) {
            this.data = data;
            this.at = start;
        }

        @Override
        public void decode(int count, LeafValues out) {
            out.reserve(count);
            out.from(data);
            for (int i = 0; i < count; i++) {
                int length = LittleEndian.int32(data, at);
                if (length < 0 || length > data.length - at - 4) {
                    throw new IllegalStateException("a value of " + length + " bytes in a page");
                }
                out.add(data, at + 4, length);
                at += 4 + length;
            }
        }
    }

    /// Byte arrays of one length.
    final class FixedBytes implements ValueDecoder {
        private final byte[] data;
        private final int length;
        private int at;

        FixedBytes(byte[] data, int start, int length) {
            this.data = data;
            this.at = start;
            this.length = length;
        }

        @Override
        public void decode(int count, LeafValues out) {
            out.reserve(count);
            out.from(data);
            for (int i = 0; i < count; i++) {
                out.add(data, at, length);
                at += length;
            }
        }
    }

    /// Indexes into a dictionary.
    final class Indexes implements ValueDecoder {
        private final RunDecoder runs;
        private final LeafValues dictionary;
        private int[] indexes = new int[0];

        Indexes(RunDecoder runs, LeafValues dictionary) {
            this.runs = runs;
            this.dictionary = dictionary;
        }

        @Override
        public void decode(int count, LeafValues out) {
            if (indexes.length < count) {
                indexes = new int[count];
            }
            runs.decode(indexes, 0, count);
            out.reserve(count);
            int base = out.count;
            switch (out.form) {
                case LONGS -> {
                    for (int i = 0; i < count; i++) {
                        out.longs[base + i] = dictionary.longs[indexes[i]];
                    }
                    out.count = base + count;
                }
                case DOUBLES -> {
                    for (int i = 0; i < count; i++) {
                        out.doubles[base + i] = dictionary.doubles[indexes[i]];
                    }
                    out.count = base + count;
                }
                case BYTES -> {
                    out.from(dictionary.data);
                    for (int i = 0; i < count; i++) {
                        int index = indexes[i];
                        out.add(
                                dictionary.data,
                                dictionary.starts[index],
                                dictionary.lengths[index]);
                    }
                }
            }
        }
    }

    /// Booleans as runs.
    final class Booleans implements ValueDecoder {
        private final RunDecoder runs;

        Booleans(RunDecoder runs) {
            this.runs = runs;
        }

        @Override
        public void decode(int count, LeafValues out) {
            int[] bits = new int[count];
            runs.decode(bits, 0, count);
            out.reserve(count);
            for (int bit : bits) {
                out.longs[out.count++] = bit;
            }
        }
    }

    /// The rarer encodings, which parquet-java decodes value by value.
    final class Delegated implements ValueDecoder {
        private final org.apache.parquet.column.values.ValuesReader reader;
        private final Type type;

        Delegated(org.apache.parquet.column.values.ValuesReader reader, Type type) {
            this.reader = reader;
            this.type = type;
        }

        @Override
        public void decode(int count, LeafValues out) {
            out.reserve(count);
            for (int i = 0; i < count; i++) {
                switch (type) {
                    case INT32 -> out.longs[out.count++] = reader.readInteger();
                    case INT64 -> out.longs[out.count++] = reader.readLong();
                    case FLOAT -> out.doubles[out.count++] = reader.readFloat();
                    case DOUBLE -> out.doubles[out.count++] = reader.readDouble();
                    default -> {
                        byte[] value = reader.readBytes().getBytes();
                        out.from(value);
                        out.add(value, 0, value.length);
                    }
                }
            }
        }
    }
}

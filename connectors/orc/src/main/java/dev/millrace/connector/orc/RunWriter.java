// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

/// Encoders of run-length encoded streams.
final class RunWriter {
    private RunWriter() {}

    /// Bytes.
    static final class Bytes {
        private static final int MIN_REPEAT = 3;
        private static final int MAX_REPEAT = 127 + MIN_REPEAT;
        private static final int MAX_LITERALS = 128;

        private final OrcOutput out;
        private final byte[] buffer = new byte[1 << 10];
        private int size;

        Bytes(OrcOutput out) {
            this.out = out;
        }

        void write(int value) {
            if (size == buffer.length) {
                flush();
            }
            buffer[size++] = (byte) value;
        }

        void flush() {
            int literals = 0;
            int at = 0;
            while (at < size) {
                int run = repeats(at);
                if (run < MIN_REPEAT) {
                    at += run;
                    continue;
                }
                writeLiterals(literals, at);
                out.writeByte(run - MIN_REPEAT);
                out.writeByte(buffer[at]);
                at += run;
                literals = at;
            }
            writeLiterals(literals, size);
            size = 0;
        }

        private int repeats(int at) {
            int end = at + 1;
            while (end < size && end - at < MAX_REPEAT && buffer[end] == buffer[at]) {
                end++;
            }
            return end - at;
        }

        private void writeLiterals(int from, int to) {
            for (int start = from; start < to; start += MAX_LITERALS) {
                int count = Math.min(MAX_LITERALS, to - start);
                out.writeByte(-count);
                out.write(buffer, start, count);
            }
        }
    }

    /// Booleans, eight in a byte.
    static final class Bits {
        private final Bytes bytes;
        private int current;
        private int count;

        Bits(OrcOutput out) {
            this.bytes = new Bytes(out);
        }

        void write(boolean value) {
            current = current << 1 | (value ? 1 : 0);
            if (++count == Byte.SIZE) {
                bytes.write(current);
                current = 0;
                count = 0;
            }
        }

        void flush() {
            if (count > 0) {
                bytes.write(current << Byte.SIZE - count);
                current = 0;
                count = 0;
            }
            bytes.flush();
        }
    }

    /// Integers, in the second version.
    static final class Integers {
        private static final int MAX_RUN = 512;
        private static final int MIN_REPEAT = 3;
        private static final int MAX_SHORT_REPEAT = 10;

        /// From here on a fixed difference takes fewer bytes than literals.
        private static final int MIN_STEPS = 8;

        private static final int DIRECT = 1;
        private static final int DELTA = 3;

        private final OrcOutput out;
        private final boolean isSigned;
        private final long[] buffer = new long[MAX_RUN];
        private int size;

        Integers(OrcOutput out, boolean isSigned) {
            this.out = out;
            this.isSigned = isSigned;
        }

        void write(long value) {
            if (size == buffer.length) {
                flush();
            }
            buffer[size++] = value;
        }

        void flush() {
            int literals = 0;
            int at = 0;
            while (at < size) {
                int run = steps(at);
                boolean isRepeat = run > 1 && buffer[at] == buffer[at + 1];
                if (run < (isRepeat ? MIN_REPEAT : MIN_STEPS)) {
                    at++;
                    continue;
                }
                writeLiterals(literals, at);
                if (isRepeat && run <= MAX_SHORT_REPEAT) {
                    writeRepeat(at, run);
                } else {
                    writeSteps(at, run);
                }
                at += run;
                literals = at;
            }
            writeLiterals(literals, size);
            size = 0;
        }

        /// How many values from here on have the same difference.
        private int steps(int at) {
            if (at + 1 >= size) {
                return 1;
            }
            long step = buffer[at + 1] - buffer[at];
            if ((buffer[at + 1] ^ buffer[at]) < 0 && step >>> 62 != 0 && step >>> 62 != 3) {
                return 1;
            }
            int end = at + 2;
            while (end < size && buffer[end] - buffer[end - 1] == step) {
                end++;
            }
            return end - at;
        }

        private long form(long value) {
            return isSigned ? value << 1 ^ value >> 63 : value;
        }

        private void writeRepeat(int at, int run) {
            long value = form(buffer[at]);
            int bytes = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8);
            out.writeByte(bytes - 1 << 3 | run - MIN_REPEAT);
            out.writeBigEndian(value, bytes);
        }

        private void writeSteps(int at, int run) {
            writeHeader(DELTA, 0, run);
            if (isSigned) {
                out.writeSigned(buffer[at]);
            } else {
                out.writeVarint(buffer[at]);
            }
            out.writeSigned(buffer[at + 1] - buffer[at]);
        }

        private void writeHeader(int kind, int widthCode, int run) {
            out.writeByte(kind << 6 | widthCode << 1 | run - 1 >>> 8);
            out.writeByte(run - 1);
        }

        private void writeLiterals(int from, int to) {
            if (from >= to) {
                return;
            }
            long all = 0;
            for (int i = from; i < to; i++) {
                all |= form(buffer[i]);
            }
            int code = widthCode(Long.SIZE - Long.numberOfLeadingZeros(all));
            int width = width(code);
            writeHeader(DIRECT, code, to - from);
            int current = 0;
            int free = Byte.SIZE;
            for (int i = from; i < to; i++) {
                long value = form(buffer[i]);
                int left = width;
                while (left > 0) {
                    int taken = Math.min(left, free);
                    left -= taken;
                    free -= taken;
                    current |= (int) (value >>> left & (1 << taken) - 1) << free;
                    if (free == 0) {
                        out.writeByte(current);
                        current = 0;
                        free = Byte.SIZE;
                    }
                }
            }
            if (free < Byte.SIZE) {
                out.writeByte(current);
            }
        }

        private static int widthCode(int bits) {
            if (bits <= 24) {
                return Math.max(bits, 1) - 1;
            }
            return bits <= 32 ? 24 + (bits - 25) / 2 : 28 + (bits - 33) / 8;
        }

        private static int width(int code) {
            if (code < 24) {
                return code + 1;
            }
            return code < 28 ? 26 + (code - 24) * 2 : 40 + (code - 28) * 8;
        }
    }
}

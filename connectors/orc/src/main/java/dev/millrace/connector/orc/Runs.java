// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import java.io.IOException;

/// Decoders of run-length encoded streams.
final class Runs {
    private Runs() {}

    /// A sequence of integers.
    interface Integers {
        long next() throws IOException;

        static Integers of(OrcInput in, boolean isSigned, boolean isSecondVersion) {
            return isSecondVersion ? new Second(in, isSigned) : new First(in, isSigned);
        }
    }

    /// Bytes.
    static final class Bytes {
        private final OrcInput in;
        private int left;
        private boolean isRepeated;
        private int value;

        Bytes(OrcInput in) {
            this.in = in;
        }

        int next() throws IOException {
            if (left == 0) {
                int control = in.readByte();
                isRepeated = control < 0x80;
                left = isRepeated ? control + 3 : 0x100 - control;
                if (isRepeated) {
                    value = in.readByte();
                }
            }
            left--;
            return isRepeated ? value : in.readByte();
        }
    }

    /// Booleans, eight in a byte.
    static final class Bits {
        private final Bytes bytes;
        private int current;
        private int left;

        Bits(OrcInput in) {
            this.bytes = new Bytes(in);
        }

        boolean next() throws IOException {
            if (left == 0) {
                current = bytes.next();
                left = Byte.SIZE;
            }
            left--;
            return (current >>> left & 1) == 1;
        }
    }

    /// The first version: runs with a fixed difference, or literals.
    private static final class First implements Integers {
        private final OrcInput in;
        private final boolean isSigned;
        private int left;
        private boolean isRun;
        private long value;
        private int delta;

        First(OrcInput in, boolean isSigned) {
            this.in = in;
            this.isSigned = isSigned;
        }

        @Override
        public long next() throws IOException {
            if (left == 0) {
                int control = in.readByte();
                isRun = control < 0x80;
                left = isRun ? control + 3 : 0x100 - control;
                if (isRun) {
                    delta = (byte) in.readByte();
                    value = literal() - delta;
                }
            }
            left--;
            if (!isRun) {
                return literal();
            }
            value += delta;
            return value;
        }

        private long literal() throws IOException {
            return isSigned ? in.readSigned() : in.readVarint();
        }
    }

    /// The second version, with four kinds of runs of up to 512 values.
    private static final class Second implements Integers {
        private static final int MAX_RUN = 512;
        private static final int[] WIDTHS = {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
            26, 28, 30, 32, 40, 48, 56, 64
        };

        private final OrcInput in;
        private final boolean isSigned;
        private final long[] values = new long[MAX_RUN];
        private int size;
        private int position;

        Second(OrcInput in, boolean isSigned) {
            this.in = in;
            this.isSigned = isSigned;
        }

        @Override
        public long next() throws IOException {
            if (position == size) {
                int first = in.readByte();
                position = 0;
                switch (first >>> 6) {
                    case 0 -> shortRepeat(first);
                    case 1 -> direct(first);
                    case 2 -> patchedBase(first);
                    default -> delta(first);
                }
            }
            return values[position++];
        }

        private long signed(long value) {
            return isSigned ? value >>> 1 ^ -(value & 1) : value;
        }

        private void shortRepeat(int first) throws IOException {
            int bytes = (first >>> 3 & 7) + 1;
            size = (first & 7) + 3;
            long value = signed(in.readBigEndian(bytes));
            java.util.Arrays.fill(values, 0, size, value);
        }

        private int length(int first) throws IOException {
            return ((first & 1) << 8 | in.readByte()) + 1;
        }

        private void direct(int first) throws IOException {
            int width = WIDTHS[first >>> 1 & 0x1F];
            size = length(first);
            unpack(values, 0, size, width);
            for (int i = 0; i < size; i++) {
                values[i] = signed(values[i]);
            }
        }

        private void patchedBase(int first) throws IOException {
            int width = WIDTHS[first >>> 1 & 0x1F];
            size = length(first);
            int third = in.readByte();
            int fourth = in.readByte();
            int baseBytes = (third >>> 5) + 1;
            int patchWidth = WIDTHS[third & 0x1F];
            int gapWidth = (fourth >>> 5) + 1;
            int patches = fourth & 0x1F;
            long base = in.readBigEndian(baseBytes);
            long sign = 1L << baseBytes * 8 - 1;
            if ((base & sign) != 0) {
                base = -(base & ~sign);
            }
            unpack(values, 0, size, width);
            long[] list = new long[patches];
            int bits = closest(patchWidth + gapWidth);
            unpack(list, 0, patches, bits);
            int at = 0;
            for (long entry : list) {
                at += (int) (entry >>> patchWidth);
                long patch = patchWidth == 64 ? entry : entry & (1L << patchWidth) - 1;
                if (at >= size) {
                    throw new IOException("a patch beyond its run");
                }
                if (width < 64) {
                    values[at] |= patch << width;
                }
            }
            for (int i = 0; i < size; i++) {
                values[i] += base;
            }
        }

        private void delta(int first) throws IOException {
            int code = first >>> 1 & 0x1F;
            int width = code == 0 ? 0 : WIDTHS[code];
            size = length(first);
            values[0] = isSigned ? in.readSigned() : in.readVarint();
            long step = in.readSigned();
            if (size > 1) {
                values[1] = values[0] + step;
            }
            if (width == 0) {
                for (int i = 2; i < size; i++) {
                    values[i] = values[i - 1] + step;
                }
                return;
            }
            if (size > 2) {
                unpack(values, 2, size - 2, width);
            }
            for (int i = 2; i < size; i++) {
                values[i] = values[i - 1] + (step < 0 ? -values[i] : values[i]);
            }
        }

        private static int closest(int bits) throws IOException {
            for (int width : WIDTHS) {
                if (width >= bits) {
                    return width;
                }
            }
            throw new IOException("a width of " + bits + " bits");
        }

        private void unpack(long[] into, int start, int count, int width) throws IOException {
            int current = 0;
            int left = 0;
            for (int i = start; i < start + count; i++) {
                long value = 0;
                int wanted = width;
                while (wanted > 0) {
                    if (left == 0) {
                        current = in.readByte();
                        left = Byte.SIZE;
                    }
                    int taken = Math.min(wanted, left);
                    left -= taken;
                    value = value << taken | current >>> left & (1 << taken) - 1;
                    wanted -= taken;
                }
                into[i] = value;
            }
        }
    }
}

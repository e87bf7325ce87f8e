// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

/// `rand`: the sequence of Marsaglia's xorshift (21, 35 and 4 bits over 64) that Spark draws from,
/// whose
/// seed is hashed first. With a seed of the user's, the same rows in the same partition get the
/// same
/// numbers as in Spark.
final class RandomNumbers {
    private RandomNumbers() {}

    static Kernel of(CallSite site) {
        boolean hasSeed = site.literal(0) != null;
        long given = site.literalLong(0, 0);
        return (arguments, rowCount, context) -> {
            long seed = (hasSeed ? given : context.seed()) + context.partition();
            long state = hashedSeed(seed);
            // a row draws twice: 26 and 27 bits
            for (long skipped = 0; skipped < context.firstRow() * 2; skipped++) {
                state = next(state);
            }
            double[] result = new double[rowCount];
            for (int i = 0; i < rowCount; i++) {
                state = next(state);
                long high = state & ((1L << 26) - 1);
                state = next(state);
                long low = state & ((1L << 27) - 1);
                result[i] = ((high << 27) + low) * 0x1.0p-53;
            }
            return new DoubleColumn(result, null, rowCount);
        };
    }

    /// Normally distributed numbers by the polar method, two from each pair that it accepts.
    static Kernel gaussian(CallSite site) {
        boolean hasSeed = site.literal(0) != null;
        long given = site.literalLong(0, 0);
        return (arguments, rowCount, context) -> {
            Draws draws = new Draws((hasSeed ? given : context.seed()) + context.partition());
            for (long skipped = 0; skipped < context.firstRow(); skipped++) {
                draws.gaussian();
            }
            double[] result = new double[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = draws.gaussian();
            }
            return new DoubleColumn(result, null, rowCount);
        };
    }

    /// Texts of digits and letters.
    static Kernel texts(CallSite site) {
        boolean hasSeed = site.literal(1) != null;
        long given = site.literalLong(1, 0);
        int length = (int) site.literalLong(0, 0);
        if (length < 0) {
            throw MillraceException.of(
                            ErrorKind.ANALYSIS, "INVALID_PARAMETER_VALUE.LENGTH", "22023")
                    .with("parameter", "`length`")
                    .with("functionName", "`randstr`")
                    .with("length", length)
                    .text(
                            "The value of parameter(s) `length` in `randstr` is invalid: Expects"
                                    + " `length` greater than or equal to 0, but got "
                                    + length
                                    + ".");
        }
        return (arguments, rowCount, context) -> {
            Draws draws = new Draws((hasSeed ? given : context.seed()) + context.partition());
            for (long skipped = 0; skipped < context.firstRow() * length; skipped++) {
                draws.bits(32);
            }
            BytesBuilder result = new BytesBuilder(rowCount);
            byte[] text = new byte[length];
            for (int i = 0; i < rowCount; i++) {
                for (int k = 0; k < length; k++) {
                    int draw = Math.abs(draws.bits(32) % 62);
                    text[k] =
                            (byte)
                                    (draw < 10
                                            ? '0' + draw
                                            : draw < 36 ? 'a' + draw - 10 : 'A' + draw - 36);
                }
                result.append(text);
            }
            return result.build();
        };
    }

    /// A sequence of draws as `java.util.Random` makes them of its bits.
    private static final class Draws {
        private long state;
        private double spare = Double.NaN;

        Draws(long seed) {
            state = hashedSeed(seed);
        }

        int bits(int count) {
            state = next(state);
            return (int) (state & ((1L << count) - 1));
        }

        private double unit() {
            return (((long) bits(26) << 27) + bits(27)) * 0x1.0p-53;
        }

        double gaussian() {
            if (!Double.isNaN(spare)) {
                double kept = spare;
                spare = Double.NaN;
                return kept;
            }
            while (true) {
                double x = 2 * unit() - 1;
                double y = 2 * unit() - 1;
                double square = x * x + y * y;
                if (square < 1 && square != 0) {
                    double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
                    spare = y * factor;
                    return x * factor;
                }
            }
        }
    }

    private static long next(long state) {
        long mixed = state ^ (state << 21);
        mixed ^= mixed >>> 35;
        return mixed ^ (mixed << 4);
    }

    /// Two 32-bit Murmur3 hashes of the seed's eight bytes, the second seeded with the first.
    private static long hashedSeed(long seed) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (seed >>> (56 - 8 * i));
        }
        int low = murmur3(bytes, ARRAY_SEED);
        int high = murmur3(bytes, low);
        return ((long) high << 32) | (low & 0xffffffffL);
    }

    /// The seed of Scala's `MurmurHash3.bytesHash`.
    private static final int ARRAY_SEED = 0x3c074a61;

    private static int murmur3(byte[] bytes, int seed) {
        int hash = seed;
        for (int i = 0; i < 8; i += 4) {
            int word =
                    (bytes[i] & 0xff)
                            | (bytes[i + 1] & 0xff) << 8
                            | (bytes[i + 2] & 0xff) << 16
                            | (bytes[i + 3] & 0xff) << 24;
            word = Integer.rotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
            hash = Integer.rotateLeft(hash ^ word, 13) * 5 + 0xe6546b64;
        }
        hash ^= 8;
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }
}

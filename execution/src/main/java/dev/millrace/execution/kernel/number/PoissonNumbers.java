// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.spi.column.IntColumn;

import java.util.Random;

/// `random_count(seed, mean)`, for samples with replacement: how often each row is taken. With
/// Spark's generator (WELL19937c of Panneton, L'Ecuyer and Matsumoto) and its seeds, the same rows
/// in the same partition are taken as often as there.
final class PoissonNumbers {
    private static final int WORDS = 624;

    private final int[] state = new int[WORDS];
    private final double mean;
    private final double bound;
    private int at;

    private PoissonNumbers(long seed, double mean) {
        this.mean = mean;
        this.bound = Math.exp(-mean);
        state[0] = (int) (seed >>> 32);
        state[1] = (int) seed;
        for (int i = 2; i < WORDS; i++) {
            long before = state[i - 2];
            state[i] = (int) (1_812_433_253L * (before ^ (before >> 30)) + i);
        }
    }

    static Kernel of(CallSite site) {
        long seed = site.literalLong(0, 0);
        double mean = ((Number) java.util.Objects.requireNonNull(site.literal(1))).doubleValue();
        return (arguments, rowCount, context) -> {
            PoissonNumbers numbers = new PoissonNumbers(ofPart(seed, context.partition()), mean);
            for (long skipped = 0; skipped < context.firstRow(); skipped++) {
                numbers.next();
            }
            int[] result = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = numbers.next();
            }
            return new IntColumn(result, null, rowCount);
        };
    }

    private static long ofPart(long seed, int partition) {
        Random seeds = new Random(seed);
        long ofPart = seeds.nextLong();
        for (int i = 0; i < partition; i++) {
            ofPart = seeds.nextLong();
        }
        return ofPart;
    }

    /// Counts how many uniform numbers can be multiplied until the product is below `exp(-mean)`.
    private int next() {
        double product = unit();
        int count = 0;
        while (product >= bound && count < 1000 * mean) {
            count++;
            product *= unit();
        }
        return count;
    }

    private double unit() {
        long high = (long) bits(26) << 26;
        return (high | bits(26)) * 0x1.0p-52;
    }

    private int bits(int count) {
        int before = (at + WORDS - 1) % WORDS;
        int twoBefore = (at + WORDS - 2) % WORDS;
        int first = state[at];
        int second = state[(at + 70) % WORDS];
        int third = state[(at + 179) % WORDS];
        int fourth = state[(at + 449) % WORDS];
        int z0 = (0x80000000 & state[before]) ^ (0x7fffffff & state[twoBefore]);
        int z1 = (first ^ (first << 25)) ^ (second ^ (second >>> 27));
        int z2 = (third >>> 9) ^ (fourth ^ (fourth >>> 1));
        int z3 = z1 ^ z2;
        int z4 = z0 ^ (z1 ^ (z1 << 9)) ^ (z2 ^ (z2 << 21)) ^ (z3 ^ (z3 >>> 21));
        state[at] = z3;
        state[before] = z4;
        state[twoBefore] &= 0x80000000;
        at = before;
        z4 ^= (z4 << 7) & 0xe46e1700;
        z4 ^= (z4 << 15) & 0x9b868000;
        return z4 >>> (32 - count);
    }
}

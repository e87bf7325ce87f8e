// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.program;

import java.util.SplittableRandom;

/// Random choices that depend on a seed and a place only: the same file again is the same bytes,
/// whatever was generated before it.
public final class Dice {

    private static final long SEED_STEP = 0xBF58476D1CE4E5B9L;
    private static final long FILE_STEP = 0xD1B54A32D192ED03L;

    private final SplittableRandom random;

    /// @param seed of the whole input
    /// @param file which file of it
    public Dice(long seed, int file) {
        random = new SplittableRandom(seed * SEED_STEP + file * FILE_STEP);
    }

    /// From 0 to `bound - 1`.
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /// From `least` to `most`, both included.
    public int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /// True once in so many times.
    public boolean onceIn(int times) {
        return random.nextInt(times) == 0;
    }

    @SafeVarargs
    public final <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }
}

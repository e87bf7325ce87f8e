// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import java.util.SplittableRandom;

/// What befalls one life of the process: drawn once, from the seed, before it begins.
///
/// @param crashAt number of the operation at which the process dies, `NEVER` if it lives
/// @param moment of that operation
/// @param failAt number of an operation that fails with an error of the disk
/// @param fullFrom number of the operation from which the disk is full
/// @param fullTo number of the operation from which it is not full any more
record Fate(long crashAt, Moment moment, long failAt, long fullFrom, long fullTo) {
    static final long NEVER = Long.MAX_VALUE;

    /// A life in which nothing happens.
    static final Fate KIND = new Fate(NEVER, Moment.BEFORE, NEVER, NEVER, NEVER);

    /// When, in the operation that it dies at.
    enum Moment {
        BEFORE,
        /// A write reaches the disk in part.
        DURING,
        AFTER
    }

    /// @param operations how many a life may be expected to have
    static Fate draw(SplittableRandom random, int operations) {
        long crash = random.nextInt(3) > 0 ? 1 + random.nextInt(operations) : NEVER;
        long fail = random.nextInt(4) == 0 ? 1 + random.nextInt(operations) : NEVER;
        long full = random.nextInt(8) == 0 ? 1 + random.nextInt(operations) : NEVER;
        Moment moment = Moment.values()[random.nextInt(3)];
        return new Fate(crash, moment, fail, full, full == NEVER ? NEVER : full + 20);
    }

    boolean isFull(long operation) {
        return operation >= fullFrom && operation < fullTo;
    }
}

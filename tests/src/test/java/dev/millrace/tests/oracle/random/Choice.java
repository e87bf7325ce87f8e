// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What a seed decides.
public record Choice(SplittableRandom random) {
    /// True in so many of a hundred cases.
    public boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /// From 0 to `bound`, exclusive.
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /// Both ends included.
    public int between(int least, int greatest) {
        return random.nextInt(least, greatest + 1);
    }

    @SafeVarargs
    public final <T> T of(T... values) {
        return values[random.nextInt(values.length)];
    }

    public <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /// Some of the values in their order, at least `least`.
    public <T> List<T> some(List<T> values, int least) {
        List<T> rest = new ArrayList<>(values);
        int count = between(Math.min(least, values.size()), values.size());
        while (rest.size() > count) {
            rest.remove(random.nextInt(rest.size()));
        }
        return rest;
    }
}

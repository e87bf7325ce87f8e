// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Collects the NULL rows of a column under construction; costs nothing until the first one.
final class ValidityBuilder {
    private long @Nullable [] words;

    void addNull(int row) {
        long[] current = words;
        if (current == null || current.length <= row >> 6) {
            int length = Math.max((row >> 6) + 1, current == null ? 1 : current.length * 2);
            long[] grown = new long[length];
            Arrays.fill(grown, -1L);
            if (current != null) {
                System.arraycopy(current, 0, grown, 0, current.length);
            }
            current = grown;
            words = grown;
        }
        Validity.setNull(current, row);
    }

    /// The bitmap of `rowCount` rows, null if none is NULL; the builder is empty afterwards.
    long @Nullable [] build(int rowCount) {
        long[] current = words;
        words = null;
        if (current == null) {
            return null;
        }
        int needed = Validity.wordCount(rowCount);
        if (current.length == needed) {
            return current;
        }
        long[] fitted = Arrays.copyOf(current, needed);
        for (int i = current.length; i < needed; i++) {
            fitted[i] = -1L;
        }
        return fitted;
    }
}

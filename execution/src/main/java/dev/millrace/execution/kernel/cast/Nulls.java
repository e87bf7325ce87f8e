// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.spi.column.Validity;

import org.jspecify.annotations.Nullable;

/// The bitmap of a cast's result: that of its input, copied when the first value is lost.
final class Nulls {
    private final int rowCount;
    private final long @Nullable [] before;
    private long @Nullable [] after;

    Nulls(long @Nullable [] before, int rowCount) {
        this.before = before;
        this.after = before;
        this.rowCount = rowCount;
    }

    boolean isValid(int row) {
        return Validity.isValid(before, row);
    }

    void add(int row) {
        long[] words = after;
        if (words == null || words == before) {
            words = words == null ? Validity.allValid(rowCount) : words.clone();
            after = words;
        }
        Validity.setNull(words, row);
    }

    long @Nullable [] validity() {
        return after;
    }
}

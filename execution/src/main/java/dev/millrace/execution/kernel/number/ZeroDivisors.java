// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.spi.column.Validity;

import org.jspecify.annotations.Nullable;

/// What becomes of the rows whose divisor is zero: an error if the row is valid and errors are
/// wanted, else NULL.
final class ZeroDivisors {
    private final boolean failsOnError;
    private final int rowCount;
    private final long @Nullable [] before;
    private long @Nullable [] after;

    ZeroDivisors(boolean failsOnError, int rowCount, long @Nullable [] valid) {
        this.failsOnError = failsOnError;
        this.rowCount = rowCount;
        this.before = valid;
        this.after = valid;
    }

    /// True if the row must fail; makes it NULL otherwise.
    boolean failsAt(int row) {
        if (!Validity.isValid(before, row)) {
            return false;
        }
        if (failsOnError) {
            return true;
        }
        long[] words = after;
        if (words == null || words == before) {
            words = words == null ? Validity.allValid(rowCount) : words.clone();
            after = words;
        }
        Validity.setNull(words, row);
        return false;
    }

    long @Nullable [] validity() {
        return after;
    }
}

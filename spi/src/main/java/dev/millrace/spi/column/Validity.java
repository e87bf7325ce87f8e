// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Bitmaps that tell which rows of a column hold a value: bit `row & 63` of word `row >> 6` is 1
/// for a value and 0 for NULL.
/// A null reference stands for "no NULL at all", which kernels test once per column to take their
/// fast path.
public final class Validity {
    private Validity() {}

    public static boolean isValid(long @Nullable [] words, int row) {
        return words == null || (words[row >> 6] >>> row & 1L) != 0;
    }

    public static int wordCount(int rowCount) {
        return (rowCount + 63) >>> 6;
    }

    /// A bitmap in which every row of `rowCount` is valid, to clear bits in.
    public static long[] allValid(int rowCount) {
        long[] words = new long[wordCount(rowCount)];
        Arrays.fill(words, -1L);
        return words;
    }

    /// A bitmap in which every row is NULL, to set bits in.
    public static long[] noneValid(int rowCount) {
        return new long[wordCount(rowCount)];
    }

    public static void setNull(long[] words, int row) {
        words[row >> 6] &= ~(1L << row);
    }

    public static void setValid(long[] words, int row) {
        words[row >> 6] |= 1L << row;
    }

    /// Rows valid in both; shares an argument when the other has no NULL. Callers never write to a
    /// bitmap after it became part of a column.
    public static long @Nullable [] and(long @Nullable [] left, long @Nullable [] right) {
        if (left == null) {
            return right;
        }
        if (right == null || left == right) {
            return left;
        }
        int count = Math.min(left.length, right.length);
        long[] both = new long[count];
        for (int i = 0; i < count; i++) {
            both[i] = left[i] & right[i];
        }
        return both;
    }

    /// Number of NULL rows among the first `rowCount`.
    public static int nullCount(long @Nullable [] words, int rowCount) {
        if (words == null) {
            return 0;
        }
        int valid = 0;
        int whole = rowCount >> 6;
        for (int i = 0; i < whole; i++) {
            valid += Long.bitCount(words[i]);
        }
        int rest = rowCount & 63;
        if (rest != 0) {
            valid += Long.bitCount(words[whole] & ((1L << rest) - 1));
        }
        return rowCount - valid;
    }

    /// The bitmap of the rows `rows[0..count)`; an index of -1 gives NULL. Null if all are valid.
    public static long @Nullable [] gather(long @Nullable [] words, int[] rows, int count) {
        long[] gathered = null;
        for (int i = 0; i < count; i++) {
            if (rows[i] < 0 || !isValid(words, rows[i])) {
                if (gathered == null) {
                    gathered = allValid(count);
                }
                setNull(gathered, i);
            }
        }
        return gathered;
    }

    /// The bitmap of `length` rows from `from` on. Null if all are valid.
    public static long @Nullable [] slice(long @Nullable [] words, int from, int length) {
        if (words == null) {
            return null;
        }
        long[] sliced = null;
        for (int i = 0; i < length; i++) {
            if (!isValid(words, from + i)) {
                if (sliced == null) {
                    sliced = allValid(length);
                }
                setNull(sliced, i);
            }
        }
        return sliced;
    }
}

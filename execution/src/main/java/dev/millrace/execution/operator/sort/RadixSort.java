// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

/// A stable sort of rows by their prefixes alone: row after row goes to the place that counting the
/// digits of all prefixes gives it, once per digit from the last to the first. Digits that are the
/// same everywhere cost nothing, and neither do rows that are in order already.
final class RadixSort {
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = Long.SIZE / DIGIT_BITS;
    private static final int VALUES = 1 << DIGIT_BITS;

    private RadixSort() {}

    /// Sorts the rows from `from` to before `to`.
    static void sort(PrefixSort.Rows rows, PrefixSort.Rows buffer, int from, int to) {
        long[] prefixes = rows.prefixes();
        long different = 0;
        boolean isSorted = true;
        for (int i = from + 1; i < to; i++) {
            different |= prefixes[i] ^ prefixes[from];
            isSorted &= Long.compareUnsigned(prefixes[i - 1], prefixes[i]) <= 0;
        }
        if (isSorted) {
            return;
        }
        int[][] counts = count(prefixes, from, to);
        PrefixSort.Rows source = rows;
        PrefixSort.Rows target = buffer;
        for (int digit = 0; digit < DIGITS; digit++) {
            int shift = digit * DIGIT_BITS;
            if ((different >>> shift & VALUES - 1) != 0) {
                distribute(source, target, from, to, shift, counts[digit]);
                PrefixSort.Rows other = source;
                source = target;
                target = other;
            }
        }
        if (source != rows) {
            source.copyTo(from, rows, from, to - from);
        }
    }

    /// How often each value of each digit occurs.
    private static int[][] count(long[] prefixes, int from, int to) {
        int[][] counts = new int[DIGITS][VALUES];
        for (int i = from; i < to; i++) {
            long rest = prefixes[i];
            for (int digit = 0; digit < DIGITS; digit++) {
                counts[digit][(int) rest & VALUES - 1]++;
                rest >>>= DIGIT_BITS;
            }
        }
        return counts;
    }

    private static void distribute(
            PrefixSort.Rows source,
            PrefixSort.Rows target,
            int from,
            int to,
            int shift,
            int[] places) {
        int next = from;
        for (int value = 0; value < VALUES; value++) {
            int count = places[value];
            places[value] = next;
            next += count;
        }
        int[] numbers = source.numbers();
        long[] prefixes = source.prefixes();
        int[] targetNumbers = target.numbers();
        long[] targetPrefixes = target.prefixes();
        for (int i = from; i < to; i++) {
            long prefix = prefixes[i];
            int place = places[(int) (prefix >>> shift) & VALUES - 1]++;
            targetNumbers[place] = numbers[i];
            targetPrefixes[place] = prefix;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import dev.millrace.execution.task.Workers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// A stable sort of row numbers. The prefix of each row's keys moves along with its number.
///
/// Rows are put in the order of their prefixes by `RadixSort`, each thread a part of them; those of
/// equal prefix, where it does not decide, are merge-sorted by comparison; then the parts are
/// merged.
final class PrefixSort {
    /// Below this many rows insertion is faster than merging.
    private static final int SHORT_RUN = 24;

    /// Below this many rows merging is faster than counting digits.
    private static final int COUNTED = 1 << 9;

    /// Below this many rows one thread is faster than several.
    private static final int PARALLEL = 1 << 15;

    private final RowComparison comparison;

    PrefixSort(RowComparison comparison) {
        this.comparison = comparison;
    }

    /// Rows with their prefixes.
    record Rows(int[] numbers, long[] prefixes) {
        Rows(int count) {
            this(new int[count], new long[count]);
        }

        void copyTo(int from, Rows target, int at, int count) {
            System.arraycopy(numbers, from, target.numbers, at, count);
            System.arraycopy(prefixes, from, target.prefixes, at, count);
        }
    }

    int[] sort(int count, Workers workers) {
        Rows rows = new Rows(count);
        System.arraycopy(comparison.prefixes(), 0, rows.prefixes(), 0, count);
        for (int i = 0; i < count; i++) {
            rows.numbers()[i] = i;
        }
        Rows buffer = new Rows(count);
        if (count < PARALLEL || workers.parallelism() == 1) {
            sortPart(rows, buffer, 0, count);
        } else {
            sortInParallel(rows, buffer, count, workers);
        }
        return rows.numbers();
    }

    private void sortInParallel(Rows rows, Rows buffer, int count, Workers workers) {
        int parts = workers.parallelism();
        int[] bounds = new int[parts + 1];
        List<Callable<Boolean>> tasks = new ArrayList<>(parts);
        for (int p = 0; p < parts; p++) {
            bounds[p + 1] = (int) ((long) count * (p + 1) / parts);
            int from = bounds[p];
            int to = bounds[p + 1];
            tasks.add(
                    () -> {
                        sortPart(rows, buffer, from, to);
                        return true;
                    });
        }
        workers.runAll(tasks);
        for (int width = 1; width < parts; width *= 2) {
            for (int p = 0; p + width < parts; p += 2 * width) {
                merge(
                        rows,
                        buffer,
                        bounds[p],
                        bounds[p + width],
                        bounds[Math.min(p + 2 * width, parts)]);
            }
        }
    }

    private void sortPart(Rows rows, Rows buffer, int from, int to) {
        if (to - from < COUNTED) {
            mergeSort(rows, buffer, from, to);
            return;
        }
        RadixSort.sort(rows, buffer, from, to);
        if (comparison.isDecidedByPrefixes()) {
            return;
        }
        long[] prefixes = rows.prefixes();
        int first = from;
        for (int i = from + 1; i <= to; i++) {
            if (i == to || prefixes[i] != prefixes[first]) {
                if (i - first > 1) {
                    mergeSort(rows, buffer, first, i);
                }
                first = i;
            }
        }
    }

    private void mergeSort(Rows rows, Rows buffer, int from, int to) {
        if (to - from <= SHORT_RUN) {
            insert(rows, from, to);
            return;
        }
        int middle = from + to >>> 1;
        mergeSort(rows, buffer, from, middle);
        mergeSort(rows, buffer, middle, to);
        merge(rows, buffer, from, middle, to);
    }

    private void insert(Rows rows, int from, int to) {
        int[] numbers = rows.numbers();
        long[] prefixes = rows.prefixes();
        for (int i = from + 1; i < to; i++) {
            int number = numbers[i];
            long prefix = prefixes[i];
            int j = i - 1;
            while (j >= from && isAfter(prefixes[j], numbers[j], prefix, number)) {
                numbers[j + 1] = numbers[j];
                prefixes[j + 1] = prefixes[j];
                j--;
            }
            numbers[j + 1] = number;
            prefixes[j + 1] = prefix;
        }
    }

    private boolean isAfter(long leftPrefix, int left, long rightPrefix, int right) {
        return leftPrefix != rightPrefix
                ? Long.compareUnsigned(leftPrefix, rightPrefix) > 0
                : comparison.compareEqualPrefixes(left, right) > 0;
    }

    /// Merges two neighbouring sorted runs.
    private void merge(Rows rows, Rows buffer, int from, int middle, int to) {
        int[] numbers = rows.numbers();
        long[] prefixes = rows.prefixes();
        if (middle == to
                || middle == from
                || !isAfter(
                        prefixes[middle - 1],
                        numbers[middle - 1],
                        prefixes[middle],
                        numbers[middle])) {
            return;
        }
        rows.copyTo(from, buffer, from, middle - from);
        int[] leftNumbers = buffer.numbers();
        long[] leftPrefixes = buffer.prefixes();
        int left = from;
        int right = middle;
        int at = from;
        while (left < middle && right < to) {
            boolean takeRight =
                    isAfter(leftPrefixes[left], leftNumbers[left], prefixes[right], numbers[right]);
            numbers[at] = takeRight ? numbers[right] : leftNumbers[left];
            prefixes[at++] = takeRight ? prefixes[right++] : leftPrefixes[left++];
        }
        buffer.copyTo(left, rows, at, middle - left);
    }
}

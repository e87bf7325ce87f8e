// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import dev.millrace.execution.task.Workers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// A stable merge sort of row numbers. The prefix of each row's key moves along with its number, so
/// that most comparisons read memory in order.
final class MergeSort {
    /// Below this many rows insertion is faster than merging.
    private static final int SHORT_RUN = 24;

    /// Below this many rows one thread is faster than several.
    private static final int PARALLEL = 1 << 15;

    private final RowComparison comparison;

    MergeSort(RowComparison comparison) {
        this.comparison = comparison;
    }

    /// Rows with their prefixes.
    private record Rows(int[] numbers, long[] prefixes) {
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
            sort(rows, buffer, 0, count);
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
                        sort(rows, buffer, from, to);
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

    private void sort(Rows rows, Rows buffer, int from, int to) {
        if (to - from <= SHORT_RUN) {
            insert(rows, from, to);
            return;
        }
        int middle = from + to >>> 1;
        sort(rows, buffer, from, middle);
        sort(rows, buffer, middle, to);
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
                ? leftPrefix > rightPrefix
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

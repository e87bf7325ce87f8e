// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.join;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;

import java.util.Arrays;

/// How far apart the times of two partners can be: `low <= right - left <= high`. It follows from
/// the residual condition and may be wider: it spares pairs from being made, so that a key with
/// many rows on both sides costs what matches, not what exists.
///
/// @param leftColumn index of the time among the columns of the left side
/// @param rightColumn index of the time among the columns of the right side
/// @param low microseconds, `-Long.MAX_VALUE` for no bound
/// @param high microseconds, `Long.MAX_VALUE` for no bound
public record TimeRange(int leftColumn, int rightColumn, long low, long high) {
    /// Stands for a NULL time, behind all others; pairs with it are tested and fail.
    private static final long NULL = Long.MAX_VALUE;

    /// Below this many rows it does not pay.
    public static final int FEW_ROWS = 8;

    /// The index of the time among the columns of a side.
    public int column(boolean isLeft) {
        return isLeft ? leftColumn : rightColumn;
    }

    /// The least time of a partner.
    ///
    /// @param isLeft whether `time` is that of a left row
    public long least(long time, boolean isLeft) {
        return isLeft ? sum(time, low) : sum(time, -high);
    }

    /// The greatest time of a partner.
    public long greatest(long time, boolean isLeft) {
        return isLeft ? sum(time, high) : sum(time, -low);
    }

    private static long sum(long time, long offset) {
        long sum = time + offset;
        boolean hasOverflown = ((time ^ sum) & (offset ^ sum)) < 0;
        return hasOverflown ? offset < 0 ? Long.MIN_VALUE : Long.MAX_VALUE : sum;
    }

    /// The times of some rows of a column.
    public static long[] times(Column column, int[] rows, int count) {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] =
                    column instanceof LongColumn longs && !column.isNull(rows[i])
                            ? longs.value(rows[i])
                            : NULL;
        }
        return times;
    }

    /// Sorts rows by their times.
    ///
    /// @param times of the rows at the same places
    public static void sort(int[] rows, long[] times, int from, int to) {
        if (isSorted(times, from, to)) {
            return;
        }
        int count = to - from;
        int[] otherRows = Arrays.copyOfRange(rows, from, to);
        long[] otherTimes = Arrays.copyOfRange(times, from, to);
        sort(new Rows(otherRows, otherTimes, 0), new Rows(rows, times, from), 0, count);
    }

    private static boolean isSorted(long[] times, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (times[i - 1] > times[i]) {
                return false;
            }
        }
        return true;
    }

    private record Rows(int[] numbers, long[] times, int offset) {}

    /// Sorts what stands in both arrays into the second.
    private static void sort(Rows source, Rows target, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sort(target, source, from, middle);
        sort(target, source, middle, to);
        int a = from;
        int b = middle;
        for (int i = from; i < to; i++) {
            boolean takesFirst =
                    b >= to
                            || a < middle
                                    && source.times[source.offset + a]
                                            <= source.times[source.offset + b];
            int chosen = source.offset + (takesFirst ? a++ : b++);
            target.times[target.offset + i] = source.times[chosen];
            target.numbers[target.offset + i] = source.numbers[chosen];
        }
    }

    /// The first place at which the sorted times are not before `time`.
    public static int first(long[] times, int from, int to, long time) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The place behind the last of the sorted times that are not after `time`.
    public static int end(long[] times, int from, int to, long time) {
        return time == Long.MAX_VALUE ? to : first(times, from, to, time + 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

/// Which rows the frame of each row holds: from `starts[row]` to before `ends[row]`; empty if the
/// end is not after the start.
record FrameBounds(int[] starts, int[] ends) {
    static FrameBounds of(WindowFunction.Frame frame, WindowRows rows) {
        int[] starts = new int[rows.rowCount()];
        int[] ends = new int[rows.rowCount()];
        for (int p = 0; p < rows.partitionCount(); p++) {
            int from = rows.partitionStarts()[p];
            int to = rows.partitionStarts()[p + 1];
            for (int i = from; i < to; i++) {
                starts[i] = bound(frame.isRows(), frame.start(), true, rows, i, from, to);
                ends[i] = bound(frame.isRows(), frame.end(), false, rows, i, from, to);
            }
        }
        return new FrameBounds(starts, ends);
    }

    private static int bound(
            boolean isRows,
            @Nullable Long distance,
            boolean isStart,
            WindowRows rows,
            int row,
            int from,
            int to) {
        if (distance == null) {
            return isStart ? from : to;
        }
        if (isRows) {
            long at = row + distance + (isStart ? 0 : 1);
            return (int) Math.clamp(at, from, (long) to);
        }
        if (distance == 0) {
            return isStart ? rows.peerStarts()[row] : rows.peerEnds()[row];
        }
        return search(distance, isStart, rows, row, from, to);
    }

    /// Binary search for the first row of the partition that is not before (start) or is after
    /// (end) the row's order key plus the distance. A NULL key is at no distance of anything: its
    /// frame is its peers.
    private static int search(
            long distance, boolean isStart, WindowRows rows, int row, int from, int to) {
        Column key = rows.orderKey();
        if (key == null) {
            throw MillraceException.bug("a range frame with a distance needs one order key");
        }
        if (key.isNull(row)) {
            return isStart ? rows.peerStarts()[row] : rows.peerEnds()[row];
        }
        int low = from;
        int high = to;
        while (low < high && key.isNull(low)) {
            low = rows.peerEnds()[low];
        }
        while (high > low && key.isNull(high - 1)) {
            high = rows.peerStarts()[high - 1];
        }
        while (low < high) {
            int middle = low + high >>> 1;
            int order = compare(key, middle, row, rows.isAscending() ? distance : -distance);
            order = rows.isAscending() ? order : -order;
            if (isStart ? order < 0 : order <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Compares the key of a row with that of another row plus a distance.
    private static int compare(Column key, int row, int base, long distance) {
        return switch (key) {
            case IntColumn ints ->
                    Long.compare(ints.value(row), Math.addExact((long) ints.value(base), distance));
            case LongColumn longs ->
                    Long.compare(longs.value(row), saturated(longs, base, distance));
            case DoubleColumn doubles ->
                    Double.compare(doubles.value(row), doubles.value(base) + distance);
            default ->
                    throw MillraceException.unsupported(
                            "a RANGE frame with a distance over an order key of this type");
        };
    }

    private static long saturated(LongColumn longs, int row, long distance) {
        long value = longs.value(row);
        long sum = value + distance;
        boolean overflows = ((value ^ sum) & (distance ^ sum)) < 0;
        return overflows ? distance > 0 ? Long.MAX_VALUE : Long.MIN_VALUE : sum;
    }
}

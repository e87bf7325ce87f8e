// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.StructColumn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Merges sessions of equal keys that overlap or touch.
///
/// 1. The sessions are brought into the order of key and start; of two that start together the
///    earlier given comes first.
/// 2. One that starts at or before the end of the ones before it continues them; otherwise it
///    begins another session. The end is the latest of all ends.
/// 3. The buffers of what became one session are merged in that order, so that `first` is the first
///    in time.
public final class SessionMerge {
    private SessionMerge() {}

    /// Sessions to merge.
    ///
    /// @param keys the number of each session's key, from 0 to before `keyCount`
    /// @param starts in microseconds
    /// @param ends after the starts
    /// @param buffers of all aggregates
    public record Input(
            int keyCount,
            int[] keys,
            long[] starts,
            long[] ends,
            List<Column> buffers,
            int rowCount) {}

    /// Merged sessions in the order of key and start.
    ///
    /// @param firstOfKey those of key `k` are `firstOfKey[k]` to before `firstOfKey[k + 1]`
    /// @param accumulators with one group per session
    public record Sessions(
            int count,
            int[] firstOfKey,
            int[] keys,
            long[] starts,
            long[] ends,
            Accumulator[] accumulators) {
        /// The sessions as a column `struct<start, end>`.
        public Column windows() {
            return windowColumn(starts, ends, count);
        }

        /// The buffers of all aggregates, a row per session.
        public List<Column> buffers() {
            List<Column> buffers = new ArrayList<>();
            for (Accumulator accumulator : accumulators) {
                buffers.addAll(accumulator.buffers(count));
            }
            return buffers;
        }

        /// The results of all aggregates, a row per session.
        public List<Column> results() {
            List<Column> results = new ArrayList<>();
            for (Accumulator accumulator : accumulators) {
                results.add(accumulator.results(count));
            }
            return results;
        }
    }

    /// A column `struct<start, end>`.
    public static StructColumn windowColumn(long[] starts, long[] ends, int count) {
        return new StructColumn(
                List.of(new LongColumn(starts, null, count), new LongColumn(ends, null, count)),
                null,
                count);
    }

    /// Merges.
    public static Sessions merge(Aggregation aggregation, Input input) {
        int rows = input.rowCount();
        int[] order = order(input);
        int[] sessionOf = new int[rows];
        int[] firstOfKey = new int[input.keyCount() + 1];
        int[] keys = new int[rows];
        long[] starts = new long[rows];
        long[] ends = new long[rows];
        int count = 0;
        for (int i = 0; i < rows; i++) {
            int row = order[i];
            int key = input.keys()[row];
            boolean continues =
                    count > 0 && keys[count - 1] == key && input.starts()[row] <= ends[count - 1];
            if (continues) {
                ends[count - 1] = Math.max(ends[count - 1], input.ends()[row]);
            } else {
                keys[count] = key;
                starts[count] = input.starts()[row];
                ends[count] = input.ends()[row];
                firstOfKey[key + 1]++;
                count++;
            }
            sessionOf[i] = count - 1;
        }
        for (int key = 0; key < input.keyCount(); key++) {
            firstOfKey[key + 1] += firstOfKey[key];
        }
        Accumulator[] accumulators = accumulators(aggregation);
        mergeInto(accumulators, aggregation, gather(input.buffers(), order), sessionOf, count);
        return new Sessions(count, firstOfKey, keys, starts, ends, accumulators);
    }

    /// Fresh accumulators of all aggregates.
    public static Accumulator[] accumulators(Aggregation aggregation) {
        return aggregation.terms().stream()
                .map(term -> term.function().start().get())
                .toArray(Accumulator[]::new);
    }

    /// Merges buffers of all aggregates: row `i` into group `groups[i]`.
    public static void mergeInto(
            Accumulator[] accumulators,
            Aggregation aggregation,
            List<Column> buffers,
            int[] groups,
            int groupCount) {
        int from = 0;
        for (int t = 0; t < accumulators.length; t++) {
            int to = from + aggregation.terms().get(t).function().buffers().size();
            accumulators[t].merge(buffers.subList(from, to), groups, groups.length, groupCount);
            from = to;
        }
    }

    private static List<Column> gather(List<Column> columns, int[] rows) {
        List<Column> gathered = new ArrayList<>(columns.size());
        for (Column column : columns) {
            gathered.add(column.gather(rows, rows.length));
        }
        return gathered;
    }

    /// The rows by key, by start, and as they came.
    private static int[] order(Input input) {
        int rows = input.rowCount();
        int[] next = new int[input.keyCount() + 1];
        for (int i = 0; i < rows; i++) {
            next[input.keys()[i] + 1]++;
        }
        for (int key = 0; key < input.keyCount(); key++) {
            next[key + 1] += next[key];
        }
        int[] firsts = Arrays.copyOf(next, next.length);
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            order[next[input.keys()[i]]++] = i;
        }
        int[] buffer = new int[rows];
        for (int key = 0; key < input.keyCount(); key++) {
            sort(order, firsts[key], firsts[key + 1], input.starts(), buffer);
        }
        return order;
    }

    /// Sorts row numbers by start; equal ones keep their order.
    private static void sort(int[] order, int from, int to, long[] starts, int[] buffer) {
        if (isSorted(order, from, to, starts)) {
            return;
        }
        if (to - from < 16) {
            for (int i = from + 1; i < to; i++) {
                int row = order[i];
                int at = i;
                for (; at > from && starts[order[at - 1]] > starts[row]; at--) {
                    order[at] = order[at - 1];
                }
                order[at] = row;
            }
            return;
        }
        int middle = (from + to) >>> 1;
        sort(order, from, middle, starts, buffer);
        sort(order, middle, to, starts, buffer);
        System.arraycopy(order, from, buffer, from, to - from);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takesLeft =
                    left < middle && (right == to || starts[buffer[left]] <= starts[buffer[right]]);
            order[i] = takesLeft ? buffer[left++] : buffer[right++];
        }
    }

    private static boolean isSorted(int[] order, int from, int to, long[] starts) {
        for (int i = from + 1; i < to; i++) {
            if (starts[order[i - 1]] > starts[order[i]]) {
                return false;
            }
        }
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;

/// `percentile_approx` and `percentile_disc`: the value at the rank of each fraction. It keeps all
/// values and so is exact, which is within any accuracy that is asked for. Buffer: the array of all
/// values that are not NULL.
final class NearestRankAccumulator implements KeptValues {
    private final DataType type;
    private final double[] fractions;
    private final boolean isArray;
    private final boolean descends;
    private final GroupedRows rows;

    /// @param descends true to count ranks from the greatest value
    NearestRankAccumulator(DataType type, double[] fractions, boolean isArray, boolean descends) {
        this.type = type;
        this.descends = descends;
        this.fractions = fractions.clone();
        this.isArray = isArray;
        this.rows = new GroupedRows(List.of(type), false);
    }

    @Override
    public GroupedRows rows() {
        return rows;
    }

    @Override
    public Column results(int groupCount) {
        GroupedRows.Sorted sorted = rows.sorted(groupCount);
        Column column = sorted.columns().getFirst();
        double[] keys = Numbers.doubles(column, type);
        ColumnBuilder results = ColumnBuilder.of(type, groupCount * fractions.length);
        int[] starts = new int[groupCount];
        int[] lengths = new int[groupCount];
        long[] validity = Validity.allValid(groupCount);
        for (int g = 0; g < groupCount; g++) {
            int from = sorted.starts()[g];
            int count = sorted.starts()[g + 1] - from;
            starts[g] = results.size();
            lengths[g] = count == 0 ? 0 : fractions.length;
            if (count == 0) {
                Validity.setNull(validity, g);
                if (!isArray) {
                    results.appendNull();
                }
                continue;
            }
            int[] order = ordered(keys, from, count);
            for (double fraction : fractions) {
                int rank = Math.max(1, (int) Math.ceil(fraction * count));
                int place = Math.min(rank, count) - 1;
                results.appendFrom(column, order[descends ? count - 1 - place : place]);
            }
        }
        Column values = results.build();
        return isArray ? new ArrayColumn(values, starts, lengths, validity, groupCount) : values;
    }

    /// The rows of a group in the order of their values.
    private static int[] ordered(double[] keys, int from, int count) {
        Integer[] rowsOfGroup = new Integer[count];
        for (int i = 0; i < count; i++) {
            rowsOfGroup[i] = from + i;
        }
        Arrays.sort(rowsOfGroup, (a, b) -> Double.compare(keys[a], keys[b]));
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = rowsOfGroup[i];
        }
        return order;
    }
}

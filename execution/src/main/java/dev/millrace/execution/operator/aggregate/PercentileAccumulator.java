// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleBuilder;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;

/// `percentile` and `median`: exact, with linear interpolation between the two nearest values.
/// Buffer: the array of all values that are not NULL.
final class PercentileAccumulator implements KeptValues {
    private final DataType type;
    private final DataType result;
    private final double[] fractions;
    private final boolean isArray;
    private final GroupedRows rows;

    /// @param result the type of the result: doubles, arrays of them, or intervals
    /// @param fractions the wanted percentiles, 0 to 1
    /// @param isArray true if the result is an array with one value per fraction
    PercentileAccumulator(DataType type, DataType result, double[] fractions, boolean isArray) {
        this.type = type;
        this.result = result;
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
        double[] values = Numbers.doubles(sorted.columns().getFirst(), type).clone();
        DoubleBuilder results = new DoubleBuilder(groupCount * fractions.length);
        int[] starts = new int[groupCount];
        int[] lengths = new int[groupCount];
        long[] validity = Validity.allValid(groupCount);
        for (int g = 0; g < groupCount; g++) {
            int from = sorted.starts()[g];
            int to = sorted.starts()[g + 1];
            starts[g] = results.size();
            lengths[g] = fractions.length;
            Arrays.sort(values, from, to);
            for (double fraction : fractions) {
                if (from == to) {
                    results.appendNull();
                    Validity.setNull(validity, g);
                } else {
                    results.append(interpolate(values, from, to, fraction));
                }
            }
        }
        Column column = results.build();
        if (isArray) {
            return new ArrayColumn(column, starts, lengths, validity, groupCount);
        }
        return result instanceof DataType.Float64 ? column : whole((DoubleColumn) column);
    }

    /// Intervals without their fractions.
    private Column whole(DoubleColumn values) {
        long[] lengths = new long[values.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = (long) values.value(i);
        }
        return Numbers.column(result, lengths, values.validity(), lengths.length);
    }

    private static double interpolate(double[] values, int from, int to, double fraction) {
        double position = (to - from - 1) * fraction;
        int lower = (int) Math.floor(position);
        int higher = (int) Math.ceil(position);
        double low = values[from + lower];
        double high = values[from + higher];
        return lower == higher || low == high
                ? low
                : (higher - position) * low + (position - lower) * high;
    }
}

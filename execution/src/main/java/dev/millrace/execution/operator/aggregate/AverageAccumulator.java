// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;

/// `avg` of numbers other than decimals: a sum of doubles by a count. Buffers: sum double, count.
final class AverageAccumulator implements Accumulator {
    private double[] sums = new double[8];
    private long[] counts = new long[8];

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        ensure(groupCount);
        Column column = arguments.getFirst();
        double[] values = Numbers.doubles(column, DataType.DOUBLE);
        boolean mayHaveNulls = column.mayHaveNulls();
        for (int i = 0; i < rowCount; i++) {
            if (!mayHaveNulls || !column.isNull(i)) {
                sums[groups[i]] += values[i];
                counts[groups[i]]++;
            }
        }
    }

    private void ensure(int groupCount) {
        sums = Numbers.ensure(sums, groupCount);
        counts = Numbers.ensure(counts, groupCount);
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        ensure(groupCount);
        double[] otherSums = Numbers.doubles(buffers.get(0), DataType.DOUBLE);
        long[] otherCounts = Numbers.longs(buffers.get(1));
        for (int i = 0; i < rowCount; i++) {
            sums[groups[i]] += otherSums[i];
            counts[groups[i]] += otherCounts[i];
        }
    }

    @Override
    public List<Column> buffers(int groupCount) {
        ensure(groupCount);
        return List.of(
                new DoubleColumn(Arrays.copyOf(sums, groupCount), null, groupCount),
                new LongColumn(Arrays.copyOf(counts, groupCount), null, groupCount));
    }

    @Override
    public Column results(int groupCount) {
        ensure(groupCount);
        double[] averages = new double[groupCount];
        GroupFlags valid = new GroupFlags();
        valid.ensure(groupCount);
        for (int i = 0; i < groupCount; i++) {
            if (counts[i] > 0) {
                averages[i] = sums[i] / counts[i];
                valid.set(i);
            }
        }
        return new DoubleColumn(averages, valid.asValidity(groupCount), groupCount);
    }
}

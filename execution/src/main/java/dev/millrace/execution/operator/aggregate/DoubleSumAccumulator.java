// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;

/// `sum` of floating-point numbers; the sum of no values is NULL. Buffer: sum.
final class DoubleSumAccumulator implements Accumulator {
    private double[] sums = new double[8];
    private final GroupFlags seen = new GroupFlags();

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        sums = Numbers.ensure(sums, groupCount);
        seen.ensure(groupCount);
        Column column = arguments.getFirst();
        double[] values = Numbers.doubles(column, DataType.DOUBLE);
        boolean mayHaveNulls = column.mayHaveNulls();
        double[] target = sums;
        for (int i = 0; i < rowCount; i++) {
            if (mayHaveNulls && column.isNull(i)) {
                continue;
            }
            int group = groups[i];
            target[group] += values[i];
            seen.set(group);
        }
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        update(buffers, groups, rowCount, groupCount);
    }

    @Override
    public List<Column> buffers(int groupCount) {
        return List.of(results(groupCount));
    }

    @Override
    public Column results(int groupCount) {
        sums = Numbers.ensure(sums, groupCount);
        return new DoubleColumn(
                Arrays.copyOf(sums, groupCount), seen.asValidity(groupCount), groupCount);
    }
}

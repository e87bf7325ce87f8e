// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.operator.row.ValueOrder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;

/// `min` or `max` of floating-point numbers, NaN being the greatest. Buffer: the value.
final class DoubleExtremeAccumulator implements Accumulator {
    private final boolean isMaximum;
    private double[] values = new double[8];
    private final GroupFlags seen = new GroupFlags();

    DoubleExtremeAccumulator(boolean isMaximum) {
        this.isMaximum = isMaximum;
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        values = Numbers.ensure(values, groupCount);
        seen.ensure(groupCount);
        Column column = arguments.getFirst();
        double[] candidates = Numbers.doubles(column, DataType.DOUBLE);
        for (int i = 0; i < rowCount; i++) {
            if (column.isNull(i)) {
                continue;
            }
            int group = groups[i];
            if (seen.isSet(group)) {
                int order = ValueOrder.compare(candidates[i], values[group]);
                if (isMaximum ? order <= 0 : order >= 0) {
                    continue;
                }
            }
            values[group] = candidates[i];
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
        values = Numbers.ensure(values, groupCount);
        return new DoubleColumn(
                Arrays.copyOf(values, groupCount), seen.asValidity(groupCount), groupCount);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// `min` or `max` of integral columns, dates, timestamps and booleans; `bool_and` is `min`,
/// `bool_or` is `max`. Buffer: the value.
final class LongExtremeAccumulator implements Accumulator {
    private final DataType type;
    private final boolean isMaximum;
    private long[] values = new long[8];
    private final GroupFlags seen = new GroupFlags();

    LongExtremeAccumulator(DataType type, boolean isMaximum) {
        this.type = type;
        this.isMaximum = isMaximum;
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        values = Numbers.ensure(values, groupCount);
        seen.ensure(groupCount);
        Column column = arguments.getFirst();
        long[] candidates = Numbers.longs(column);
        boolean mayHaveNulls = column.mayHaveNulls();
        for (int i = 0; i < rowCount; i++) {
            if (mayHaveNulls && column.isNull(i)) {
                continue;
            }
            int group = groups[i];
            long candidate = candidates[i];
            if (!seen.isSet(group)
                    || (isMaximum ? candidate > values[group] : candidate < values[group])) {
                values[group] = candidate;
                seen.set(group);
            }
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
        return Numbers.column(type, values, seen.asValidity(groupCount), groupCount);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;

import java.util.Arrays;
import java.util.List;

/// `count` of rows whose arguments are all not NULL, `count_if` of rows whose argument is true.
/// Buffer: count.
final class CountAccumulator implements Accumulator {
    private final boolean isConditional;
    private long[] counts = new long[8];

    CountAccumulator(boolean isConditional) {
        this.isConditional = isConditional;
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        counts = Numbers.ensure(counts, groupCount);
        if (isConditional) {
            countTrue(arguments.getFirst(), groups, rowCount);
            return;
        }
        for (Column argument : arguments) {
            if (argument.mayHaveNulls()) {
                countComplete(arguments, groups, rowCount);
                return;
            }
        }
        long[] values = counts;
        for (int i = 0; i < rowCount; i++) {
            values[groups[i]]++;
        }
    }

    private void countTrue(Column argument, int[] groups, int rowCount) {
        if (argument instanceof BooleanColumn condition) {
            for (int i = 0; i < rowCount; i++) {
                if (condition.value(i) && !condition.isNull(i)) {
                    counts[groups[i]]++;
                }
            }
        }
    }

    private void countComplete(List<Column> arguments, int[] groups, int rowCount) {
        for (int i = 0; i < rowCount; i++) {
            boolean complete = true;
            for (int a = 0; a < arguments.size() && complete; a++) {
                complete = !arguments.get(a).isNull(i);
            }
            if (complete) {
                counts[groups[i]]++;
            }
        }
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        counts = Numbers.ensure(counts, groupCount);
        long[] others = Numbers.longs(buffers.getFirst());
        for (int i = 0; i < rowCount; i++) {
            counts[groups[i]] += others[i];
        }
    }

    @Override
    public List<Column> buffers(int groupCount) {
        return List.of(results(groupCount));
    }

    @Override
    public Column results(int groupCount) {
        counts = Numbers.ensure(counts, groupCount);
        return new LongColumn(Arrays.copyOf(counts, groupCount), null, groupCount);
    }
}

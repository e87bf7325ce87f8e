// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/// `avg` of intervals: an exact sum by a count, rounded half away from zero. Buffers: sum, count.
final class IntervalAverageAccumulator implements Accumulator {
    private final DataType type;
    private final LongSumAccumulator sums;
    private long[] counts = new long[8];

    /// @param type of the sum and of the average
    /// @param isTry overflow makes the average NULL instead of failing
    IntervalAverageAccumulator(DataType type, boolean isTry) {
        this.type = type;
        this.sums = new LongSumAccumulator(type, isTry);
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        sums.update(arguments, groups, rowCount, groupCount);
        counts = Numbers.ensure(counts, groupCount);
        Column column = arguments.getFirst();
        for (int i = 0; i < rowCount; i++) {
            if (!column.isNull(i)) {
                counts[groups[i]]++;
            }
        }
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        sums.update(buffers.subList(0, 1), groups, rowCount, groupCount);
        counts = Numbers.ensure(counts, groupCount);
        long[] others = Numbers.longs(buffers.get(1));
        for (int i = 0; i < rowCount; i++) {
            counts[groups[i]] += others[i];
        }
    }

    @Override
    public List<Column> buffers(int groupCount) {
        counts = Numbers.ensure(counts, groupCount);
        return List.of(
                sums.results(groupCount),
                new LongColumn(Arrays.copyOf(counts, groupCount), null, groupCount));
    }

    @Override
    public Column results(int groupCount) {
        counts = Numbers.ensure(counts, groupCount);
        Column total = sums.results(groupCount);
        long[] values = Numbers.longs(total);
        long[] averages = new long[groupCount];
        GroupFlags valid = new GroupFlags();
        valid.ensure(groupCount);
        for (int i = 0; i < groupCount; i++) {
            if (counts[i] > 0 && !total.isNull(i)) {
                averages[i] =
                        BigDecimal.valueOf(values[i])
                                .divide(BigDecimal.valueOf(counts[i]), 0, RoundingMode.HALF_UP)
                                .longValueExact();
                valid.set(i);
            }
        }
        return Numbers.column(type, averages, valid.asValidity(groupCount), groupCount);
    }
}

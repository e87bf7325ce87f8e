// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalBuilder;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/// `avg` of decimals: exact sum by count, rounded half up to the scale of the result.
///
/// Buffers: sum decimal, count. Spark keeps a double sum of unscaled values for arguments of up to
/// 11 digits; a hand-over converts.
final class DecimalAverageAccumulator implements Accumulator {
    private final DataType.Decimal type;
    private final DecimalSums sums;
    private long[] counts = new long[8];

    /// @param sumType digits of the sum
    /// @param type of the average
    DecimalAverageAccumulator(DataType.Decimal sumType, DataType.Decimal type) {
        this.type = type;
        this.sums = new DecimalSums(sumType);
    }

    private void ensure(int groupCount) {
        sums.ensure(groupCount);
        counts = Numbers.ensure(counts, groupCount);
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        ensure(groupCount);
        Column column = arguments.getFirst();
        sums.add(column, groups, rowCount);
        for (int i = 0; i < rowCount; i++) {
            if (!column.isNull(i)) {
                counts[groups[i]]++;
            }
        }
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        ensure(groupCount);
        sums.add(buffers.get(0), groups, rowCount);
        long[] others = Numbers.longs(buffers.get(1));
        for (int i = 0; i < rowCount; i++) {
            counts[groups[i]] += others[i];
            if (others[i] > 0 && buffers.get(0).isNull(i)) {
                sums.overflowed().set(groups[i]);
            }
        }
    }

    @Override
    public List<Column> buffers(int groupCount) {
        ensure(groupCount);
        return List.of(
                sums.column(groupCount),
                new LongColumn(Arrays.copyOf(counts, groupCount), null, groupCount));
    }

    @Override
    public Column results(int groupCount) {
        ensure(groupCount);
        DecimalBuilder averages = new DecimalBuilder(type.scale(), groupCount);
        for (int i = 0; i < groupCount; i++) {
            if (counts[i] == 0) {
                averages.appendNull();
            } else if (!sums.fits(i)) {
                throw DecimalSums.outOfRange(sums.value(i).toPlainString(), type);
            } else {
                BigDecimal count = BigDecimal.valueOf(counts[i]);
                averages.append(
                        sums.value(i)
                                .divide(count, type.scale(), RoundingMode.HALF_UP)
                                .unscaledValue());
            }
        }
        return averages.build();
    }
}

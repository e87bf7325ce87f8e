// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// `sum` and `try_sum` of decimals; the sum of no values is NULL. A sum of too many digits fails,
/// or is NULL for `try_sum`.
///
/// Buffers: sum, isEmpty; an overflow is a NULL sum that is not empty.
final class DecimalSumAccumulator implements Accumulator {
    private final DataType.Decimal type;
    private final boolean isTry;
    private final DecimalSums sums;

    DecimalSumAccumulator(DataType.Decimal type, boolean isTry) {
        this.type = type;
        this.isTry = isTry;
        this.sums = new DecimalSums(type);
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        sums.ensure(groupCount);
        sums.add(arguments.getFirst(), groups, rowCount);
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        update(buffers, groups, rowCount, groupCount);
        long[] isEmpty = Numbers.longs(buffers.get(1));
        for (int i = 0; i < rowCount; i++) {
            if (isEmpty[i] == 0 && buffers.getFirst().isNull(i)) {
                sums.seen().set(groups[i]);
                sums.overflowed().set(groups[i]);
            }
        }
    }

    @Override
    public List<Column> buffers(int groupCount) {
        return List.of(sums.column(groupCount), sums.seen().asColumn(groupCount, true));
    }

    @Override
    public Column results(int groupCount) {
        sums.ensure(groupCount);
        for (int i = 0; i < groupCount && !isTry; i++) {
            if (sums.seen().isSet(i) && !sums.fits(i)) {
                throw DecimalSums.outOfRange(sums.value(i).toPlainString(), type);
            }
        }
        return sums.column(groupCount);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// `sum` and `try_sum` of integers and intervals; the sum of no values is NULL. Overflow fails, or
/// for `try_sum` makes the sum NULL for good.
///
/// Buffers: sum; for `try_sum` also isEmpty, because a NULL sum may be that of no values or an
/// overflow.
final class LongSumAccumulator implements Accumulator {
    private final DataType type;
    private final boolean isTry;
    private long[] sums = new long[8];
    private final GroupFlags seen = new GroupFlags();
    private final GroupFlags overflowed = new GroupFlags();

    /// @param type of the sum
    LongSumAccumulator(DataType type, boolean isTry) {
        this.type = type;
        this.isTry = isTry;
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        add(arguments.getFirst(), null, groups, rowCount, groupCount);
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        add(buffers.get(0), isTry ? buffers.get(1) : null, groups, rowCount, groupCount);
    }

    private void add(
            Column column, @Nullable Column empty, int[] groups, int rowCount, int groupCount) {
        sums = Numbers.ensure(sums, groupCount);
        seen.ensure(groupCount);
        overflowed.ensure(groupCount);
        long[] values = Numbers.longs(column);
        boolean mayHaveNulls = column.mayHaveNulls();
        if (isTry) {
            addTolerantly(column, values, empty, groups, rowCount);
            return;
        }
        long[] target = sums;
        try {
            for (int i = 0; i < rowCount; i++) {
                if (mayHaveNulls && column.isNull(i)) {
                    continue;
                }
                int group = groups[i];
                target[group] = Math.addExact(target[group], values[i]);
                seen.set(group);
            }
        } catch (ArithmeticException e) {
            throw Numbers.overflow("long overflow");
        }
    }

    private void addTolerantly(
            Column column, long[] values, @Nullable Column empty, int[] groups, int rowCount) {
        long[] isEmpty = empty == null ? null : Numbers.longs(empty);
        for (int i = 0; i < rowCount; i++) {
            int group = groups[i];
            if (column.isNull(i)) {
                if (isEmpty != null && isEmpty[i] == 0) {
                    seen.set(group);
                    overflowed.set(group);
                }
                continue;
            }
            long sum = sums[group] + values[i];
            if (((sums[group] ^ sum) & (values[i] ^ sum)) < 0) {
                overflowed.set(group);
            }
            sums[group] = sum;
            seen.set(group);
        }
    }

    @Override
    public List<Column> buffers(int groupCount) {
        List<Column> buffers = new ArrayList<>(2);
        buffers.add(results(groupCount));
        if (isTry) {
            buffers.add(seen.asColumn(groupCount, true));
        }
        return buffers;
    }

    @Override
    public Column results(int groupCount) {
        sums = Numbers.ensure(sums, groupCount);
        GroupFlags valid = seen;
        if (isTry) {
            seen.ensure(groupCount);
            overflowed.ensure(groupCount);
            valid = new GroupFlags();
            valid.ensure(groupCount);
            for (int i = 0; i < groupCount; i++) {
                if (seen.isSet(i) && !overflowed.isSet(i)) {
                    valid.set(i);
                }
            }
        }
        return Numbers.column(type, sums, valid.asValidity(groupCount), groupCount);
    }
}

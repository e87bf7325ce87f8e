// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.function.UserAggregate;

import java.util.List;

/// An aggregate function in user code.
///
/// Buffers: those that the function names. Spark keeps the same values, those with several fields
/// inside one binary column.
record UserAccumulator(UserAggregate.Groups values) implements Accumulator {
    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        values.update(arguments, groups, rowCount, groupCount);
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        values.merge(buffers, groups, rowCount, groupCount);
    }

    @Override
    public List<Column> buffers(int groupCount) {
        return values.buffers(groupCount);
    }

    @Override
    public Column results(int groupCount) {
        return values.results(groupCount);
    }
}

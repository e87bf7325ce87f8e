// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// `bit_and`, `bit_or` and `bit_xor` of the values that are not NULL. Buffer: the value.
final class BitAccumulator implements Accumulator {
    /// How two values become one.
    enum Operation {
        BIT_AND,
        BIT_OR,
        BIT_XOR
    }

    private final Operation operation;
    private final DataType type;
    private long[] values = new long[8];
    private final GroupFlags present = new GroupFlags();

    BitAccumulator(Operation operation, DataType type) {
        this.operation = operation;
        this.type = type;
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        Column column = arguments.getFirst();
        long[] operands = Numbers.longs(column);
        values = Numbers.ensure(values, groupCount);
        present.ensure(groupCount);
        for (int i = 0; i < rowCount; i++) {
            if (column.isNull(i)) {
                continue;
            }
            int g = groups[i];
            values[g] = present.isSet(g) ? combined(values[g], operands[i]) : operands[i];
            present.set(g);
        }
    }

    private long combined(long left, long right) {
        return switch (operation) {
            case BIT_AND -> left & right;
            case BIT_OR -> left | right;
            case BIT_XOR -> left ^ right;
        };
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
        present.ensure(groupCount);
        return Numbers.column(type, values, present.asValidity(groupCount), groupCount);
    }
}

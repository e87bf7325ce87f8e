// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.Column;

import java.util.Arrays;
import java.util.List;

/// The table of keys without columns: all rows are one group.
final class SingleGroupTable implements GroupTable {
    private int size;

    @Override
    public int size() {
        return size;
    }

    @Override
    public int[] assign(List<Column> keys, int rowCount) {
        if (rowCount > 0) {
            size = 1;
        }
        return new int[rowCount];
    }

    @Override
    public int[] find(List<Column> keys, int rowCount) {
        int[] groups = new int[rowCount];
        if (size == 0) {
            Arrays.fill(groups, ABSENT);
        }
        return groups;
    }

    @Override
    public List<Column> keys(int[] groups, int count) {
        return List.of();
    }

    @Override
    public int hash(int group) {
        return 0;
    }

    @Override
    public long memoryBytes() {
        return 0;
    }
}

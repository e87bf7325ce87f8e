// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import dev.millrace.execution.operator.row.ValueOrder;
import dev.millrace.execution.task.Workers;
import dev.millrace.spi.column.Column;

import java.util.List;

/// Compares rows by computed key columns.
///
/// Most comparisons are decided by the prefix of the keys (see `KeyPrefixes`).
public final class RowComparison {
    private final Column[] columns;
    private final boolean[] ascending;
    private final boolean[] nullsFirst;
    private final int rowCount;
    private final KeyPrefixes keys;

    RowComparison(List<Column> columns, boolean[] ascending, boolean[] nullsFirst, int rowCount) {
        this.columns = columns.toArray(new Column[0]);
        this.ascending = ascending;
        this.nullsFirst = nullsFirst;
        this.rowCount = rowCount;
        this.keys = KeyPrefixes.of(this.columns, ascending, nullsFirst, rowCount);
    }

    /// The numbers of the rows in order; equal rows stay as they are.
    public int[] sort(Workers workers) {
        return new PrefixSort(this).sort(rowCount, workers);
    }

    /// One number per row, in unsigned order.
    long[] prefixes() {
        return keys.prefixes();
    }

    /// True if rows of equal prefix are equal.
    boolean isDecidedByPrefixes() {
        return keys.exactKeys() == columns.length;
    }

    /// Negative, zero or positive, for two rows whose prefixes are equal.
    int compareEqualPrefixes(int left, int right) {
        for (int k = keys.exactKeys(); k < columns.length; k++) {
            int order = compareKey(k, left, right);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private int compareKey(int k, int left, int right) {
        Column column = columns[k];
        if (column.mayHaveNulls()) {
            boolean leftNull = column.isNull(left);
            boolean rightNull = column.isNull(right);
            if (leftNull || rightNull) {
                return leftNull == rightNull ? 0 : leftNull == nullsFirst[k] ? -1 : 1;
            }
        }
        int order = ValueOrder.compare(column, left, column, right);
        return ascending[k] ? order : -order;
    }

    /// True if the rows have the same values in the first keys, NULL being the same as NULL.
    ///
    /// @param keyCount how many of the keys
    public boolean areEqual(int left, int right, int keyCount) {
        if (!keys.areEqual(left, right, Math.min(keyCount, keys.exactKeys()))) {
            return false;
        }
        for (int k = keys.exactKeys(); k < keyCount; k++) {
            if (compareKey(k, left, right) != 0) {
                return false;
            }
        }
        return true;
    }
}

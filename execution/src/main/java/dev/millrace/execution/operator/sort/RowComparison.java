// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import dev.millrace.execution.operator.row.ValueOrder;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;

import java.util.List;

/// Compares rows by computed key columns.
///
/// Most comparisons are decided by the prefix of the first key: a number for each row that orders
/// rows as the key does, or leaves them equal.
public final class RowComparison {
    private final Column[] columns;
    private final boolean[] ascending;
    private final boolean[] nullsFirst;
    private final long[] prefixes;

    /// True if rows of equal prefix have equal first keys.
    private final boolean prefixDecides;

    RowComparison(List<Column> columns, boolean[] ascending, boolean[] nullsFirst, int rowCount) {
        this.columns = columns.toArray(new Column[0]);
        this.ascending = ascending;
        this.nullsFirst = nullsFirst;
        this.prefixes = new long[rowCount];
        this.prefixDecides = columns.isEmpty() || fillPrefixes(columns.getFirst());
    }

    /// One number per row, in signed order.
    long[] prefixes() {
        return prefixes;
    }

    private boolean fillPrefixes(Column column) {
        boolean decides =
                switch (column) {
                    case BooleanColumn booleans -> {
                        for (int i = 0; i < prefixes.length; i++) {
                            prefixes[i] = booleans.value(i) ? 1 : 0;
                        }
                        yield true;
                    }
                    case IntColumn ints -> {
                        for (int i = 0; i < prefixes.length; i++) {
                            prefixes[i] = ints.value(i);
                        }
                        yield true;
                    }
                    case LongColumn longs -> {
                        System.arraycopy(longs.values(), 0, prefixes, 0, prefixes.length);
                        yield true;
                    }
                    case DoubleColumn doubles -> {
                        for (int i = 0; i < prefixes.length; i++) {
                            long bits = Double.doubleToLongBits(doubles.value(i) + 0.0);
                            prefixes[i] = bits ^ (bits >> 63 & Long.MAX_VALUE);
                        }
                        yield true;
                    }
                    case DecimalColumn decimals -> fillPrefixes(decimals);
                    case BytesColumn bytes -> {
                        fillPrefixes(bytes);
                        yield false;
                    }
                    default -> false;
                };
        if (!ascending[0]) {
            for (int i = 0; i < prefixes.length; i++) {
                prefixes[i] = ~prefixes[i];
            }
        }
        if (column.mayHaveNulls()) {
            long ofNull = nullsFirst[0] ? Long.MIN_VALUE : Long.MAX_VALUE;
            for (int i = 0; i < prefixes.length; i++) {
                if (column.isNull(i)) {
                    prefixes[i] = ofNull;
                    // A value may have the same prefix.
                    decides = false;
                }
            }
        }
        return decides;
    }

    private boolean fillPrefixes(DecimalColumn decimals) {
        boolean fits = true;
        for (int i = 0; i < prefixes.length && fits; i++) {
            fits = decimals.isNull(i) || decimals.fitsLong(i);
        }
        for (int i = 0; i < prefixes.length; i++) {
            prefixes[i] = fits ? decimals.low(i) : decimals.high(i);
        }
        return fits;
    }

    /// The first eight bytes, in unsigned order made signed.
    private void fillPrefixes(BytesColumn bytes) {
        byte[] data = bytes.data();
        for (int i = 0; i < prefixes.length; i++) {
            long prefix = 0;
            int length = Math.min(8, bytes.length(i));
            int start = bytes.start(i);
            for (int j = 0; j < length; j++) {
                prefix |= (data[start + j] & 0xffL) << (56 - 8 * j);
            }
            prefixes[i] = prefix ^ Long.MIN_VALUE;
        }
    }

    /// Negative, zero or positive, for two rows whose prefixes are equal.
    int compareEqualPrefixes(int left, int right) {
        for (int k = prefixDecides ? 1 : 0; k < columns.length; k++) {
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

    /// True if the rows have the same keys, NULL being the same as NULL.
    public boolean areEqual(int left, int right) {
        return prefixes[left] == prefixes[right] && compareEqualPrefixes(left, right) == 0;
    }
}

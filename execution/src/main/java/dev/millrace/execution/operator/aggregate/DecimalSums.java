// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/// A sum of unscaled decimals per group, as 128-bit integers.
final class DecimalSums {
    private final DataType.Decimal type;
    private final BigInteger limit;
    private long[] high = new long[8];
    private long[] low = new long[8];
    private final GroupFlags seen = new GroupFlags();
    private final GroupFlags overflowed = new GroupFlags();

    /// @param type of the sum: the digits it may have
    DecimalSums(DataType.Decimal type) {
        this.type = type;
        this.limit = BigInteger.TEN.pow(type.precision());
    }

    GroupFlags seen() {
        return seen;
    }

    GroupFlags overflowed() {
        return overflowed;
    }

    void ensure(int groupCount) {
        high = Numbers.ensure(high, groupCount);
        low = Numbers.ensure(low, groupCount);
        seen.ensure(groupCount);
        overflowed.ensure(groupCount);
    }

    void add(Column column, int[] groups, int rowCount) {
        if (!(column instanceof DecimalColumn decimals)) {
            return;
        }
        boolean mayHaveNulls = column.mayHaveNulls();
        for (int i = 0; i < rowCount; i++) {
            if (!mayHaveNulls || !column.isNull(i)) {
                add(groups[i], decimals.high(i), decimals.low(i));
            }
        }
    }

    private void add(int group, long highWord, long lowWord) {
        long sumLow = low[group] + lowWord;
        long carry = Long.compareUnsigned(sumLow, lowWord) < 0 ? 1 : 0;
        long sumHigh = high[group] + highWord + carry;
        if (((high[group] ^ sumHigh) & (highWord ^ sumHigh)) < 0) {
            overflowed.set(group);
        }
        high[group] = sumHigh;
        low[group] = sumLow;
        seen.set(group);
    }

    BigDecimal value(int group) {
        return new BigDecimal(DecimalColumn.unscaled(high[group], low[group]), type.scale());
    }

    /// False if the sum needs more digits than its type has.
    boolean fits(int group) {
        if (overflowed.isSet(group)) {
            return false;
        }
        return high[group] == low[group] >> 63 && type.precision() >= 19
                || DecimalColumn.unscaled(high[group], low[group]).abs().compareTo(limit) < 0;
    }

    /// The sums; NULL for groups without values and for those that do not fit.
    DecimalColumn column(int groupCount) {
        ensure(groupCount);
        GroupFlags valid = new GroupFlags();
        valid.ensure(groupCount);
        for (int i = 0; i < groupCount; i++) {
            if (seen.isSet(i) && fits(i)) {
                valid.set(i);
            }
        }
        return new DecimalColumn(
                Arrays.copyOf(high, groupCount),
                Arrays.copyOf(low, groupCount),
                valid.asValidity(groupCount),
                groupCount);
    }

    /// Spark's error for a decimal that does not fit its type.
    static MillraceException outOfRange(Object value, DataType.Decimal type) {
        return MillraceException.of(
                        ErrorKind.ARITHMETIC, "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", "22003")
                .with("value", value)
                .with("precision", type.precision())
                .with("scale", type.scale())
                .with("config", "\"spark.sql.ansi.enabled\"")
                .text(
                        "The "
                                + value
                                + " cannot be represented as Decimal("
                                + type.precision()
                                + ", "
                                + type.scale()
                                + "). If necessary set \"spark.sql.ansi.enabled\" to \"false\" to"
                                + " bypass this error, and return NULL instead.");
    }
}

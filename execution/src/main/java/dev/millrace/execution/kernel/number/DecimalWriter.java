// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.number;

import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;

/// A decimal column under construction, written at any row: rounds half up to the type's scale, and
/// turns what does not fit into an error or NULL.
public final class DecimalWriter {
    private final DataType.Decimal type;
    private final boolean failsOnError;
    private final @Nullable Origin origin;
    private final long[] high;
    private final long[] low;
    private long @Nullable [] valid;

    /// @param valid NULL rows known already; copied before the first write
    public DecimalWriter(
            DataType.Decimal type,
            boolean failsOnError,
            @Nullable Origin origin,
            int size,
            long @Nullable [] valid) {
        this.type = type;
        this.failsOnError = failsOnError;
        this.origin = origin;
        this.high = new long[size];
        this.low = new long[size];
        this.valid = valid == null ? null : valid.clone();
    }

    /// Digits after the point of what is written.
    public int scale() {
        return type.scale();
    }

    /// True if a value of the type's own scale has not too many digits.
    public boolean fits(long unscaled) {
        return Decimals.fits(unscaled, type.precision());
    }

    public boolean isValid(int row) {
        return Validity.isValid(valid, row);
    }

    /// Writes `unscaled / 10^scale`.
    public void set(int row, long unscaled, int scale) {
        int up = type.scale() - scale;
        boolean done = false;
        if (up <= 0 && -up <= Decimals.LONG_DIGITS) {
            done = put(row, up == 0 ? unscaled : Decimals.divideHalfUp(unscaled, -up));
        } else if (up > 0 && up <= Decimals.LONG_DIGITS) {
            long power = Decimals.power(up);
            long product = unscaled * power;
            done = Math.multiplyHigh(unscaled, power) == product >> 63 && put(row, product);
        }
        if (!done) {
            set(row, BigDecimal.valueOf(unscaled, scale));
        }
    }

    private boolean put(int row, long unscaled) {
        if (!Decimals.fits(unscaled, type.precision())) {
            return false;
        }
        high[row] = unscaled >> 63;
        low[row] = unscaled;
        return true;
    }

    public void set(int row, BigDecimal value) {
        BigInteger unscaled = Decimals.fit(value, type);
        if (unscaled == null) {
            reject(row, value);
        } else {
            high[row] = DecimalColumn.highOf(unscaled);
            low[row] = DecimalColumn.lowOf(unscaled);
        }
    }

    private void reject(int row, BigDecimal value) {
        if (failsOnError) {
            throw KernelErrors.decimalOutOfRange(value, type, origin);
        }
        setNull(row);
    }

    public void setNull(int row) {
        long[] words = valid;
        if (words == null) {
            words = Validity.allValid(high.length);
            valid = words;
        }
        Validity.setNull(words, row);
    }

    public DecimalColumn build() {
        return new DecimalColumn(high, low, valid, high.length);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A column of `long` values; see `Column` for the types that use it.
public final class LongColumn implements Column {
    private final long[] values;
    private final long @Nullable [] validity;
    private final int size;

    /// @param values at least `size` of them; owned by the column from now on
    public LongColumn(long[] values, long @Nullable [] validity, int size) {
        if (values.length < size) {
            throw new IllegalArgumentException(size + " rows in an array of " + values.length);
        }
        this.values = values;
        this.validity = validity;
        this.size = size;
    }

    public LongColumn(long[] values, long @Nullable [] validity) {
        this(values, validity, values.length);
    }

    /// `size` times the same value.
    public static LongColumn constant(long value, int size) {
        long[] values = new long[size];
        Arrays.fill(values, value);
        return new LongColumn(values, null, size);
    }

    public long value(int row) {
        return values[row];
    }

    /// The array itself, for kernels; never written to. May be longer than `size()`.
    public long[] values() {
        return values;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long @Nullable [] validity() {
        return validity;
    }

    @Override
    public LongColumn gather(int[] rows, int count) {
        long[] gathered = new long[count];
        boolean missing = false;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (row >= 0) {
                gathered[i] = values[row];
            } else {
                missing = true;
            }
        }
        long[] valid = missing || validity != null ? Validity.gather(validity, rows, count) : null;
        return new LongColumn(gathered, valid, count);
    }

    @Override
    public LongColumn slice(int from, int length) {
        return new LongColumn(
                Arrays.copyOfRange(values, from, from + length),
                Validity.slice(validity, from, length),
                length);
    }

    @Override
    public long sizeBytes() {
        return (long) values.length * 8 + (validity == null ? 0 : validity.length * 8L);
    }
}

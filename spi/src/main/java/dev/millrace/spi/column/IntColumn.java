// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A column of `int` values; see `Column` for the types that use it.
public final class IntColumn implements Column {
    private final int[] values;
    private final long @Nullable [] validity;
    private final int size;

    /// @param values at least `size` of them; owned by the column from now on
    public IntColumn(int[] values, long @Nullable [] validity, int size) {
        if (values.length < size) {
            throw new IllegalArgumentException(size + " rows in an array of " + values.length);
        }
        this.values = values;
        this.validity = validity;
        this.size = size;
    }

    public IntColumn(int[] values, long @Nullable [] validity) {
        this(values, validity, values.length);
    }

    /// `size` times the same value.
    public static IntColumn constant(int value, int size) {
        int[] values = new int[size];
        Arrays.fill(values, value);
        return new IntColumn(values, null, size);
    }

    public int value(int row) {
        return values[row];
    }

    /// The array itself, for kernels; never written to. May be longer than `size()`.
    public int[] values() {
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
    public IntColumn gather(int[] rows, int count) {
        int[] gathered = new int[count];
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
        return new IntColumn(gathered, valid, count);
    }

    @Override
    public IntColumn slice(int from, int length) {
        return new IntColumn(
                Arrays.copyOfRange(values, from, from + length),
                Validity.slice(validity, from, length),
                length);
    }

    @Override
    public long sizeBytes() {
        return (long) values.length * 4 + (validity == null ? 0 : validity.length * 8L);
    }
}

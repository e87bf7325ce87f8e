// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Maps as views over a key and a value column of equal length: row `i` holds the entries
/// `starts[i] .. starts[i] + lengths[i]`. Keys are never NULL and differ within a row.
public final class MapColumn implements Column {
    private final Column keys;
    private final Column values;
    private final int[] starts;
    private final int[] lengths;
    private final long @Nullable [] validity;
    private final int size;

    public MapColumn(
            Column keys,
            Column values,
            int[] starts,
            int[] lengths,
            long @Nullable [] validity,
            int size) {
        this.keys = keys;
        this.values = values;
        this.starts = starts;
        this.lengths = lengths;
        this.validity = validity;
        this.size = size;
    }

    public Column keys() {
        return keys;
    }

    public Column values() {
        return values;
    }

    public int start(int row) {
        return starts[row];
    }

    public int length(int row) {
        return lengths[row];
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
    public MapColumn gather(int[] rows, int count) {
        return new MapColumn(
                keys,
                values,
                Views.gather(starts, rows, count),
                Views.gather(lengths, rows, count),
                Validity.gather(validity, rows, count),
                count);
    }

    @Override
    public MapColumn slice(int from, int length) {
        return new MapColumn(
                keys,
                values,
                Arrays.copyOfRange(starts, from, from + length),
                Arrays.copyOfRange(lengths, from, from + length),
                Validity.slice(validity, from, length),
                length);
    }

    @Override
    public long sizeBytes() {
        return keys.sizeBytes()
                + values.sizeBytes()
                + starts.length * 8L
                + (validity == null ? 0 : validity.length * 8L);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Lists as views over one child column: row `i` holds the elements `starts[i] .. starts[i] +
/// lengths[i]` of it.
public final class ArrayColumn implements Column {
    private final Column elements;
    private final int[] starts;
    private final int[] lengths;
    private final long @Nullable [] validity;
    private final int size;

    public ArrayColumn(
            Column elements, int[] starts, int[] lengths, long @Nullable [] validity, int size) {
        this.elements = elements;
        this.starts = starts;
        this.lengths = lengths;
        this.validity = validity;
        this.size = size;
    }

    public Column elements() {
        return elements;
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
    public ArrayColumn gather(int[] rows, int count) {
        return new ArrayColumn(
                elements,
                Views.gather(starts, rows, count),
                Views.gather(lengths, rows, count),
                Validity.gather(validity, rows, count),
                count);
    }

    @Override
    public ArrayColumn slice(int from, int length) {
        return new ArrayColumn(
                elements,
                Arrays.copyOfRange(starts, from, from + length),
                Arrays.copyOfRange(lengths, from, from + length),
                Validity.slice(validity, from, length),
                length);
    }

    @Override
    public long sizeBytes() {
        return elements.sizeBytes()
                + starts.length * 8L
                + (validity == null ? 0 : validity.length * 8L);
    }
}

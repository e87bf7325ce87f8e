// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

/// A column in which every row is NULL: the type `void`.
public final class NullColumn implements Column {
    private final int size;
    private final long[] validity;

    public NullColumn(int size) {
        this.size = size;
        this.validity = Validity.noneValid(size);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long[] validity() {
        return validity;
    }

    @Override
    public NullColumn gather(int[] rows, int count) {
        return new NullColumn(count);
    }

    @Override
    public NullColumn slice(int from, int length) {
        return new NullColumn(length);
    }

    @Override
    public long sizeBytes() {
        return validity.length * 8L;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Builds an `ArrayColumn`: append the elements to `elements()`, then call `endRow()`.
public final class ArrayBuilder implements ColumnBuilder {
    private final ColumnBuilder elements;
    private final IntBuilder ends;
    private final ValidityBuilder validity = new ValidityBuilder();

    public ArrayBuilder(ColumnBuilder elements, int capacity) {
        this.elements = elements;
        this.ends = new IntBuilder(capacity);
    }

    /// Where the elements of the row under construction go.
    public ColumnBuilder elements() {
        return elements;
    }

    /// Closes a row that holds the elements appended since the previous one ended.
    public void endRow() {
        ends.append(elements.size());
    }

    @Override
    public void appendNull() {
        validity.addNull(ends.size());
        endRow();
    }

    @Override
    public void appendBoxed(@Nullable Object value) {
        if (value == null) {
            appendNull();
            return;
        }
        for (Object element : (List<?>) value) {
            elements.appendBoxed(element);
        }
        endRow();
    }

    @Override
    public void appendFrom(Column column, int row) {
        if (column.isNull(row)) {
            appendNull();
            return;
        }
        ArrayColumn array = (ArrayColumn) column;
        for (int i = 0; i < array.length(row); i++) {
            elements.appendFrom(array.elements(), array.start(row) + i);
        }
        endRow();
    }

    @Override
    public int size() {
        return ends.size();
    }

    @Override
    public ArrayColumn build() {
        int size = ends.size();
        int[] lengths = ends.build().values();
        int[] starts = startsOf(lengths);
        return new ArrayColumn(elements.build(), starts, lengths, validity.build(size), size);
    }

    /// Turns ends into lengths in place and returns the starts.
    static int[] startsOf(int[] ends) {
        int[] starts = new int[ends.length];
        int start = 0;
        for (int i = 0; i < ends.length; i++) {
            int end = ends[i];
            starts[i] = start;
            ends[i] = end - start;
            start = end;
        }
        return starts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.Validity;

import org.jspecify.annotations.Nullable;

/// A list of elements: count, null bitmap, lengths if they have no fixed width, elements.
record ArrayField(FieldCodec element) implements FieldCodec {
    /// The elements of some rows, one after the other.
    private record Elements(Column values, int[] counts) {}

    @Override
    public int fixedWidth() {
        return -1;
    }

    @Override
    public void addLengths(Column column, int rowCount, int[] lengths) {
        if (column instanceof ArrayColumn array) {
            addLengths(flatten(array, array.elements(), rowCount), rowCount, lengths);
        } else {
            addLengths(none(rowCount), rowCount, lengths);
        }
    }

    @Override
    public void write(Column column, int rowCount, byte[] bytes, int[] at) {
        if (column instanceof ArrayColumn array) {
            write(flatten(array, array.elements(), rowCount), rowCount, bytes, at);
        } else {
            write(none(rowCount), rowCount, bytes, at);
        }
    }

    /// The same for lists given as views on a column of elements: one half of a map.
    void addLengths(Column values, int[] starts, int[] counts, int rowCount, int[] lengths) {
        addLengths(flatten(values, starts, counts, rowCount), rowCount, lengths);
    }

    void write(Column values, int[] starts, int[] counts, int rowCount, byte[] bytes, int[] at) {
        write(flatten(values, starts, counts, rowCount), rowCount, bytes, at);
    }

    private static Elements none(int rowCount) {
        return new Elements(new NullColumn(0), new int[rowCount]);
    }

    private static Elements flatten(ArrayColumn array, Column values, int rowCount) {
        int[] starts = new int[rowCount];
        int[] counts = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            starts[i] = array.start(i);
            counts[i] = array.isNull(i) ? 0 : array.length(i);
        }
        return flatten(values, starts, counts, rowCount);
    }

    private static Elements flatten(Column values, int[] starts, int[] counts, int rowCount) {
        int total = 0;
        for (int i = 0; i < rowCount; i++) {
            total = Math.addExact(total, counts[i]);
        }
        int[] rows = new int[total];
        int n = 0;
        for (int i = 0; i < rowCount; i++) {
            for (int j = 0; j < counts[i]; j++) {
                rows[n++] = starts[i] + j;
            }
        }
        return new Elements(values.gather(rows, total), counts);
    }

    private int[] lengthsOf(Column values) {
        int[] lengths = new int[values.size()];
        element.addLengths(values, values.size(), lengths);
        return lengths;
    }

    private int headBytes(int count) {
        return 4 + ((count + 7) >> 3) + (element.fixedWidth() < 0 ? 4 * count : 0);
    }

    private void addLengths(Elements elements, int rowCount, int[] lengths) {
        int[] elementLengths = lengthsOf(elements.values());
        int n = 0;
        for (int i = 0; i < rowCount; i++) {
            int count = elements.counts()[i];
            lengths[i] += headBytes(count);
            for (int j = 0; j < count; j++) {
                lengths[i] += elementLengths[n++];
            }
        }
    }

    private void write(Elements elements, int rowCount, byte[] bytes, int[] at) {
        Column values = elements.values();
        int[] lengths = lengthsOf(values);
        int[] positions = new int[lengths.length];
        boolean isVariable = element.fixedWidth() < 0;
        int n = 0;
        for (int i = 0; i < rowCount; i++) {
            int count = elements.counts()[i];
            LittleEndian.writeInt(bytes, at[i], count);
            int bitmap = at[i] + 4;
            int lengthTable = bitmap + ((count + 7) >> 3);
            int position = at[i] + headBytes(count);
            for (int j = 0; j < count; j++, n++) {
                if (values.isNull(n)) {
                    bytes[bitmap + (j >> 3)] |= (byte) (1 << (j & 7));
                }
                if (isVariable) {
                    LittleEndian.writeInt(bytes, lengthTable + 4 * j, lengths[n]);
                }
                positions[n] = position;
                position += lengths[n];
            }
            at[i] = position;
        }
        element.write(values, lengths.length, bytes, positions);
    }

    @Override
    public Column read(byte[] bytes, int[] at, int rowCount, long @Nullable [] validity) {
        int[] starts = new int[rowCount];
        int[] counts = new int[rowCount];
        Column values = read(bytes, at, rowCount, starts, counts);
        return new ArrayColumn(values, starts, counts, validity, rowCount);
    }

    /// Reads the elements of all rows into one column and fills in where each row's are.
    Column read(byte[] bytes, int[] at, int rowCount, int[] starts, int[] counts) {
        int total = 0;
        for (int i = 0; i < rowCount; i++) {
            starts[i] = total;
            counts[i] = LittleEndian.readInt(bytes, at[i]);
            total = Math.addExact(total, counts[i]);
        }
        int[] positions = new int[total];
        long[] valid = null;
        int n = 0;
        for (int i = 0; i < rowCount; i++) {
            int bitmap = at[i] + 4;
            int lengthTable = bitmap + ((counts[i] + 7) >> 3);
            int position = at[i] + headBytes(counts[i]);
            for (int j = 0; j < counts[i]; j++, n++) {
                if ((bytes[bitmap + (j >> 3)] >> (j & 7) & 1) != 0) {
                    valid = valid == null ? Validity.allValid(total) : valid;
                    Validity.setNull(valid, n);
                }
                positions[n] = position;
                position +=
                        element.fixedWidth() < 0
                                ? LittleEndian.readInt(bytes, lengthTable + 4 * j)
                                : element.fixedWidth();
            }
            at[i] = position;
        }
        return element.read(bytes, positions, total, valid);
    }
}

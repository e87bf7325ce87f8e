// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;

import org.jspecify.annotations.Nullable;

/// A string or byte string.
record BytesField() implements FieldCodec {
    @Override
    public int fixedWidth() {
        return -1;
    }

    @Override
    public void addLengths(Column column, int rowCount, int[] lengths) {
        boolean mayHaveNulls = column.mayHaveNulls();
        for (int i = 0; i < rowCount; i++) {
            lengths[i] += 4;
            if (column instanceof BytesColumn bytes && !(mayHaveNulls && column.isNull(i))) {
                lengths[i] += bytes.length(i);
            }
        }
    }

    @Override
    public void write(Column column, int rowCount, byte[] bytes, int[] at) {
        if (!(column instanceof BytesColumn values)) {
            for (int i = 0; i < rowCount; i++) {
                at[i] += 4;
            }
            return;
        }
        boolean mayHaveNulls = column.mayHaveNulls();
        byte[] data = values.data();
        for (int i = 0; i < rowCount; i++) {
            int length = mayHaveNulls && column.isNull(i) ? 0 : values.length(i);
            LittleEndian.writeInt(bytes, at[i], length);
            copy(data, values.start(i), bytes, at[i] + 4, length);
            at[i] += 4 + length;
        }
    }

    /// Short texts are the rule in keys, and a loop beats the call for them.
    private static void copy(byte[] from, int start, byte[] to, int at, int length) {
        if (length > 16) {
            System.arraycopy(from, start, to, at, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            to[at + i] = from[start + i];
        }
    }

    /// Copies the bytes, so that the column does not keep a whole arena or state page alive.
    @Override
    public Column read(byte[] bytes, int[] at, int rowCount, long @Nullable [] validity) {
        int[] lengths = new int[rowCount];
        int[] starts = new int[rowCount];
        long total = 0;
        for (int i = 0; i < rowCount; i++) {
            lengths[i] = LittleEndian.readInt(bytes, at[i]);
            starts[i] = (int) total;
            total += lengths[i];
        }
        byte[] data = new byte[Math.toIntExact(total)];
        for (int i = 0; i < rowCount; i++) {
            copy(bytes, at[i] + 4, data, starts[i], lengths[i]);
            at[i] += 4 + lengths[i];
        }
        return new BytesColumn(data, starts, lengths, validity, rowCount);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A null bitmap and fields: a struct, and the row itself.
final class StructField implements FieldCodec {
    private final FieldCodec[] fields;
    private final int bitmapBytes;
    private final int fixedWidth;

    StructField(List<DataType> types, boolean isKey) {
        this.fields = types.stream().map(t -> FieldCodec.of(t, isKey)).toArray(FieldCodec[]::new);
        this.bitmapBytes = (fields.length + 7) >> 3;
        int width = bitmapBytes;
        for (FieldCodec field : fields) {
            width = width < 0 || field.fixedWidth() < 0 ? -1 : width + field.fixedWidth();
        }
        this.fixedWidth = width;
    }

    @Override
    public int fixedWidth() {
        return fixedWidth;
    }

    @Override
    public void addLengths(Column column, int rowCount, int[] lengths) {
        addLengths(fieldsOf(column), rowCount, lengths);
    }

    void addLengths(List<Column> columns, int rowCount, int[] lengths) {
        for (int i = 0; i < rowCount; i++) {
            lengths[i] += bitmapBytes;
        }
        for (int i = 0; i < fields.length; i++) {
            fields[i].addLengths(columns.get(i), rowCount, lengths);
        }
    }

    @Override
    public void write(Column column, int rowCount, byte[] bytes, int[] at) {
        write(fieldsOf(column), rowCount, bytes, at);
    }

    void write(List<Column> columns, int rowCount, byte[] bytes, int[] at) {
        int[] bitmaps = at.clone();
        for (int i = 0; i < rowCount; i++) {
            at[i] += bitmapBytes;
        }
        for (int f = 0; f < fields.length; f++) {
            Column column = columns.get(f);
            if (column.mayHaveNulls()) {
                for (int i = 0; i < rowCount; i++) {
                    if (column.isNull(i)) {
                        bytes[bitmaps[i] + (f >> 3)] |= (byte) (1 << (f & 7));
                    }
                }
            }
            fields[f].write(column, rowCount, bytes, at);
        }
    }

    /// The fields of a struct column, NULL where the struct is: what stands there may be anything.
    private List<Column> fieldsOf(Column column) {
        if (!(column instanceof StructColumn struct)) {
            return Collections.nCopies(fields.length, new NullColumn(column.size()));
        }
        if (!struct.mayHaveNulls()) {
            return struct.fields();
        }
        int[] rows = new int[struct.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = struct.isNull(i) ? -1 : i;
        }
        List<Column> masked = new ArrayList<>(fields.length);
        for (Column field : struct.fields()) {
            masked.add(field.gather(rows, rows.length));
        }
        return masked;
    }

    @Override
    public Column read(byte[] bytes, int[] at, int rowCount, long @Nullable [] validity) {
        return new StructColumn(readFields(bytes, at, rowCount), validity, rowCount);
    }

    List<Column> readFields(byte[] bytes, int[] at, int rowCount) {
        int[] bitmaps = at.clone();
        for (int i = 0; i < rowCount; i++) {
            at[i] += bitmapBytes;
        }
        List<Column> columns = new ArrayList<>(fields.length);
        for (int f = 0; f < fields.length; f++) {
            long[] validity = null;
            for (int i = 0; i < rowCount; i++) {
                if ((bytes[bitmaps[i] + (f >> 3)] >> (f & 7) & 1) != 0) {
                    if (validity == null) {
                        validity = Validity.allValid(rowCount);
                    }
                    Validity.setNull(validity, i);
                }
            }
            columns.add(fields[f].read(bytes, at, rowCount, validity));
        }
        return columns;
    }
}

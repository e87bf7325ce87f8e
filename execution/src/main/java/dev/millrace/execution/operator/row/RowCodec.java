// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;

/// Turns rows of columns into bytes and back. Two rows are equal if their bytes are: so a row can
/// be a key. The one binary form of rows, in memory and in state.
///
/// A row is a null bitmap of one bit per field (bit `i & 7` of byte `i >> 3`, 1 for NULL), then
/// the fields in order without padding, numbers little endian:
///
/// | type | bytes |
/// |---|---|
/// | boolean | 1 |
/// | byte, short, int, date, year-month interval | 4 |
/// | long, timestamp, timestamp_ntz, day-time interval | 8 |
/// | float, double | 8, as double |
/// | decimal of up to 18 digits | 8, unscaled |
/// | decimal of more digits | 16, unscaled: lower word, upper word |
/// | string, binary | 4 for the length, the bytes |
/// | struct | a row |
/// | array | 4 for the count, a null bitmap, lengths, the elements |
/// | map | the array of keys, the array of values |
/// | void | nothing |
///
/// The lengths of an array, 4 bytes for each element, are there only if its elements have no fixed
/// width.
/// A NULL of a type of fixed width takes that width in zeros; a NULL string, array or map is the
/// empty one.
public final class RowCodec {
    private final StructField row;

    private RowCodec(List<DataType> types, boolean isKey) {
        this.row = new StructField(types, isKey);
    }

    /// A codec that gives back exactly what it was given.
    public static RowCodec ofValues(List<DataType> types) {
        return new RowCodec(types, false);
    }

    /// A codec for values that are compared: every NaN becomes the same NaN and -0.0 becomes 0.0.
    public static RowCodec ofKeys(List<DataType> types) {
        return new RowCodec(types, true);
    }

    /// Bytes of every row, -1 if they differ.
    public int fixedWidth() {
        return row.fixedWidth();
    }

    /// Replaces the content of `into` by the rows.
    public void encode(List<Column> columns, int rowCount, RowBuffer into) {
        int width = row.fixedWidth();
        if (width >= 0) {
            into.layOut(width, rowCount);
        } else {
            int[] lengths = new int[rowCount];
            row.addLengths(columns, rowCount, lengths);
            into.layOut(lengths, rowCount);
        }
        row.write(columns, rowCount, into.bytes(), Arrays.copyOf(into.starts(), rowCount));
    }

    /// The columns of `count` rows that begin at `starts[0..count)`.
    public List<Column> decode(byte[] bytes, int[] starts, int count) {
        return row.readFields(bytes, Arrays.copyOf(starts, count), count);
    }

    public List<Column> decode(RowBuffer rows) {
        return decode(rows.bytes(), rows.starts(), rows.count());
    }
}

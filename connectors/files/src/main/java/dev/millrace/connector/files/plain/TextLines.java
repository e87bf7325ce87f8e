// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.plain;

import dev.millrace.connector.files.text.RecordReader;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Makes a row of each record, whose string is a view of the buffer.
final class TextLines implements RecordReader {
    private final int columns;
    private boolean mayHaveMark;
    private int[] starts = new int[ColumnBatch.TARGET_ROWS];
    private int[] lengths = new int[ColumnBatch.TARGET_ROWS];
    private int rows;

    /// @param columns how often the string is delivered; only the number of rows counts if it is 0
    /// @param mayHaveMark true if the first record may begin with a byte order mark, which is left
    /// out
    TextLines(int columns, boolean mayHaveMark) {
        this.columns = columns;
        this.mayHaveMark = mayHaveMark;
    }

    @Override
    public int rowCount() {
        return rows;
    }

    @Override
    public void use(byte[] data, int filled) {
        // The rows of a buffer are given out before there is another.
    }

    @Override
    public byte[] read(byte[] data, int start, int end) {
        int from = start;
        if (mayHaveMark) {
            mayHaveMark = false;
            from += hasMark(data, start, end) ? 3 : 0;
        }
        if (rows == starts.length) {
            starts = Arrays.copyOf(starts, rows * 2);
            lengths = Arrays.copyOf(lengths, rows * 2);
        }
        starts[rows] = from;
        lengths[rows++] = end - from;
        return data;
    }

    @Override
    public ColumnBatch build(byte[] data) {
        int size = rows;
        Column column = new BytesColumn(data, starts, lengths, null, size);
        starts = new int[ColumnBatch.TARGET_ROWS];
        lengths = new int[ColumnBatch.TARGET_ROWS];
        rows = 0;
        List<Column> all = Collections.nCopies(columns, column);
        return new ColumnBatch(size, all);
    }

    private static boolean hasMark(byte[] data, int start, int end) {
        return end - start >= 3
                && data[start] == (byte) 0xEF
                && data[start + 1] == (byte) 0xBB
                && data[start + 2] == (byte) 0xBF;
    }
}

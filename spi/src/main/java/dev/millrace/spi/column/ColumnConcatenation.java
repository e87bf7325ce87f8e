// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The rows of several columns of one type, one column after the other: whole arrays at a time
/// where the form of the column allows it.
final class ColumnConcatenation {
    private final List<Column> columns;
    private final int rowCount;

    private ColumnConcatenation(List<Column> columns, int rowCount) {
        this.columns = columns;
        this.rowCount = rowCount;
    }

    /// @param rowCount of all columns together
    static Column of(DataType type, List<Column> columns, int rowCount) {
        ColumnConcatenation all = new ColumnConcatenation(columns, rowCount);
        Column first = columns.isEmpty() ? null : columns.getFirst();
        for (Column column : columns) {
            // A column of NULL alone may stand for one of any type.
            first = first != null && column.getClass() == first.getClass() ? first : null;
        }
        return switch (first) {
            case IntColumn ignored -> all.ints();
            case LongColumn ignored -> all.longs();
            case DoubleColumn ignored -> all.doubles();
            case BooleanColumn ignored -> all.booleans();
            case DecimalColumn ignored -> all.decimals();
            case BytesColumn ignored -> all.bytes();
            case StructColumn ignored when type instanceof DataType.Struct struct ->
                    all.structs(struct);
            case null, default -> all.rowByRow(type);
        };
    }

    private Column rowByRow(DataType type) {
        ColumnBuilder builder = ColumnBuilder.of(type, rowCount);
        for (Column column : columns) {
            int size = column.size();
            for (int row = 0; row < size; row++) {
                builder.appendFrom(column, row);
            }
        }
        return builder.build();
    }

    private IntColumn ints() {
        int[] values = new int[rowCount];
        int at = 0;
        for (Column column : columns) {
            System.arraycopy(((IntColumn) column).values(), 0, values, at, column.size());
            at += column.size();
        }
        return new IntColumn(values, validity(), rowCount);
    }

    private LongColumn longs() {
        long[] values = new long[rowCount];
        int at = 0;
        for (Column column : columns) {
            System.arraycopy(((LongColumn) column).values(), 0, values, at, column.size());
            at += column.size();
        }
        return new LongColumn(values, validity(), rowCount);
    }

    private DoubleColumn doubles() {
        double[] values = new double[rowCount];
        int at = 0;
        for (Column column : columns) {
            System.arraycopy(((DoubleColumn) column).values(), 0, values, at, column.size());
            at += column.size();
        }
        return new DoubleColumn(values, validity(), rowCount);
    }

    private BooleanColumn booleans() {
        boolean[] values = new boolean[rowCount];
        int at = 0;
        for (Column column : columns) {
            System.arraycopy(((BooleanColumn) column).values(), 0, values, at, column.size());
            at += column.size();
        }
        return new BooleanColumn(values, validity(), rowCount);
    }

    private DecimalColumn decimals() {
        long[] high = new long[rowCount];
        long[] low = new long[rowCount];
        int at = 0;
        for (Column column : columns) {
            DecimalColumn decimals = (DecimalColumn) column;
            System.arraycopy(decimals.highs(), 0, high, at, column.size());
            System.arraycopy(decimals.lows(), 0, low, at, column.size());
            at += column.size();
        }
        return new DecimalColumn(high, low, validity(), rowCount);
    }

    private StructColumn structs(DataType.Struct type) {
        List<Column> fields = new ArrayList<>(type.size());
        for (int i = 0; i < type.size(); i++) {
            List<Column> parts = new ArrayList<>(columns.size());
            for (Column column : columns) {
                parts.add(((StructColumn) column).field(i));
            }
            fields.add(of(type.field(i).type(), parts, rowCount));
        }
        return new StructColumn(fields, validity(), rowCount);
    }

    /// Copies the data that the columns point into as a whole where that is less than the bytes of
    /// all rows, as with words of a dictionary; else each row's bytes, so that nothing is kept that
    /// no row shows.
    private BytesColumn bytes() {
        long ofRows = 0;
        long ofData = 0;
        byte[] last = null;
        for (Column column : columns) {
            BytesColumn bytes = (BytesColumn) column;
            for (int row = 0; row < bytes.size(); row++) {
                ofRows += bytes.isNull(row) ? 0 : bytes.length(row);
            }
            ofData += bytes.data() == last ? 0 : bytes.data().length;
            last = bytes.data();
        }
        int[] starts = new int[rowCount];
        int[] lengths = new int[rowCount];
        byte[] data = new byte[Math.toIntExact(Math.min(ofRows, ofData))];
        if (ofData <= ofRows) {
            shareData(data, starts, lengths);
        } else {
            copyRows(data, starts, lengths);
        }
        return new BytesColumn(data, starts, lengths, validity(), rowCount);
    }

    private void shareData(byte[] data, int[] starts, int[] lengths) {
        int at = 0;
        int begin = 0;
        int end = 0;
        byte[] last = null;
        for (Column column : columns) {
            BytesColumn bytes = (BytesColumn) column;
            if (bytes.data() != last) {
                last = bytes.data();
                begin = end;
                System.arraycopy(last, 0, data, begin, last.length);
                end += last.length;
            }
            for (int row = 0; row < bytes.size(); row++) {
                starts[at + row] = bytes.start(row) + begin;
            }
            System.arraycopy(bytes.lengths(), 0, lengths, at, bytes.size());
            at += bytes.size();
        }
    }

    private void copyRows(byte[] data, int[] starts, int[] lengths) {
        int at = 0;
        int end = 0;
        for (Column column : columns) {
            BytesColumn bytes = (BytesColumn) column;
            for (int row = 0; row < bytes.size(); row++, at++) {
                starts[at] = end;
                if (!bytes.isNull(row)) {
                    lengths[at] = bytes.length(row);
                    System.arraycopy(bytes.data(), bytes.start(row), data, end, lengths[at]);
                    end += lengths[at];
                }
            }
        }
    }

    private long @Nullable [] validity() {
        long[] all = null;
        int at = 0;
        for (Column column : columns) {
            long[] words = column.validity();
            int size = column.size();
            for (int row = 0; words != null && row < size; row++) {
                if (!Validity.isValid(words, row)) {
                    all = all == null ? Validity.allValid(rowCount) : all;
                    Validity.setNull(all, at + row);
                }
            }
            at += size;
        }
        return all;
    }
}

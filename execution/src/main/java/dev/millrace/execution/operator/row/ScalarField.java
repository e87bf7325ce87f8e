// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.NullColumn;

import org.jspecify.annotations.Nullable;

/// A field of fixed width.
record ScalarField(Form form) implements FieldCodec {
    enum Form {
        NULL(0),
        BOOLEAN(1),
        INT(4),
        LONG(8),
        DOUBLE(8),
        NORMALISED_DOUBLE(8),
        SHORT_DECIMAL(8),
        LONG_DECIMAL(16);

        private final int width;

        Form(int width) {
            this.width = width;
        }
    }

    @Override
    public int fixedWidth() {
        return form.width;
    }

    @Override
    public void addLengths(Column column, int rowCount, int[] lengths) {
        for (int i = 0; i < rowCount; i++) {
            lengths[i] += form.width;
        }
    }

    @Override
    public void write(Column column, int rowCount, byte[] bytes, int[] at) {
        // A column of another form can only be one of NULLs, whose slots stay zero.
        switch (column) {
            case BooleanColumn booleans -> write(booleans, rowCount, bytes, at);
            case IntColumn ints -> write(ints, rowCount, bytes, at);
            case LongColumn longs -> write(longs, rowCount, bytes, at);
            case DoubleColumn doubles -> write(doubles, rowCount, bytes, at);
            case DecimalColumn decimals -> write(decimals, rowCount, bytes, at);
            default -> {}
        }
        for (int i = 0; i < rowCount; i++) {
            at[i] += form.width;
        }
    }

    private static void write(BooleanColumn column, int rowCount, byte[] bytes, int[] at) {
        boolean[] values = column.values();
        for (int i = 0; i < rowCount; i++) {
            if (values[i] && !column.isNull(i)) {
                bytes[at[i]] = 1;
            }
        }
    }

    private static void write(IntColumn column, int rowCount, byte[] bytes, int[] at) {
        int[] values = column.values();
        boolean mayHaveNulls = column.mayHaveNulls();
        for (int i = 0; i < rowCount; i++) {
            if (!mayHaveNulls || !column.isNull(i)) {
                LittleEndian.writeInt(bytes, at[i], values[i]);
            }
        }
    }

    private static void write(LongColumn column, int rowCount, byte[] bytes, int[] at) {
        long[] values = column.values();
        boolean mayHaveNulls = column.mayHaveNulls();
        for (int i = 0; i < rowCount; i++) {
            if (!mayHaveNulls || !column.isNull(i)) {
                LittleEndian.writeLong(bytes, at[i], values[i]);
            }
        }
    }

    private void write(DoubleColumn column, int rowCount, byte[] bytes, int[] at) {
        double[] values = column.values();
        boolean mayHaveNulls = column.mayHaveNulls();
        boolean normalise = form == Form.NORMALISED_DOUBLE;
        for (int i = 0; i < rowCount; i++) {
            if (!mayHaveNulls || !column.isNull(i)) {
                // Adding 0.0 turns -0.0 into 0.0; doubleToLongBits has one NaN only.
                long bits =
                        normalise
                                ? Double.doubleToLongBits(values[i] + 0.0)
                                : Double.doubleToRawLongBits(values[i]);
                LittleEndian.writeLong(bytes, at[i], bits);
            }
        }
    }

    private void write(DecimalColumn column, int rowCount, byte[] bytes, int[] at) {
        boolean isLong = form == Form.LONG_DECIMAL;
        for (int i = 0; i < rowCount; i++) {
            if (!column.isNull(i)) {
                LittleEndian.writeLong(bytes, at[i], column.low(i));
                if (isLong) {
                    LittleEndian.writeLong(bytes, at[i] + 8, column.high(i));
                }
            }
        }
    }

    @Override
    public Column read(byte[] bytes, int[] at, int rowCount, long @Nullable [] validity) {
        Column column =
                switch (form) {
                    case NULL -> new NullColumn(rowCount);
                    case BOOLEAN -> {
                        boolean[] values = new boolean[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            values[i] = bytes[at[i]] != 0;
                        }
                        yield new BooleanColumn(values, validity, rowCount);
                    }
                    case INT -> {
                        int[] values = new int[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            values[i] = LittleEndian.readInt(bytes, at[i]);
                        }
                        yield new IntColumn(values, validity, rowCount);
                    }
                    case LONG ->
                            new LongColumn(readLongs(bytes, at, 0, rowCount), validity, rowCount);
                    case DOUBLE, NORMALISED_DOUBLE -> {
                        double[] values = new double[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            values[i] =
                                    Double.longBitsToDouble(LittleEndian.readLong(bytes, at[i]));
                        }
                        yield new DoubleColumn(values, validity, rowCount);
                    }
                    case SHORT_DECIMAL -> {
                        long[] low = readLongs(bytes, at, 0, rowCount);
                        long[] high = new long[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            high[i] = low[i] >> 63;
                        }
                        yield new DecimalColumn(high, low, validity, rowCount);
                    }
                    case LONG_DECIMAL ->
                            new DecimalColumn(
                                    readLongs(bytes, at, 8, rowCount),
                                    readLongs(bytes, at, 0, rowCount),
                                    validity,
                                    rowCount);
                };
        for (int i = 0; i < rowCount; i++) {
            at[i] += form.width;
        }
        return column;
    }

    private static long[] readLongs(byte[] bytes, int[] at, int offset, int rowCount) {
        long[] values = new long[rowCount];
        for (int i = 0; i < rowCount; i++) {
            values[i] = LittleEndian.readLong(bytes, at[i] + offset);
        }
        return values;
    }
}

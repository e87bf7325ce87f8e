// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/// Turns the values of a leaf into a column of a Spark type. Immutable.
final class LeafConversion {
    private static final long MICROS_PER_MILLI = 1000L;
    private static final int INT_DIGITS = 10;
    private static final int LONG_DIGITS = 20;

    private final DataType type;
    private final long factor;
    private final BigInteger scaling;

    private LeafConversion(DataType type, long factor, BigInteger scaling) {
        this.type = type;
        this.factor = factor;
        this.scaling = scaling;
    }

    /// The conversion, null if values of this leaf cannot be of this type.
    static @Nullable LeafConversion of(ParquetNode.Leaf leaf, DataType type) {
        return switch (type) {
            case DataType.Timestamp ignored -> timestamp(leaf, type);
            case DataType.TimestampNtz ignored -> timestamp(leaf, type);
            case DataType.Decimal decimal -> decimal(leaf, decimal);
            default -> isPlain(leaf, type) ? new LeafConversion(type, 1, BigInteger.ONE) : null;
        };
    }

    private static boolean isPlain(ParquetNode.Leaf leaf, DataType type) {
        Type physical = leaf.type();
        boolean isDecimal = leaf.convertedType() == ConvertedType.DECIMAL;
        boolean isDate = leaf.convertedType() == ConvertedType.DATE;
        return switch (type) {
            case DataType.Bool ignored -> physical == Type.BOOLEAN;
            case DataType.Int8 ignored -> physical == Type.INT32 && !isDecimal;
            case DataType.Int16 ignored -> physical == Type.INT32 && !isDecimal;
            case DataType.Int32 ignored -> physical == Type.INT32 && !isDecimal;
            case DataType.Date ignored -> physical == Type.INT32 && isDate;
            case DataType.Int64 ignored ->
                    (physical == Type.INT64 || physical == Type.INT32) && !isDecimal && !isDate;
            case DataType.Float32 ignored -> physical == Type.FLOAT;
            case DataType.Float64 ignored ->
                    physical == Type.DOUBLE
                            || physical == Type.FLOAT
                            || physical == Type.INT32 && !isDecimal && !isDate;
            case DataType.Text ignored -> physical == Type.BYTE_ARRAY && !isDecimal;
            case DataType.Binary ignored ->
                    physical == Type.BYTE_ARRAY || physical == Type.FIXED_LEN_BYTE_ARRAY;
            default -> false;
        };
    }

    private static @Nullable LeafConversion timestamp(ParquetNode.Leaf leaf, DataType type) {
        if (leaf.type() == Type.INT96) {
            return new LeafConversion(type, 1, BigInteger.ONE);
        }
        if (leaf.type() != Type.INT64) {
            return null;
        }
        LogicalType logical = leaf.logicalType();
        boolean millis =
                leaf.convertedType() == ConvertedType.TIMESTAMP_MILLIS
                        || logical != null
                                && logical.isSetTIMESTAMP()
                                && logical.getTIMESTAMP().getUnit().isSetMILLIS();
        boolean micros =
                leaf.convertedType() == ConvertedType.TIMESTAMP_MICROS
                        || logical != null
                                && logical.isSetTIMESTAMP()
                                && logical.getTIMESTAMP().getUnit().isSetMICROS();
        return millis || micros
                ? new LeafConversion(type, millis ? MICROS_PER_MILLI : 1, BigInteger.ONE)
                : null;
    }

    private static @Nullable LeafConversion decimal(
            ParquetNode.Leaf leaf, DataType.Decimal wanted) {
        boolean isDecimal = leaf.convertedType() == ConvertedType.DECIMAL;
        int precision =
                isDecimal ? leaf.precision() : leaf.type() == Type.INT32 ? INT_DIGITS : LONG_DIGITS;
        int scale = isDecimal ? leaf.scale() : 0;
        boolean possible = isDecimal || leaf.type() == Type.INT32 || leaf.type() == Type.INT64;
        int more = wanted.scale() - scale;
        if (!possible || more < 0 || wanted.precision() - wanted.scale() < precision - scale) {
            return null;
        }
        return new LeafConversion(wanted, 1, BigInteger.TEN.pow(more));
    }

    /// The column of these values.
    ///
    /// @param rows the row of each value, null if every row has one
    /// @param validity which rows have one
    Column column(LeafValues in, int @Nullable [] rows, long @Nullable [] validity, int slots) {
        return switch (type) {
            case DataType.Bool ignored -> booleans(in, rows, validity, slots);
            case DataType.Int8 ignored -> ints(in, rows, validity, slots);
            case DataType.Int16 ignored -> ints(in, rows, validity, slots);
            case DataType.Int32 ignored -> ints(in, rows, validity, slots);
            case DataType.Date ignored -> ints(in, rows, validity, slots);
            case DataType.Float32 ignored -> doubles(in, rows, validity, slots);
            case DataType.Float64 ignored -> doubles(in, rows, validity, slots);
            case DataType.Text ignored -> bytes(in, rows, validity, slots);
            case DataType.Binary ignored -> bytes(in, rows, validity, slots);
            case DataType.Decimal ignored -> decimals(in, rows, validity, slots);
            default -> longs(in, rows, validity, slots);
        };
    }

    private Column longs(
            LeafValues in, int @Nullable [] rows, long @Nullable [] validity, int slots) {
        long[] values = ColumnAssembler.spread(in.longs, rows, in.count, slots);
        if (factor != 1) {
            for (int i = 0; i < slots; i++) {
                values[i] *= factor;
            }
        }
        return new LongColumn(values, validity, slots);
    }

    private static Column booleans(
            LeafValues in, int @Nullable [] rows, long @Nullable [] validity, int slots) {
        boolean[] values = new boolean[slots];
        for (int i = 0; i < in.count; i++) {
            values[rows == null ? i : rows[i]] = in.longs[i] != 0;
        }
        return new BooleanColumn(values, validity, slots);
    }

    private static Column ints(
            LeafValues in, int @Nullable [] rows, long @Nullable [] validity, int slots) {
        int[] values = new int[slots];
        for (int i = 0; i < in.count; i++) {
            values[rows == null ? i : rows[i]] = (int) in.longs[i];
        }
        return new IntColumn(values, validity, slots);
    }

    private static Column doubles(
            LeafValues in, int @Nullable [] rows, long @Nullable [] validity, int slots) {
        boolean whole = in.form == LeafValues.Form.LONGS;
        if (rows == null && !whole) {
            return new DoubleColumn(in.doubles, validity, slots);
        }
        double[] values = new double[slots];
        for (int i = 0; i < in.count; i++) {
            values[rows == null ? i : rows[i]] = whole ? in.longs[i] : in.doubles[i];
        }
        return new DoubleColumn(values, validity, slots);
    }

    private static Column bytes(
            LeafValues in, int @Nullable [] rows, long @Nullable [] validity, int slots) {
        if (rows == null) {
            return new BytesColumn(in.data, in.starts, in.lengths, validity, slots);
        }
        int[] starts = new int[slots];
        int[] lengths = new int[slots];
        for (int i = 0; i < in.count; i++) {
            starts[rows[i]] = in.starts[i];
            lengths[rows[i]] = in.lengths[i];
        }
        return new BytesColumn(in.data, starts, lengths, validity, slots);
    }

    private Column decimals(
            LeafValues in, int @Nullable [] rows, long @Nullable [] validity, int slots) {
        long[] high = new long[slots];
        long[] low = new long[slots];
        boolean rescaled = !scaling.equals(BigInteger.ONE);
        for (int i = 0; i < in.count; i++) {
            int row = rows == null ? i : rows[i];
            if (in.form == LeafValues.Form.LONGS) {
                low[row] = in.longs[i];
                high[row] = in.longs[i] >> 63;
            } else {
                unpack(in.data, in.starts[i], in.lengths[i], high, low, row);
            }
            if (rescaled) {
                BigInteger value = DecimalColumn.unscaled(high[row], low[row]).multiply(scaling);
                high[row] = DecimalColumn.highOf(value);
                low[row] = DecimalColumn.lowOf(value);
            }
        }
        return new DecimalColumn(high, low, validity, slots);
    }

    /// Reads a signed number, highest byte first.
    private static void unpack(
            byte[] data, int start, int length, long[] high, long[] low, int row) {
        long upper = length > 0 && data[start] < 0 ? -1 : 0;
        long lower = upper;
        for (int i = start; i < start + length; i++) {
            upper = upper << 8 | lower >>> 56;
            lower = lower << 8 | data[i] & 0xFF;
        }
        high[row] = upper;
        low[row] = lower;
    }
}

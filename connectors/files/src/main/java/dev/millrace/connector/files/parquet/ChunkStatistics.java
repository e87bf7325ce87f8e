// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.type.DataType;

import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;

import java.util.Arrays;

/// The least and greatest value of a chunk and its number of missing ones. None for INT96 and for
/// byte arrays that are numbers; NaN makes bounds of floating point worthless; a zero is -0.0 as a
/// lower and +0.0 as an upper bound.
final class ChunkStatistics {
    private static final int LONGEST_BOUND = 1024;

    private final Type type;
    private final boolean hasBounds;
    private boolean isWorthless;
    private boolean isEmpty = true;
    private long nulls;
    private long least;
    private long greatest;
    private double leastDouble;
    private double greatestDouble;
    private byte[] leastBytes = new byte[0];
    private byte[] greatestBytes = new byte[0];

    ChunkStatistics(WriteSchema.Leaf leaf) {
        type = leaf.physical();
        hasBounds =
                type != Type.INT96
                        && type != Type.FIXED_LEN_BYTE_ARRAY
                        && !(leaf.type() instanceof DataType.Binary);
    }

    void add(PageValues values, int entries) {
        nulls += entries - values.count;
        if (!hasBounds || isWorthless || values.count == 0) {
            return;
        }
        switch (type) {
            case BOOLEAN, INT32, INT64 -> addNumbers(values);
            case FLOAT, DOUBLE -> addDoubles(values);
            default -> addBytes(values);
        }
        isEmpty = false;
    }

    private void addNumbers(PageValues values) {
        long low = isEmpty ? values.numbers[0] : least;
        long high = isEmpty ? values.numbers[0] : greatest;
        for (int i = 0; i < values.count; i++) {
            low = Math.min(low, values.numbers[i]);
            high = Math.max(high, values.numbers[i]);
        }
        least = low;
        greatest = high;
    }

    private void addDoubles(PageValues values) {
        double low = isEmpty ? Double.POSITIVE_INFINITY : leastDouble;
        double high = isEmpty ? Double.NEGATIVE_INFINITY : greatestDouble;
        for (int i = 0; i < values.count; i++) {
            long bits = values.numbers[i];
            double value =
                    type == Type.FLOAT
                            ? Float.intBitsToFloat((int) bits)
                            : Double.longBitsToDouble(bits);
            isWorthless |= Double.isNaN(value);
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        leastDouble = low == 0 ? -0.0 : low;
        greatestDouble = high == 0 ? 0.0 : high;
    }

    private void addBytes(PageValues values) {
        int low = 0;
        int high = 0;
        for (int i = 1; i < values.count; i++) {
            low = compare(values, i, low) < 0 ? i : low;
            high = compare(values, i, high) > 0 ? i : high;
        }
        byte[] lowest = bytes(values, low);
        byte[] highest = bytes(values, high);
        if (isEmpty || Arrays.compareUnsigned(lowest, leastBytes) < 0) {
            leastBytes = lowest;
        }
        if (isEmpty || Arrays.compareUnsigned(highest, greatestBytes) > 0) {
            greatestBytes = highest;
        }
        isWorthless = leastBytes.length > LONGEST_BOUND || greatestBytes.length > LONGEST_BOUND;
    }

    private static int compare(PageValues values, int one, int other) {
        return Arrays.compareUnsigned(
                values.data,
                values.start(one),
                values.ends[one],
                values.data,
                values.start(other),
                values.ends[other]);
    }

    private static byte[] bytes(PageValues values, int index) {
        return Arrays.copyOfRange(values.data, values.start(index), values.ends[index]);
    }

    Statistics toFormat() {
        Statistics statistics = new Statistics().setNull_count(nulls);
        if (!isEmpty && !isWorthless) {
            statistics.setMin_value(bound(least, leastDouble, leastBytes));
            statistics.setMax_value(bound(greatest, greatestDouble, greatestBytes));
        }
        return statistics;
    }

    private byte[] bound(long number, double floating, byte[] bytes) {
        return switch (type) {
            case BOOLEAN -> new byte[] {(byte) number};
            case INT32 -> int32((int) number);
            case FLOAT -> int32(Float.floatToIntBits((float) floating));
            case INT64 -> int64(number);
            case DOUBLE -> int64(Double.doubleToLongBits(floating));
            default -> bytes;
        };
    }

    private static byte[] int32(int value) {
        byte[] bytes = new byte[4];
        LittleEndian.putInt32(bytes, 0, value);
        return bytes;
    }

    private static byte[] int64(long value) {
        byte[] bytes = new byte[8];
        LittleEndian.putInt64(bytes, 0, value);
        return bytes;
    }
}

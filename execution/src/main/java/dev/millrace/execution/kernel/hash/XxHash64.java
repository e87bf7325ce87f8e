// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.hash;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// xxHash64 as `xxhash64()` gives it: the published algorithm, field after field as `Murmur3` does.
public final class XxHash64 {
    /// What Spark starts from.
    public static final long SEED = 42;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private XxHash64() {}

    /// The hash of one value, `seed` if it is NULL.
    public static long value(Column column, DataType type, int row, long seed) {
        if (column.isNull(row)) {
            return seed;
        }
        return switch (column) {
            case NullColumn ignored -> seed;
            case BooleanColumn booleans -> hashInt(booleans.value(row) ? 1 : 0, seed);
            case IntColumn ints -> hashInt(ints.value(row), seed);
            case LongColumn longs -> hashLong(longs.value(row), seed);
            case DoubleColumn doubles -> floating(doubles.value(row), type, seed);
            case DecimalColumn decimals -> decimal(decimals, (DataType.Decimal) type, row, seed);
            case BytesColumn bytes ->
                    hashBytes(bytes.data(), bytes.start(row), bytes.length(row), seed);
            case ArrayColumn array -> {
                long hash = seed;
                DataType element = ((DataType.Array) type).element();
                for (int i = 0; i < array.length(row); i++) {
                    hash = value(array.elements(), element, array.start(row) + i, hash);
                }
                yield hash;
            }
            case MapColumn map -> {
                long hash = seed;
                DataType.Map types = (DataType.Map) type;
                for (int i = map.start(row); i < map.start(row) + map.length(row); i++) {
                    hash = value(map.keys(), types.key(), i, hash);
                    hash = value(map.values(), types.value(), i, hash);
                }
                yield hash;
            }
            case StructColumn struct -> {
                long hash = seed;
                DataType.Struct types = (DataType.Struct) type;
                for (int i = 0; i < types.size(); i++) {
                    hash = value(struct.field(i), types.field(i).type(), row, hash);
                }
                yield hash;
            }
        };
    }

    private static long floating(double value, DataType type, long seed) {
        double normal = value == 0 ? 0.0 : value;
        return type instanceof DataType.Float32
                ? hashInt(Float.floatToIntBits((float) normal), seed)
                : hashLong(Double.doubleToLongBits(normal), seed);
    }

    private static long decimal(DecimalColumn column, DataType.Decimal type, int row, long seed) {
        if (type.precision() <= 18) {
            return hashLong(column.low(row), seed);
        }
        byte[] bytes = column.unscaled(row).toByteArray();
        return hashBytes(bytes, 0, bytes.length, seed);
    }

    private static long hashInt(int value, long seed) {
        return finish(word(seed + PRIME_5 + 4, value));
    }

    private static long hashLong(long value, long seed) {
        return finish(doubleWord(seed + PRIME_5 + 8, value));
    }

    private static long hashBytes(byte[] data, int start, int length, long seed) {
        int at = start;
        int end = start + length;
        long hash;
        if (length >= 32) {
            long[] lanes = {seed + PRIME_1 + PRIME_2, seed + PRIME_2, seed, seed - PRIME_1};
            for (; at <= end - 32; at += 32) {
                for (int lane = 0; lane < 4; lane++) {
                    lanes[lane] = round(lanes[lane], (long) LONGS.get(data, at + 8 * lane));
                }
            }
            hash =
                    Long.rotateLeft(lanes[0], 1)
                            + Long.rotateLeft(lanes[1], 7)
                            + Long.rotateLeft(lanes[2], 12)
                            + Long.rotateLeft(lanes[3], 18);
            for (long lane : lanes) {
                hash = (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
            }
        } else {
            hash = seed + PRIME_5;
        }
        hash += length;
        for (; at <= end - 8; at += 8) {
            hash = doubleWord(hash, (long) LONGS.get(data, at));
        }
        if (at <= end - 4) {
            hash = word(hash, (int) INTS.get(data, at));
            at += 4;
        }
        for (; at < end; at++) {
            hash = Long.rotateLeft(hash ^ ((data[at] & 0xff) * PRIME_5), 11) * PRIME_1;
        }
        return finish(hash);
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long word(long hash, int value) {
        return Long.rotateLeft(hash ^ ((value & 0xffffffffL) * PRIME_1), 23) * PRIME_2 + PRIME_3;
    }

    private static long doubleWord(long hash, long value) {
        return Long.rotateLeft(hash ^ round(0, value), 27) * PRIME_1 + PRIME_4;
    }

    private static long finish(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * PRIME_2;
        mixed = (mixed ^ (mixed >>> 29)) * PRIME_3;
        return mixed ^ (mixed >>> 32);
    }
}

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
import java.util.Arrays;
import java.util.List;

/// Spark's 32-bit Murmur3 over columns: the hash of each field is the seed of the next, NULL leaves
/// it as it is. Decides the state partition of a key, so its results are part of the checkpoint
/// format.
///
/// It differs from the published algorithm in the bytes after the last whole word: each is mixed in
/// as a signed number of its own.
public final class Murmur3 {
    /// What Spark starts from, in `hash()` and in partitioning.
    public static final int SEED = 42;

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Murmur3() {}

    /// The hash of each row over the columns in order.
    public static int[] hash(List<Column> columns, List<DataType> types, int rowCount) {
        int[] hashes = new int[rowCount];
        Arrays.fill(hashes, SEED);
        for (int i = 0; i < columns.size(); i++) {
            update(columns.get(i), types.get(i), hashes, rowCount);
        }
        return hashes;
    }

    /// The partition of each row: its hash modulo the number of partitions, never negative.
    public static int[] partitions(
            List<Column> columns, List<DataType> types, int rowCount, int partitionCount) {
        int[] partitions = hash(columns, types, rowCount);
        for (int i = 0; i < rowCount; i++) {
            partitions[i] = Math.floorMod(partitions[i], partitionCount);
        }
        return partitions;
    }

    /// Mixes one more column into the hashes of the rows.
    public static void update(Column column, DataType type, int[] hashes, int rowCount) {
        long[] valid = column.validity();
        for (int i = 0; i < rowCount; i++) {
            if (valid == null || (valid[i >> 6] >>> i & 1L) != 0) {
                hashes[i] = value(column, type, i, hashes[i]);
            }
        }
    }

    /// The hash of one value, `seed` if it is NULL.
    public static int value(Column column, DataType type, int row, int seed) {
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
                DataType element = ((DataType.Array) type).element();
                int hash = seed;
                for (int i = 0; i < array.length(row); i++) {
                    hash = value(array.elements(), element, array.start(row) + i, hash);
                }
                yield hash;
            }
            case MapColumn map -> {
                DataType.Map types = (DataType.Map) type;
                int hash = seed;
                for (int i = map.start(row); i < map.start(row) + map.length(row); i++) {
                    hash = value(map.keys(), types.key(), i, hash);
                    hash = value(map.values(), types.value(), i, hash);
                }
                yield hash;
            }
            case StructColumn struct -> {
                DataType.Struct types = (DataType.Struct) type;
                int hash = seed;
                for (int i = 0; i < types.size(); i++) {
                    hash = value(struct.field(i), types.field(i).type(), row, hash);
                }
                yield hash;
            }
        };
    }

    private static int floating(double value, DataType type, int seed) {
        double normal = value == 0 ? 0.0 : value;
        return type instanceof DataType.Float32
                ? hashInt(Float.floatToIntBits((float) normal), seed)
                : hashLong(Double.doubleToLongBits(normal), seed);
    }

    private static int decimal(DecimalColumn column, DataType.Decimal type, int row, int seed) {
        if (type.precision() <= 18) {
            return hashLong(column.low(row), seed);
        }
        byte[] bytes = column.unscaled(row).toByteArray();
        return hashBytes(bytes, 0, bytes.length, seed);
    }

    /// The hash of an `int`, and of everything that Spark hashes as one.
    public static int hashInt(int value, int seed) {
        return finish(mix(seed, scramble(value)), 4);
    }

    /// The hash of a `long`: low word first.
    public static int hashLong(long value, int seed) {
        int hash = mix(seed, scramble((int) value));
        return finish(mix(hash, scramble((int) (value >>> 32))), 8);
    }

    /// The hash of bytes.
    public static int hashBytes(byte[] data, int start, int length, int seed) {
        int hash = seed;
        int whole = start + (length & ~3);
        for (int i = start; i < whole; i += 4) {
            hash = mix(hash, scramble((int) WORDS.get(data, i)));
        }
        for (int i = whole; i < start + length; i++) {
            hash = mix(hash, scramble(data[i]));
        }
        return finish(hash, length);
    }

    private static int scramble(int word) {
        return Integer.rotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
    }

    private static int mix(int hash, int word) {
        return Integer.rotateLeft(hash ^ word, 13) * 5 + 0xe6546b64;
    }

    private static int finish(int hash, int length) {
        int mixed = hash ^ length;
        mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return mixed ^ (mixed >>> 16);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.storage.PartitionPath;
import dev.millrace.spi.type.StructField;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers the combinations of partition values that a task meets, from 0, and tells for each row
/// of
/// a batch which one it belongs to.
///
/// The values of a row are written one after the other into a key of bytes; a small table finds the
/// number of a key. Rows that follow each other often have the same key, which is tried first. Only
/// the first row of a key makes a string of its values. Two keys may have the same string, NULL and
/// the empty string for example: they are one partition.
final class PartitionRouter {
    private final RowLayout layout;
    private final ZoneId timeZone;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<Integer> partitionsOfKeys = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private final Map<String, Integer> partitionsOfPaths = new HashMap<>();
    private int[] slots = new int[64];
    private byte[] key = new byte[64];
    private int keyLength;

    PartitionRouter(RowLayout layout, ZoneId timeZone) {
        this.layout = layout;
        this.timeZone = timeZone;
        Arrays.fill(slots, -1);
    }

    /// The directory of a partition, relative to the table.
    String path(int partition) {
        return paths.get(partition);
    }

    int partitionCount() {
        return paths.size();
    }

    /// The number of the partition of each row.
    int[] route(ColumnBatch batch) {
        int rows = batch.rowCount();
        int[] partitions = new int[rows];
        int previous = -1;
        for (int row = 0; row < rows; row++) {
            encode(batch, row);
            if (previous < 0 || !matches(previous)) {
                previous = find(batch, row);
            }
            partitions[row] = partitionsOfKeys.get(previous);
        }
        return partitions;
    }

    private void encode(ColumnBatch batch, int row) {
        keyLength = 0;
        for (int i = 0; i < layout.partitionColumns().size(); i++) {
            Column column = batch.column(layout.partitionColumns().get(i));
            if (column.isNull(row)) {
                reserve(1);
                key[keyLength++] = 0;
                continue;
            }
            reserve(17);
            key[keyLength++] = 1;
            switch (column) {
                case IntColumn ints -> appendLong(ints.value(row));
                case LongColumn longs -> appendLong(longs.value(row));
                case BooleanColumn booleans -> appendLong(booleans.value(row) ? 1 : 0);
                case DoubleColumn doubles ->
                        appendLong(Double.doubleToLongBits(doubles.value(row)));
                case DecimalColumn decimals -> {
                    appendLong(decimals.high(row));
                    appendLong(decimals.low(row));
                }
                case BytesColumn bytes -> appendBytes(bytes, row);
                default -> throw new IllegalStateException("a column that cannot partition");
            }
        }
    }

    private void appendLong(long value) {
        for (int shift = 0; shift < 64; shift += 8) {
            key[keyLength++] = (byte) (value >>> shift);
        }
    }

    private void appendBytes(BytesColumn bytes, int row) {
        int length = bytes.length(row);
        appendLong(length);
        reserve(length);
        System.arraycopy(bytes.data(), bytes.start(row), key, keyLength, length);
        keyLength += length;
    }

    private void reserve(int bytes) {
        if (keyLength + bytes > key.length) {
            key = Arrays.copyOf(key, Math.max(key.length * 2, keyLength + bytes));
        }
    }

    private boolean matches(int number) {
        byte[] other = keys.get(number);
        return Arrays.equals(other, 0, other.length, key, 0, keyLength);
    }

    private int find(ColumnBatch batch, int row) {
        int mask = slots.length - 1;
        int slot = hash(key, keyLength) & mask;
        while (slots[slot] >= 0) {
            if (matches(slots[slot])) {
                return slots[slot];
            }
            slot = (slot + 1) & mask;
        }
        int number = keys.size();
        keys.add(Arrays.copyOf(key, keyLength));
        partitionsOfKeys.add(partition(pathOf(batch, row)));
        slots[slot] = number;
        if (keys.size() * 2 > slots.length) {
            grow();
        }
        return number;
    }

    private int partition(String path) {
        Integer known = partitionsOfPaths.putIfAbsent(path, paths.size());
        if (known != null) {
            return known;
        }
        paths.add(path);
        return paths.size() - 1;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        Arrays.fill(slots, -1);
        int mask = slots.length - 1;
        for (int number = 0; number < keys.size(); number++) {
            byte[] bytes = keys.get(number);
            int slot = hash(bytes, bytes.length) & mask;
            while (slots[slot] >= 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number;
        }
    }

    private String pathOf(ColumnBatch batch, int row) {
        StringBuilder path = new StringBuilder();
        for (int index : layout.partitionColumns()) {
            StructField field = layout.schema().field(index);
            String text = PartitionText.of(batch.column(index), field.type(), row, timeZone);
            path.append(path.isEmpty() ? "" : "/")
                    .append(PartitionPath.segment(field.name(), text));
        }
        return path.toString();
    }

    private static int hash(byte[] bytes, int length) {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ (hash >>> 15);
    }
}

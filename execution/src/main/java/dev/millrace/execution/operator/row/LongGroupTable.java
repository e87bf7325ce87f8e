// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;

/// Keys of one integral column: ids, dates, timestamps.
final class LongGroupTable implements GroupTable {
    private static final int NULL_HASH = 0x5bd1e995;

    private final boolean isInt;

    /// Group number + 1, 0 if free.
    private int[] slots;

    private long[] keys;
    private int size;
    private int nullGroup = ABSENT;

    LongGroupTable(DataType type, int expected) {
        this.isInt = isInt(type);
        this.slots = new int[GroupTable.slotsFor(expected)];
        this.keys = new long[slots.length / 2];
    }

    static boolean canHold(DataType type) {
        return isInt(type)
                || type instanceof DataType.Int64
                || type instanceof DataType.Timestamp
                || type instanceof DataType.TimestampNtz
                || type instanceof DataType.Time
                || type instanceof DataType.DayTimeInterval;
    }

    private static boolean isInt(DataType type) {
        return type instanceof DataType.Int32
                || type instanceof DataType.Int16
                || type instanceof DataType.Int8
                || type instanceof DataType.Date
                || type instanceof DataType.YearMonthInterval;
    }

    private static int mix(long key) {
        long h = key * 0x9E3779B97F4A7C15L;
        h ^= h >>> 32;
        h *= 0xD6E8FEB86659FD93L;
        return (int) (h ^ h >>> 32);
    }

    @Override
    public int size() {
        return size;
    }

    /// The values of the column, widened; those of NULL rows are anything.
    private static long[] values(Column column, int rowCount) {
        return switch (column) {
            case LongColumn longs -> longs.values();
            case IntColumn ints -> {
                long[] values = new long[rowCount];
                int[] narrow = ints.values();
                for (int i = 0; i < rowCount; i++) {
                    values[i] = narrow[i];
                }
                yield values;
            }
            case NullColumn ignored -> new long[rowCount];
            default -> throw new IllegalArgumentException("not an integral column: " + column);
        };
    }

    @Override
    public int[] assign(List<Column> columns, int rowCount) {
        Column column = columns.getFirst();
        long[] values = values(column, rowCount);
        boolean mayHaveNulls = column.mayHaveNulls();
        int[] groups = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            groups[i] = mayHaveNulls && column.isNull(i) ? assignNull() : assign(values[i]);
        }
        return groups;
    }

    private int assign(long key) {
        int mask = slots.length - 1;
        int slot = mix(key) & mask;
        while (slots[slot] != 0) {
            int group = slots[slot] - 1;
            if (keys[group] == key && group != nullGroup) {
                return group;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = size + 1;
        return append(key);
    }

    private int assignNull() {
        if (nullGroup == ABSENT) {
            nullGroup = append(0);
        }
        return nullGroup;
    }

    private int append(long key) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
        }
        keys[size++] = key;
        if (size * 2L > slots.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        int[] grown = new int[Math.multiplyExact(slots.length, 2)];
        int mask = grown.length - 1;
        for (int group = 0; group < size; group++) {
            if (group != nullGroup) {
                int slot = mix(keys[group]) & mask;
                while (grown[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                grown[slot] = group + 1;
            }
        }
        slots = grown;
    }

    @Override
    public int[] find(List<Column> columns, int rowCount) {
        Column column = columns.getFirst();
        long[] values = values(column, rowCount);
        boolean mayHaveNulls = column.mayHaveNulls();
        int[] groups = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            groups[i] = mayHaveNulls && column.isNull(i) ? nullGroup : find(values[i]);
        }
        return groups;
    }

    private int find(long key) {
        int mask = slots.length - 1;
        int slot = mix(key) & mask;
        while (slots[slot] != 0) {
            int group = slots[slot] - 1;
            if (keys[group] == key && group != nullGroup) {
                return group;
            }
            slot = slot + 1 & mask;
        }
        return ABSENT;
    }

    @Override
    public List<Column> keys(int[] groups, int count) {
        long[] validity = null;
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = keys[groups[i]];
            if (groups[i] == nullGroup) {
                validity = validity == null ? Validity.allValid(count) : validity;
                Validity.setNull(validity, i);
            }
        }
        if (!isInt) {
            return List.of(new LongColumn(values, validity, count));
        }
        int[] narrow = new int[count];
        for (int i = 0; i < count; i++) {
            narrow[i] = (int) values[i];
        }
        return List.of(new IntColumn(narrow, validity, count));
    }

    @Override
    public int hash(int group) {
        return group == nullGroup ? NULL_HASH : mix(keys[group]);
    }

    @Override
    public long memoryBytes() {
        return slots.length * 4L + keys.length * 8L;
    }
}

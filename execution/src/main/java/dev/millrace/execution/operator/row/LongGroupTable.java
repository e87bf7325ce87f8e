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
///
/// Keys that lie close together, as ids do, need no hash: the slot of a key is its distance from
/// the least one. Ids that come in about their order then find their slots side by side.
final class LongGroupTable implements GroupTable {
    private static final int NULL_HASH = 0x5bd1e995;

    /// Slots that a key may take where slots are distances: about as many as hashing takes.
    private static final int SLOTS_PER_KEY = 4;

    /// Slots that distances may take in any case.
    private static final int FEW_SLOTS = 1 << 12;

    private final boolean isInt;

    /// Group number + 1, 0 if free.
    private int[] slots;

    /// True if a slot is the distance of a key from `base`.
    private boolean isDense;

    private long base;

    /// The least and greatest of all keys.
    private long least = Long.MAX_VALUE;

    private long greatest = Long.MIN_VALUE;

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
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (int i = 0; i < rowCount; i++) {
            if (!mayHaveNulls || !column.isNull(i)) {
                from = Math.min(from, values[i]);
                to = Math.max(to, values[i]);
            }
        }
        if (from <= to) {
            cover(from, to, rowCount);
        }
        int[] groups = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            groups[i] = mayHaveNulls && column.isNull(i) ? assignNull() : assign(values[i]);
        }
        return groups;
    }

    /// Sees to it that keys from `from` to `to` have slots, which are distances if that takes no
    /// more memory than hashing.
    ///
    /// @param rowCount how many keys there may be
    private void cover(long from, long to, int rowCount) {
        boolean isFirst = least > greatest;
        least = Math.min(least, from);
        greatest = Math.max(greatest, to);
        if (isDense || isFirst) {
            if (fitsDense(size + (long) rowCount)) {
                if (!isDense || least < base || greatest - base >= slots.length) {
                    placeDense();
                }
            } else if (isDense) {
                isDense = false;
                place(GroupTable.slotsFor(Math.max(size, FEW_SLOTS)));
            }
        }
    }

    private boolean fitsDense(long keyCount) {
        long distance = greatest - least;
        return distance >= 0 && distance < Math.min(1 << 29, SLOTS_PER_KEY * keyCount + FEW_SLOTS);
    }

    /// Makes slots for all distances, and half as many again at the end where the keys have grown.
    private void placeDense() {
        int needed = (int) (greatest - least) + 1;
        boolean isGrown = isDense;
        boolean growsDown = isDense && least < base;
        int length = isGrown ? needed + needed / 2 : Math.max(needed, slots.length);
        isDense = true;
        base = growsDown ? Math.max(Long.MIN_VALUE + length - 1, greatest) - length + 1 : least;
        slots = size == 0 && length == slots.length ? slots : new int[length];
        for (int group = 0; group < size; group++) {
            if (group != nullGroup) {
                slots[(int) (keys[group] - base)] = group + 1;
            }
        }
    }

    private int assign(long key) {
        if (isDense) {
            int slot = (int) (key - base);
            int group = slots[slot] - 1;
            if (group >= 0) {
                return group;
            }
            slots[slot] = size + 1;
            return append(key);
        }
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
        if (!isDense && size * 2L > slots.length) {
            grow();
        }
        return size - 1;
    }

    /// Many keys may turn out to lie close together.
    private void grow() {
        if (fitsDense(size)) {
            placeDense();
        } else {
            place(Math.multiplyExact(slots.length, 2));
        }
    }

    /// Puts all keys into slots by their hashes.
    private void place(int slotCount) {
        int[] grown = new int[slotCount];
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
        if (isDense) {
            return key < least || key > greatest ? ABSENT : slots[(int) (key - base)] - 1;
        }
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

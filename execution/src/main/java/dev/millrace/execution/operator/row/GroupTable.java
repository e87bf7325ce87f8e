// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// The one hash table: gives each distinct key a number, from 0 in the order of first appearance.
/// NULL is a key like any other, NaN equals NaN, 0.0 equals -0.0.
///
/// Whoever needs more than the number (accumulators, chains of rows) keeps it in arrays indexed by
/// it. Open addressing with linear probing; a slot holds a part of the hash beside the number, so
/// that a probe touches keys only where they are most likely equal. Filled by one thread; after
/// that any number of threads may call `find`.
public sealed interface GroupTable permits LongGroupTable, BytesGroupTable, SingleGroupTable {
    /// What `find` returns for a key that is not in the table.
    int ABSENT = -1;

    /// Number of distinct keys.
    int size();

    /// The numbers of the keys of `rowCount` rows; keys that are new get the next numbers.
    int[] assign(List<Column> keys, int rowCount);

    /// The numbers of the keys of `rowCount` rows, `ABSENT` for the unknown.
    int[] find(List<Column> keys, int rowCount);

    /// The keys `groups[0..count)`, as columns.
    List<Column> keys(int[] groups, int count);

    /// The hash of a key: equal in all tables for keys of the same types. All bits are good.
    int hash(int group);

    /// Heap bytes in use.
    long memoryBytes();

    /// An empty table for keys of these types.
    ///
    /// @param expected number of keys that it should hold without growing
    static GroupTable of(List<DataType> types, int expected) {
        if (types.isEmpty()) {
            return new SingleGroupTable();
        }
        if (types.size() == 1 && LongGroupTable.canHold(types.getFirst())) {
            return new LongGroupTable(types.getFirst(), expected);
        }
        return new BytesGroupTable(types, expected);
    }

    /// The keys from `from` on.
    default List<Column> keys(int from, int count) {
        int[] groups = new int[count];
        for (int i = 0; i < count; i++) {
            groups[i] = from + i;
        }
        return keys(groups, count);
    }

    /// Which of `partitionCount` parts a key of this hash belongs to. Uses the upper bits; the
    /// tables use the lower.
    static int partition(int hash, int partitionCount) {
        return (int) ((hash & 0xffff_ffffL) * partitionCount >>> 32);
    }

    /// Number of slots for `keys` keys at a load of at most one half; a power of two.
    static int slotsFor(int keys) {
        return Integer.highestOneBit((int) Math.clamp(keys * 2L - 1, 15L, (1L << 30) - 1)) << 1;
    }
}

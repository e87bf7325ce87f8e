// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;

/// The rows of the build side of a join, found by key: for each key the row numbers, at first in
/// ascending order. Built by one thread, then read by many.
public final class JoinTable {
    private final GroupTable groups;

    /// Row numbers ordered by group; those of group `g` are at `starts[g] .. starts[g + 1]`.
    private final int[] rows;

    private final int[] starts;
    private final boolean[] nullSafe;

    private JoinTable(GroupTable groups, int[] rows, int[] starts, boolean[] nullSafe) {
        this.groups = groups;
        this.rows = rows;
        this.starts = starts;
        this.nullSafe = nullSafe;
    }

    /// @param nullSafe for each key column whether NULL equals NULL (`<=>`); a row with a NULL in
    ///     another key column matches nothing
    public static JoinTable build(
            List<DataType> types, List<Column> keys, int rowCount, boolean[] nullSafe) {
        GroupTable groups = GroupTable.of(types, Math.min(rowCount, 1 << 16));
        int[] groupOfRow = groups.assign(keys, rowCount);
        hideNulls(keys, nullSafe, groupOfRow);
        int[] starts = new int[groups.size() + 1];
        int matchable = 0;
        for (int i = 0; i < rowCount; i++) {
            if (groupOfRow[i] >= 0) {
                starts[groupOfRow[i] + 1]++;
                matchable++;
            }
        }
        for (int g = 0; g < groups.size(); g++) {
            starts[g + 1] += starts[g];
        }
        int[] next = Arrays.copyOf(starts, groups.size());
        int[] rows = new int[matchable];
        for (int i = 0; i < rowCount; i++) {
            if (groupOfRow[i] >= 0) {
                rows[next[groupOfRow[i]]++] = i;
            }
        }
        return new JoinTable(groups, rows, starts, nullSafe.clone());
    }

    /// For each row the group of its key, `GroupTable.ABSENT` if nothing matches it.
    public int[] probe(List<Column> keys, int rowCount) {
        int[] found = groups.find(keys, rowCount);
        hideNulls(keys, nullSafe, found);
        return found;
    }

    private static void hideNulls(List<Column> keys, boolean[] nullSafe, int[] groups) {
        for (int k = 0; k < nullSafe.length; k++) {
            Column key = keys.get(k);
            if (!nullSafe[k] && key.mayHaveNulls()) {
                for (int i = 0; i < groups.length; i++) {
                    if (key.isNull(i)) {
                        groups[i] = GroupTable.ABSENT;
                    }
                }
            }
        }
    }

    public int groupCount() {
        return starts.length - 1;
    }

    /// Row numbers, those of a group from `start(group)` to before `end(group)`. Before anybody
    /// reads them the builder may reorder each group.
    public int[] rows() {
        return rows;
    }

    public int start(int group) {
        return starts[group];
    }

    public int end(int group) {
        return starts[group + 1];
    }

    public long memoryBytes() {
        return groups.memoryBytes() + rows.length * 4L + starts.length * 4L;
    }
}

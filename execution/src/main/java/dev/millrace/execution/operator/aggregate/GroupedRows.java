// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.execution.operator.row.RowBytes;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows kept by group, in the order they came: what functions that need all values of a group work
/// on. All rows are in one list, ordered by group only when asked for.
final class GroupedRows {
    private final List<DataType> types;

    /// Finds rows that a group has already, null if duplicates are kept.
    private final @Nullable GroupTable distinct;

    private List<ColumnBuilder> builders;
    private int[] groupOf = new int[8];
    private int size;
    private long keptBytes;

    /// @param isDistinct true to keep only the first of equal rows of a group
    GroupedRows(List<DataType> types, boolean isDistinct) {
        this.types = List.copyOf(types);
        this.builders = newBuilders(0);
        List<DataType> keyTypes = new ArrayList<>();
        keyTypes.add(DataType.INTEGER);
        keyTypes.addAll(types);
        this.distinct = isDistinct ? GroupTable.of(keyTypes, 0) : null;
    }

    private List<ColumnBuilder> newBuilders(int capacity) {
        return types.stream().map(t -> ColumnBuilder.of(t, capacity)).toList();
    }

    int size() {
        return size;
    }

    /// About how many bytes of heap the rows take.
    long memoryBytes() {
        return keptBytes + groupOf.length * 4L + (distinct == null ? 0 : distinct.memoryBytes());
    }

    /// @param skipNulls true to leave out rows whose first column is NULL
    void add(List<Column> columns, int[] groups, int rowCount, boolean skipNulls) {
        int sizeBefore = size;
        int before = distinct == null ? 0 : distinct.size();
        int[] ids = null;
        if (distinct != null) {
            List<Column> keys = new ArrayList<>();
            keys.add(new IntColumn(groups, null, rowCount));
            keys.addAll(columns);
            ids = distinct.assign(keys, rowCount);
        }
        for (int i = 0; i < rowCount; i++) {
            if (ids != null) {
                if (ids[i] < before) {
                    continue;
                }
                // New numbers come in ascending order, so the next one is the first of its kind.
                before = ids[i] + 1;
            }
            if (!(skipNulls && columns.getFirst().isNull(i))) {
                append(columns, i, groups[i]);
            }
        }
        if (size > sizeBefore) {
            keptBytes += RowBytes.of(columns, rowCount) * (size - sizeBefore) / rowCount;
        }
    }

    private void append(List<Column> columns, int row, int group) {
        if (size == groupOf.length) {
            groupOf = Arrays.copyOf(groupOf, Numbers.grown(size, size + 1));
        }
        groupOf[size++] = group;
        for (int c = 0; c < builders.size(); c++) {
            builders.get(c).appendFrom(columns.get(c), row);
        }
    }

    /// Adds the elements of a column of arrays (one kept column), each to the group of its row.
    void addElements(List<Column> arrays, int[] groups, int rowCount) {
        if (!(arrays.getFirst() instanceof ArrayColumn first)) {
            return;
        }
        int total = 0;
        for (int i = 0; i < rowCount; i++) {
            total += first.isNull(i) ? 0 : first.length(i);
        }
        int[] rows = new int[total];
        int[] ofGroup = new int[total];
        int n = 0;
        for (int i = 0; i < rowCount; i++) {
            for (int j = 0; !first.isNull(i) && j < first.length(i); j++) {
                rows[n] = first.start(i) + j;
                ofGroup[n++] = groups[i];
            }
        }
        List<Column> elements = new ArrayList<>();
        for (Column array : arrays) {
            elements.add(((ArrayColumn) array).elements().gather(rows, total));
        }
        add(elements, ofGroup, total, false);
    }

    /// The rows ordered by group.
    ///
    /// @param starts those of group `g` are at `starts[g] .. starts[g + 1]`
    record Sorted(List<Column> columns, int[] starts) {}

    Sorted sorted(int groupCount) {
        int[] starts = new int[groupCount + 1];
        for (int i = 0; i < size; i++) {
            starts[groupOf[i] + 1]++;
        }
        for (int g = 0; g < groupCount; g++) {
            starts[g + 1] += starts[g];
        }
        int[] next = Arrays.copyOf(starts, groupCount);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[next[groupOf[i]]++] = i;
        }
        List<Column> columns = new ArrayList<>();
        List<ColumnBuilder> refilled = newBuilders(size);
        for (int c = 0; c < builders.size(); c++) {
            Column all = builders.get(c).build();
            columns.add(all.gather(order, size));
            for (int i = 0; i < size; i++) {
                refilled.get(c).appendFrom(all, i);
            }
        }
        builders = refilled;
        return new Sorted(columns, starts);
    }

    /// Each kept column as one array per group.
    List<Column> arrays(int groupCount) {
        Sorted sorted = sorted(groupCount);
        int[] lengths = new int[groupCount];
        for (int g = 0; g < groupCount; g++) {
            lengths[g] = sorted.starts()[g + 1] - sorted.starts()[g];
        }
        List<Column> arrays = new ArrayList<>();
        for (Column column : sorted.columns()) {
            arrays.add(new ArrayColumn(column, sorted.starts(), lengths, null, groupCount));
        }
        return arrays;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.operator.row.ValueOrder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Functions that keep one of the rows of a group: `first`, `last`, `any_value`, `min_by`,
/// `max_by`, and `min` and `max` of text and other types without a faster form.
///
/// The kept values of all groups are in pages of columns; a group knows page and row of its own.
/// Each batch adds a page with the winners of that batch; when most rows of the pages have lost
/// since, one page is made of the winners.
///
/// Buffers: first, last: value, valueSet. min, max: value. min_by, max_by: value, ordering.
final class WinnerAccumulator implements Accumulator {
    /// Which row wins.
    enum Rule {
        FIRST,
        LAST,
        LEAST,
        GREATEST
    }

    /// Page number of a row of the batch at hand.
    private static final int IN_BATCH = -2;

    private static final int NONE = -1;

    private final Rule rule;
    private final boolean ignoreNulls;
    private final List<DataType> types;
    private final List<List<Column>> pages = new ArrayList<>();
    private int pagedRows;
    private int[] pageOf = new int[0];
    private int[] rowOf = new int[0];

    /// @param types of the kept columns; with LEAST and GREATEST the last one is compared
    WinnerAccumulator(Rule rule, boolean ignoreNulls, List<DataType> types) {
        this.rule = rule;
        this.ignoreNulls = ignoreNulls;
        this.types = List.copyOf(types);
    }

    private boolean isOrdered() {
        return rule == Rule.LEAST || rule == Rule.GREATEST;
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        ensure(groupCount);
        int[] touched = new int[Math.min(rowCount, groupCount)];
        int touchedCount = 0;
        Column key = arguments.get(types.size() - 1);
        for (int i = 0; i < rowCount; i++) {
            int group = groups[i];
            if (wins(arguments, key, i, group)) {
                if (pageOf[group] != IN_BATCH) {
                    touched[touchedCount++] = group;
                }
                pageOf[group] = IN_BATCH;
                rowOf[group] = i;
            }
        }
        addPage(arguments, touched, touchedCount);
        if (pagedRows > 2L * groupCount + 4096) {
            compact(groupCount);
        }
    }

    private boolean wins(List<Column> arguments, Column key, int row, int group) {
        boolean hasValue = pageOf[group] != NONE;
        if (!isOrdered()) {
            return (rule == Rule.LAST || !hasValue) && !(ignoreNulls && key.isNull(row));
        }
        if (key.isNull(row)) {
            return false;
        }
        if (!hasValue) {
            return true;
        }
        int last = types.size() - 1;
        Column current =
                pageOf[group] == IN_BATCH
                        ? arguments.get(last)
                        : pages.get(pageOf[group]).get(last);
        int order = ValueOrder.compare(key, row, current, rowOf[group]);
        // Of equal rows the last one wins, as in Spark; only with a value of its own can it be
        // seen.
        return order == 0 ? last > 0 : rule == Rule.LEAST == order < 0;
    }

    private void ensure(int groupCount) {
        int before = pageOf.length;
        if (before < groupCount) {
            int length = Numbers.grown(before, groupCount);
            pageOf = Arrays.copyOf(pageOf, length);
            rowOf = Arrays.copyOf(rowOf, length);
            Arrays.fill(pageOf, before, length, NONE);
        }
    }

    /// Copies the winners of the batch, which may point into a large buffer of a reader.
    private void addPage(List<Column> columns, int[] touched, int count) {
        if (count == 0) {
            return;
        }
        List<Column> page = new ArrayList<>(types.size());
        for (int c = 0; c < types.size(); c++) {
            ColumnBuilder builder = ColumnBuilder.of(types.get(c), count);
            for (int i = 0; i < count; i++) {
                builder.appendFrom(columns.get(c), rowOf[touched[i]]);
            }
            page.add(builder.build());
        }
        for (int i = 0; i < count; i++) {
            pageOf[touched[i]] = pages.size();
            rowOf[touched[i]] = i;
        }
        pages.add(page);
        pagedRows += count;
    }

    private void compact(int groupCount) {
        List<Column> page = new ArrayList<>(types.size());
        for (int c = 0; c < types.size(); c++) {
            page.add(column(c, groupCount));
        }
        pages.clear();
        pages.add(page);
        for (int group = 0; group < groupCount; group++) {
            rowOf[group] = group;
            pageOf[group] = pageOf[group] == NONE ? NONE : 0;
        }
        pagedRows = groupCount;
    }

    /// One kept column of all groups, NULL for groups without a row.
    private Column column(int index, int groupCount) {
        ensure(groupCount);
        ColumnBuilder builder = ColumnBuilder.of(types.get(index), groupCount);
        for (int group = 0; group < groupCount; group++) {
            if (pageOf[group] == NONE) {
                builder.appendNull();
            } else {
                builder.appendFrom(pages.get(pageOf[group]).get(index), rowOf[group]);
            }
        }
        return builder.build();
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        if (isOrdered()) {
            update(buffers, groups, rowCount, groupCount);
            return;
        }
        long[] isSet = Numbers.longs(buffers.get(1));
        int[] rows = new int[rowCount];
        int[] ofGroup = new int[rowCount];
        int count = 0;
        for (int i = 0; i < rowCount; i++) {
            if (isSet[i] != 0) {
                rows[count] = i;
                ofGroup[count++] = groups[i];
            }
        }
        update(List.of(buffers.getFirst().gather(rows, count)), ofGroup, count, groupCount);
    }

    @Override
    public List<Column> buffers(int groupCount) {
        List<Column> buffers = new ArrayList<>(2);
        for (int c = 0; c < types.size(); c++) {
            buffers.add(column(c, groupCount));
        }
        if (!isOrdered()) {
            GroupFlags isSet = new GroupFlags();
            isSet.ensure(groupCount);
            for (int group = 0; group < groupCount; group++) {
                if (pageOf[group] != NONE) {
                    isSet.set(group);
                }
            }
            buffers.add(isSet.asColumn(groupCount, false));
        }
        return buffers;
    }

    @Override
    public Column results(int groupCount) {
        return column(0, groupCount);
    }
}

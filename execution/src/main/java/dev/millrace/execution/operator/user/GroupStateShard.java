// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.execution.operator.state.ShardedRun;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.GroupedRows;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The work of `GroupsWithStateOperator` on one shard in one micro-batch: states are read, handed
/// to the function and written back some groups at a time. Used by one thread.
final class GroupStateShard {
    /// Groups whose states are in memory at the same time.
    private static final int GROUPS_AT_A_TIME = 1 << 10;

    private final GroupsWithStateOperator operator;
    private final StateStore store;
    private final StateFunction.Moment moment;
    private final TaskContext context;
    private final StateStatistics statistics;
    private final RowCodec keyCodec;
    private final RowCodec valueCodec;
    private final StateStore.ValueBuffer buffer = new StateStore.ValueBuffer();
    private final List<ColumnBatch> output = new ArrayList<>();

    GroupStateShard(
            GroupsWithStateOperator operator,
            StateStore store,
            StateFunction.Moment moment,
            ShardedRun run) {
        this.operator = operator;
        this.store = store;
        this.moment = moment;
        this.context = run.context();
        this.statistics = run.statistics();
        this.keyCodec = operator.layout().keys();
        this.valueCodec = operator.layout().values();
    }

    /// @param initialInput what the initial rows look like, null if there are none in this batch
    List<ColumnBatch> run(
            List<ColumnBatch> rows,
            @Nullable GroupedInput initialInput,
            List<ColumnBatch> initialRows) {
        long start = System.nanoTime();
        GroupTable table = GroupTable.of(operator.rows().keyTypes(), 64);
        ColumnBatch all = ColumnBatches.concat(operator.rows().schema(), rows);
        int[] groupOfRow = assign(table, operator.rows(), all);
        if (initialInput != null) {
            storeInitial(table, initialInput, initialRows);
        }
        RowsByGroup grouped =
                RowsByGroup.of(operator.rows(), all, groupOfRow, table.size(), context);
        for (int from = 0; from < table.size(); from += GROUPS_AT_A_TIME) {
            int to = Math.min(table.size(), from + GROUPS_AT_A_TIME);
            callWithRows(table, grouped, from, to);
        }
        long updated = System.nanoTime();
        switch (operator.timeout()) {
            case NONE -> {}
            case PROCESSING_TIME -> callTimedOut(moment.batchMillis());
            case EVENT_TIME -> callTimedOut(moment.watermarkMillis());
        }
        statistics.rowsTotal().addAndGet(store.size());
        statistics.updateNanos().addAndGet(System.nanoTime() - start);
        statistics.removalNanos().addAndGet(System.nanoTime() - updated);
        return output;
    }

    private static int[] assign(GroupTable table, GroupedInput input, ColumnBatch rows) {
        return table.assign(
                MapPartitionsOperator.select(rows, input.keys()).columns(), rows.rowCount());
    }

    /// Stores the initial states; their keys are groups too, with or without rows.
    private void storeInitial(GroupTable table, GroupedInput input, List<ColumnBatch> initialRows) {
        ColumnBatch all = ColumnBatches.concat(input.schema(), initialRows);
        int[] groups = assign(table, input, all);
        boolean[] seen = new boolean[table.size()];
        for (int group : groups) {
            if (seen[group]) {
                throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                        .text(
                                "The initial state provided contained multiple rows(state) with"
                                        + " the same key. Make sure to de-duplicate the initial"
                                        + " state before passing it.");
            }
            seen[group] = true;
        }
        int count = all.rowCount();
        RowBuffer keys = new RowBuffer();
        keyCodec.encode(table.keys(groups, count), count, keys);
        StructColumn states =
                new StructColumn(
                        MapPartitionsOperator.select(all, input.arguments()).columns(),
                        null,
                        count);
        long[] timeouts = new long[count];
        Arrays.fill(timeouts, StateFunction.NO_TIMESTAMP);
        RowBuffer values = encode(states, timeouts);
        for (int i = 0; i < count; i++) {
            put(keys, values, i, StateFunction.NO_TIMESTAMP);
        }
    }

    private void callWithRows(GroupTable table, RowsByGroup grouped, int from, int to) {
        context.cancellation().check();
        int count = to - from;
        List<Column> keys = table.keys(from, count);
        RowBuffer keyRows = new RowBuffer();
        keyCodec.encode(keys, count, keyRows);
        RowBuffer stored = new RowBuffer();
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            positions[i] = -1;
            if (store.get(keyRows.bytes(), keyRows.start(i), keyRows.length(i), buffer)) {
                positions[i] = stored.count();
                stored.append(buffer.bytes(), 0, buffer.length());
            }
        }
        GroupedRows rows =
                new GroupedRows(
                        new ColumnBatch(count, keys),
                        List.of(grouped.side(operator.rows(), from, to)));
        call(rows, keyRows, stored, positions, false);
    }

    /// Calls the function for the keys whose timeout lies before a moment.
    private void callTimedOut(long millis) {
        RowBuffer keys = new RowBuffer();
        RowBuffer values = new RowBuffer();
        try (StateStore.Cursor cursor = store.scanExpired(GroupStateLayout.dueBefore(millis))) {
            while (cursor.next()) {
                keys.append(cursor.keyBytes(), cursor.keyStart(), cursor.keyLength());
                values.append(cursor.valueBytes(), cursor.valueStart(), cursor.valueLength());
            }
        }
        for (int from = 0; from < keys.count(); from += GROUPS_AT_A_TIME) {
            context.cancellation().check();
            int count = Math.min(keys.count() - from, GROUPS_AT_A_TIME);
            RowBuffer someKeys = part(keys, from, count);
            ColumnBatch noRows =
                    MapPartitionsOperator.select(
                            ColumnBatches.empty(operator.rows().schema()),
                            operator.rows().arguments());
            GroupedRows rows =
                    new GroupedRows(
                            new ColumnBatch(count, keyCodec.decode(someKeys)),
                            List.of(new GroupedRows.Side(noRows, new int[count + 1])));
            int[] positions = new int[count];
            for (int i = 0; i < count; i++) {
                positions[i] = i;
            }
            call(rows, someKeys, part(values, from, count), positions, true);
        }
    }

    private static RowBuffer part(RowBuffer rows, int from, int count) {
        RowBuffer part = new RowBuffer();
        for (int i = from; i < from + count; i++) {
            part.append(rows.bytes(), rows.start(i), rows.length(i));
        }
        return part;
    }

    /// @param positions for each group the place of its value in `stored`, -1 for none
    private void call(
            GroupedRows rows,
            RowBuffer keys,
            RowBuffer stored,
            int[] positions,
            boolean hasTimedOut) {
        int count = positions.length;
        List<Column> columns = valueCodec.decode(stored);
        StructColumn states = (StructColumn) columns.getFirst().gather(positions, count);
        StateFunction.Outcome outcome = operator.function().call(rows, states, hasTimedOut, moment);
        output.addAll(outcome.rows());
        RowBuffer values = encode(outcome.states(), outcome.timeoutMillis());
        for (int i = 0; i < count; i++) {
            long timeout = outcome.timeoutMillis()[i];
            if (outcome.isRemoved()[i] && timeout == StateFunction.NO_TIMESTAMP) {
                store.remove(keys.bytes(), keys.start(i), keys.length(i));
                statistics.rowsRemoved().incrementAndGet();
            } else if (outcome.isUpdated()[i]
                    || outcome.isRemoved()[i]
                    || timeout != timeout(columns, positions[i])) {
                put(keys, values, i, timeout);
                statistics.rowsUpdated().incrementAndGet();
            }
        }
    }

    private static long timeout(List<Column> columns, int position) {
        return position >= 0 && columns.size() == 2 && columns.get(1) instanceof LongColumn timeouts
                ? timeouts.value(position)
                : StateFunction.NO_TIMESTAMP;
    }

    private RowBuffer encode(StructColumn states, long[] timeouts) {
        int count = timeouts.length;
        List<Column> columns =
                operator.layout().hasTimeouts()
                        ? List.of(states, new LongColumn(timeouts, null, count))
                        : List.of(states);
        RowBuffer values = new RowBuffer();
        valueCodec.encode(columns, count, values);
        return values;
    }

    private void put(RowBuffer keys, RowBuffer values, int row, long timeoutMillis) {
        store.put(
                keys.bytes(),
                keys.start(row),
                keys.length(row),
                values.bytes(),
                values.start(row),
                values.length(row),
                GroupStateLayout.expiry(timeoutMillis));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.aggregate.Accumulator;
import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.execution.operator.aggregate.SessionKeys;
import dev.millrace.execution.operator.aggregate.SessionMerge;
import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The work on one shard of an aggregation by sessions in one micro-batch. Used by one thread.
final class SessionShard {
    private static final byte[] COUNT_KEY = {};

    private final StateStore store;
    private final StateStatistics statistics;
    private final TaskContext context;
    private final OutputMode mode;
    private final SessionKeys keys;
    private final Aggregation aggregation;
    private final SessionStateLayout layout;
    private final StateStore.ValueBuffer buffer = new StateStore.ValueBuffer();
    private final List<ColumnBatch> output = new ArrayList<>();
    private long sessionCount;

    SessionShard(StatefulSessionOperator operator, StateStore store, ShardedRun run) {
        this.store = store;
        this.statistics = run.statistics();
        this.context = run.context();
        this.mode = operator.mode();
        this.keys = operator.keys();
        this.aggregation = keys.aggregation();
        this.layout = operator.layout();
    }

    /// Merges, gives out, evicts.
    ///
    /// @param changes keys and buffers of the new sessions
    List<ColumnBatch> run(List<ColumnBatch> changes, boolean evicts, long boundMicros) {
        long start = System.nanoTime();
        sessionCount = storedCount();
        long before = sessionCount;
        if (!changes.isEmpty()) {
            update(ColumnBatches.concat(changeSchema(), changes));
        }
        if (mode == OutputMode.COMPLETE) {
            giveOutAll();
        }
        long updated = System.nanoTime();
        if (evicts) {
            evict(boundMicros);
        }
        if (sessionCount != before) {
            storeCount();
        }
        statistics.rowsTotal().addAndGet(sessionCount);
        statistics.updateNanos().addAndGet(updated - start);
        statistics.removalNanos().addAndGet(System.nanoTime() - updated);
        return output;
    }

    private DataType.Struct changeSchema() {
        List<StructField> fields = new ArrayList<>(aggregation.keyFields());
        fields.addAll(aggregation.bufferFields());
        return new DataType.Struct(fields);
    }

    private long storedCount() {
        if (!store.get(COUNT_KEY, 0, 0, buffer)) {
            return 0;
        }
        Column count = layout.count().decode(buffer.bytes(), new int[1], 1).getFirst();
        return ((LongColumn) count).value(0);
    }

    private void storeCount() {
        if (sessionCount == 0) {
            store.remove(COUNT_KEY, 0, 0);
            return;
        }
        RowBuffer row = new RowBuffer();
        layout.count().encode(List.of(LongColumn.constant(sessionCount, 1)), 1, row);
        store.put(COUNT_KEY, 0, 0, row.bytes(), row.start(0), row.length(0));
    }

    /// Some sessions of stored keys, one after the other.
    ///
    /// @param keys the number of each session's key
    /// @param sessions start, end, buffers
    private record Stored(int count, int[] keys, StructColumn sessions) {
        long[] starts() {
            return ((LongColumn) sessions.field(0)).values();
        }

        long[] ends() {
            return ((LongColumn) sessions.field(1)).values();
        }

        List<Column> buffers() {
            return sessions.fields().subList(2, sessions.fields().size());
        }
    }

    private void update(ColumnBatch changes) {
        context.cancellation().check();
        GroupTable table = GroupTable.of(keys.otherTypes(), changes.rowCount());
        int[] numbers = table.assign(keys.others(changes.columns()), changes.rowCount());
        int keyCount = table.size();
        RowBuffer keyRows = new RowBuffer();
        layout.keys().encode(table.keys(0, keyCount), keyCount, keyRows);
        Stored stored = load(keyRows);
        SessionMerge.Input input = keys.input(keyCount, numbers, changes);
        SessionMerge.Sessions merged =
                SessionMerge.merge(
                        aggregation, stored.count() == 0 ? input : joined(stored, input));
        put(keyRows, merged);
        statistics.rowsUpdated().addAndGet(merged.count());
        statistics.rowsRemoved().addAndGet(vanished(stored, merged));
        sessionCount += merged.count() - stored.count();
    }

    private Stored load(RowBuffer keyRows) {
        RowBuffer rows = new RowBuffer();
        int[] keyOfRow = new int[keyRows.count()];
        for (int key = 0; key < keyRows.count(); key++) {
            if (store.get(keyRows.bytes(), keyRows.start(key), keyRows.length(key), buffer)) {
                keyOfRow[rows.count()] = key;
                rows.append(buffer.bytes(), 0, buffer.length());
            }
        }
        return unpack(rows, keyOfRow);
    }

    /// @param keyOfRow the numbers of the keys whose sessions the rows are
    private Stored unpack(RowBuffer rows, int[] keyOfRow) {
        ArrayColumn lists = (ArrayColumn) layout.sessions().decode(rows).getFirst();
        int count = 0;
        for (int row = 0; row < rows.count(); row++) {
            count += lists.length(row);
        }
        int[] elements = new int[count];
        int[] keyOfSession = new int[count];
        int at = 0;
        for (int row = 0; row < rows.count(); row++) {
            for (int i = 0; i < lists.length(row); i++) {
                elements[at] = lists.start(row) + i;
                keyOfSession[at++] = keyOfRow[row];
            }
        }
        Column sessions = lists.elements().gather(elements, count);
        return new Stored(count, keyOfSession, (StructColumn) sessions);
    }

    /// The stored sessions, then the new ones.
    private SessionMerge.Input joined(Stored stored, SessionMerge.Input added) {
        int old = stored.count();
        int count = old + added.rowCount();
        int[] numbers = Arrays.copyOf(stored.keys(), count);
        long[] starts = Arrays.copyOf(stored.starts(), count);
        long[] ends = Arrays.copyOf(stored.ends(), count);
        System.arraycopy(added.keys(), 0, numbers, old, added.rowCount());
        System.arraycopy(added.starts(), 0, starts, old, added.rowCount());
        System.arraycopy(added.ends(), 0, ends, old, added.rowCount());
        List<Column> buffers =
                ColumnBatches.concat(
                                new DataType.Struct(aggregation.bufferFields()),
                                List.of(
                                        new ColumnBatch(old, stored.buffers()),
                                        new ColumnBatch(added.rowCount(), added.buffers())))
                        .columns();
        return new SessionMerge.Input(added.keyCount(), numbers, starts, ends, buffers, count);
    }

    /// Stores the sessions of every key, in place of those it had.
    private void put(RowBuffer keyRows, SessionMerge.Sessions merged) {
        put(
                keyRows,
                merged.firstOfKey(),
                session(merged.starts(), merged.ends(), merged.buffers(), merged.count()));
    }

    private void put(RowBuffer keyRows, int[] firstOfKey, StructColumn sessions) {
        int keyCount = keyRows.count();
        int[] lengths = new int[keyCount];
        for (int key = 0; key < keyCount; key++) {
            lengths[key] = firstOfKey[key + 1] - firstOfKey[key];
        }
        Column lists = new ArrayColumn(sessions, firstOfKey, lengths, null, keyCount);
        RowBuffer values = new RowBuffer();
        layout.sessions().encode(List.of(lists), keyCount, values);
        long[] ends = ((LongColumn) sessions.field(1)).values();
        for (int key = 0; key < keyCount; key++) {
            if (lengths[key] > 0) {
                store.put(
                        keyRows.bytes(),
                        keyRows.start(key),
                        keyRows.length(key),
                        values.bytes(),
                        values.start(key),
                        values.length(key),
                        least(ends, firstOfKey[key], firstOfKey[key + 1]));
            }
        }
    }

    private static StructColumn session(
            long[] starts, long[] ends, List<Column> buffers, int count) {
        List<Column> fields = new ArrayList<>();
        fields.add(new LongColumn(starts, null, count));
        fields.add(new LongColumn(ends, null, count));
        fields.addAll(buffers);
        return new StructColumn(fields, null, count);
    }

    private static long least(long[] values, int from, int to) {
        long least = StateStore.NEVER;
        for (int i = from; i < to; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    /// How many stored sessions are none any more, because another one that starts earlier has
    /// taken them in.
    private static long vanished(Stored stored, SessionMerge.Sessions merged) {
        long vanished = 0;
        long[] starts = stored.starts();
        for (int i = 0; i < stored.count(); i++) {
            int key = stored.keys()[i];
            int found =
                    Arrays.binarySearch(
                            merged.starts(),
                            merged.firstOfKey()[key],
                            merged.firstOfKey()[key + 1],
                            starts[i]);
            vanished += found < 0 ? 1 : 0;
        }
        return vanished;
    }

    private void giveOutAll() {
        RowBuffer keyRows = new RowBuffer();
        RowBuffer values = new RowBuffer();
        try (StateStore.Cursor cursor = store.scan()) {
            while (cursor.next()) {
                if (cursor.keyLength() == 0) {
                    continue;
                }
                append(cursor, keyRows, values);
                if (keyRows.count() == ColumnBatch.TARGET_ROWS) {
                    giveOut(keyRows, values, Long.MAX_VALUE);
                    keyRows.clear();
                    values.clear();
                }
            }
        }
        giveOut(keyRows, values, Long.MAX_VALUE);
    }

    private static void append(StateStore.Cursor cursor, RowBuffer keyRows, RowBuffer values) {
        keyRows.append(cursor.keyBytes(), cursor.keyStart(), cursor.keyLength());
        values.append(cursor.valueBytes(), cursor.valueStart(), cursor.valueLength());
    }

    /// Removes the sessions that the watermark has passed, and gives them out. The store may not be
    /// written to while it is scanned: so the keys that are due are taken out some at a time, and
    /// put back with what is left of them, which is due later.
    private void evict(long boundMicros) {
        RowBuffer keyRows = new RowBuffer();
        RowBuffer values = new RowBuffer();
        do {
            keyRows.clear();
            values.clear();
            try (StateStore.Cursor cursor = store.scanExpired(boundMicros)) {
                while (keyRows.count() < ColumnBatch.TARGET_ROWS && cursor.next()) {
                    append(cursor, keyRows, values);
                    cursor.remove();
                }
            }
            Stored kept = giveOut(keyRows, values, boundMicros);
            putBack(keyRows, kept);
        } while (keyRows.count() == ColumnBatch.TARGET_ROWS);
    }

    private void putBack(RowBuffer keyRows, Stored kept) {
        int[] firstOfKey = new int[keyRows.count() + 1];
        for (int i = 0; i < kept.count(); i++) {
            firstOfKey[kept.keys()[i] + 1]++;
        }
        for (int key = 0; key < keyRows.count(); key++) {
            firstOfKey[key + 1] += firstOfKey[key];
        }
        if (kept.count() > 0) {
            put(keyRows, firstOfKey, kept.sessions());
        }
    }

    /// Gives out the sessions that end at or before the bound; returns the others.
    private Stored giveOut(RowBuffer keyRows, RowBuffer values, long boundMicros) {
        context.cancellation().check();
        int[] numbers = new int[keyRows.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        Stored all = unpack(values, numbers);
        int[] due = new int[all.count()];
        int[] kept = new int[all.count()];
        int dueCount = 0;
        int keptCount = 0;
        long[] ends = all.ends();
        for (int i = 0; i < all.count(); i++) {
            if (ends[i] <= boundMicros) {
                due[dueCount++] = i;
            } else {
                kept[keptCount++] = i;
            }
        }
        if (dueCount > 0) {
            giveOut(keyRows, gather(all, due, dueCount));
        }
        if (mode == OutputMode.APPEND) {
            statistics.rowsRemoved().addAndGet(dueCount);
            sessionCount -= dueCount;
        }
        return gather(all, kept, keptCount);
    }

    private static Stored gather(Stored stored, int[] rows, int count) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = stored.keys()[rows[i]];
        }
        return new Stored(count, numbers, stored.sessions().gather(rows, count));
    }

    private void giveOut(RowBuffer keyRows, Stored sessions) {
        int count = sessions.count();
        Accumulator[] accumulators = SessionMerge.accumulators(aggregation);
        int[] groups = new int[count];
        for (int i = 0; i < count; i++) {
            groups[i] = i;
        }
        SessionMerge.mergeInto(accumulators, aggregation, sessions.buffers(), groups, count);
        List<Column> others = new ArrayList<>();
        for (Column column : layout.keys().decode(keyRows)) {
            others.add(column.gather(sessions.keys(), count));
        }
        Column windows = SessionMerge.windowColumn(sessions.starts(), sessions.ends(), count);
        List<Column> columns = keys.withWindows(others, windows);
        for (Accumulator accumulator : accumulators) {
            columns.add(accumulator.results(count));
        }
        output.add(new ColumnBatch(count, columns));
    }
}

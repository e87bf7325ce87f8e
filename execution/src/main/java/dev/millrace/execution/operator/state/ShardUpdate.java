// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.aggregate.Accumulator;
import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.execution.operator.aggregate.HashAggregateOperator;
import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The work on one shard of an aggregation in one micro-batch. Used by one thread.
final class ShardUpdate {
    private final StateStore store;
    private final StateStatistics statistics;
    private final TaskContext context;
    private final Aggregation aggregation;
    private final OutputMode mode;
    private final @Nullable EventTimeColumn eventTime;
    private final RowCodec keyCodec;
    private final RowCodec valueCodec;
    private final StateStore.ValueBuffer buffer = new StateStore.ValueBuffer();
    private final RowBuffer keyRows = new RowBuffer();
    private final RowBuffer values = new RowBuffer();
    private final List<ColumnBatch> output = new ArrayList<>();

    ShardUpdate(StatefulAggregateOperator operator, StateStore store, ShardedRun run) {
        this.store = store;
        this.statistics = run.statistics();
        this.context = run.context();
        this.aggregation = operator.aggregation();
        this.mode = operator.mode();
        this.eventTime = operator.eventTime();
        this.keyCodec = operator.layout().keys();
        this.valueCodec = operator.layout().values();
    }

    /// Merges, gives out, evicts.
    ///
    /// @param partials the new groups of all shards
    /// @param changes those of this shard
    List<ColumnBatch> run(
            HashAggregateOperator.Partials partials,
            List<ColumnBatch> changes,
            long lateThresholdMillis,
            long evictionThresholdMillis) {
        long start = System.nanoTime();
        if (!changes.isEmpty()) {
            ColumnBatch groups = partials.merge(changes);
            context.cancellation().check();
            updateAll(
                    eventTime == null || mode == OutputMode.COMPLETE
                            ? groups
                            : eventTime.dropLate(groups, lateThresholdMillis, statistics));
        }
        if (mode == OutputMode.COMPLETE) {
            giveOutAll();
        }
        long updated = System.nanoTime();
        if (eventTime != null && mode != OutputMode.COMPLETE) {
            evict(EventTimeColumn.boundMicros(evictionThresholdMillis));
        }
        statistics.rowsTotal().addAndGet(store.size());
        statistics.updateNanos().addAndGet(updated - start);
        statistics.removalNanos().addAndGet(System.nanoTime() - updated);
        return output;
    }

    /// Piece by piece, so that what was looked up is still in the cache when it is changed.
    private void updateAll(ColumnBatch changes) {
        for (int from = 0; from < changes.rowCount(); from += ColumnBatch.TARGET_ROWS) {
            int to = Math.min(changes.rowCount(), from + ColumnBatch.TARGET_ROWS);
            update(changes.slice(from, to - from));
        }
    }

    private void update(ColumnBatch changes) {
        int count = changes.rowCount();
        int keyCount = aggregation.keys().size();
        List<Column> keys = changes.columns().subList(0, keyCount);
        List<Column> buffers = changes.columns().subList(keyCount, changes.columnCount());
        keyCodec.encode(keys, count, keyRows);
        RowBuffer stored = new RowBuffer();
        int[] storedGroups = new int[count];
        for (int i = 0; i < count; i++) {
            if (store.get(keyRows.bytes(), keyRows.start(i), keyRows.length(i), buffer)) {
                storedGroups[stored.count()] = i;
                stored.append(buffer.bytes(), 0, buffer.length());
            }
        }
        int[] groups = identity(count);
        Accumulator[] accumulators = accumulators();
        if (stored.count() > 0) {
            merge(accumulators, valueCodec.decode(stored), storedGroups, stored.count(), count);
            merge(accumulators, buffers, groups, count, count);
            buffers = buffers(accumulators, count);
        } else if (mode == OutputMode.UPDATE) {
            merge(accumulators, buffers, groups, count, count);
        }
        valueCodec.encode(buffers, count, values);
        long[] expiries = eventTime == null ? null : eventTime.micros(keys, count);
        for (int i = 0; i < count; i++) {
            store.put(
                    keyRows.bytes(),
                    keyRows.start(i),
                    keyRows.length(i),
                    values.bytes(),
                    values.start(i),
                    values.length(i),
                    expiries == null ? StateStore.NEVER : expiries[i]);
        }
        statistics.rowsUpdated().addAndGet(count);
        if (mode == OutputMode.UPDATE) {
            giveOut(keys, accumulators, count);
        }
    }

    private Accumulator[] accumulators() {
        return aggregation.terms().stream()
                .map(term -> term.function().start().get())
                .toArray(Accumulator[]::new);
    }

    private void merge(
            Accumulator[] accumulators,
            List<Column> buffers,
            int[] groups,
            int rowCount,
            int groupCount) {
        int from = 0;
        for (int t = 0; t < accumulators.length; t++) {
            int to = from + aggregation.terms().get(t).function().buffers().size();
            accumulators[t].merge(buffers.subList(from, to), groups, rowCount, groupCount);
            from = to;
        }
    }

    private static List<Column> buffers(Accumulator[] accumulators, int count) {
        List<Column> buffers = new ArrayList<>();
        for (Accumulator accumulator : accumulators) {
            buffers.addAll(accumulator.buffers(count));
        }
        return buffers;
    }

    private static int[] identity(int count) {
        int[] groups = new int[count];
        for (int i = 0; i < count; i++) {
            groups[i] = i;
        }
        return groups;
    }

    private void giveOut(List<Column> keys, Accumulator[] accumulators, int count) {
        List<Column> columns = new ArrayList<>(keys);
        for (Accumulator accumulator : accumulators) {
            columns.add(accumulator.results(count));
        }
        output.add(new ColumnBatch(count, columns));
    }

    /// Gives out stored groups.
    private void giveOut(List<Column> keys, RowBuffer values) {
        int count = values.count();
        Accumulator[] accumulators = accumulators();
        merge(accumulators, valueCodec.decode(values), identity(count), count, count);
        giveOut(keys, accumulators, count);
    }

    private void giveOutAll() {
        RowBuffer keys = new RowBuffer();
        RowBuffer values = new RowBuffer();
        try (StateStore.Cursor cursor = store.scan()) {
            while (cursor.next()) {
                keys.append(cursor.keyBytes(), cursor.keyStart(), cursor.keyLength());
                values.append(cursor.valueBytes(), cursor.valueStart(), cursor.valueLength());
                if (keys.count() == ColumnBatch.TARGET_ROWS) {
                    context.cancellation().check();
                    giveOut(keyCodec.decode(keys), values);
                    keys.clear();
                    values.clear();
                }
            }
        }
        if (keys.count() > 0) {
            giveOut(keyCodec.decode(keys), values);
        }
    }

    /// Removes what the watermark has passed, and gives it out in append mode.
    private void evict(long boundMicros) {
        RowBuffer keys = new RowBuffer();
        RowBuffer values = new RowBuffer();
        long removed = 0;
        try (StateStore.Cursor cursor = store.scanExpired(boundMicros)) {
            while (cursor.next()) {
                removed++;
                if (mode == OutputMode.APPEND) {
                    keys.append(cursor.keyBytes(), cursor.keyStart(), cursor.keyLength());
                    values.append(cursor.valueBytes(), cursor.valueStart(), cursor.valueLength());
                }
                cursor.remove();
                if (keys.count() == ColumnBatch.TARGET_ROWS) {
                    context.cancellation().check();
                    giveOut(keyCodec.decode(keys), values);
                    keys.clear();
                    values.clear();
                }
            }
        }
        if (keys.count() > 0) {
            giveOut(keyCodec.decode(keys), values);
        }
        statistics.rowsRemoved().addAndGet(removed);
    }
}

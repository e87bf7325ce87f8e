// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.MappedPartitions;
import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Lets the first row of each key of a stream pass.
///
/// 1. Rows that are late, by the event time of the input if it has one, are dropped and counted.
/// 2. Rows go to the shard of their key. A row whose key is not stored passes and its key is
///    stored; the others are dropped and counted as duplicates.
/// 3. Keys whose expiry the watermark has passed are removed, after the rows were compared: so a
///    key goes on catching duplicates until a batch after its time.
///
/// The expiry is the event time in the key, if it is part of it, or, for
/// `dropDuplicatesWithinWatermark`, the event time of the first row plus the delay of the
/// watermark. Without either a key is kept for ever.
public final class DeduplicateOperator implements StatefulOperator {
    /// Spark's name of the count of duplicates.
    private static final String DROPPED_DUPLICATES = "numDroppedDuplicateRows";

    private final int operatorId;
    private final int[] keyColumns;
    private final DeduplicateStateLayout layout;
    private final @Nullable EventTimeColumn eventTime;
    private final Expiry expiry;
    private final KeySharding sharding;

    /// When a key is forgotten.
    public sealed interface Expiry {
        /// Never.
        record None() implements Expiry {}

        /// At the event time of its rows, which is a part of it.
        record AtEventTime() implements Expiry {}

        /// A while after the event time of its first row.
        record AfterDelay(long delayMicros) implements Expiry {}

        /// At the end of the batch that brought it, once there is a watermark. So Spark forgets
        /// keys where the event time is a window: it reads the place of the window's struct within
        /// its row as the time, and that is hours after 1970.
        record AfterBatch() implements Expiry {}

        /// Whether it is that of `dropDuplicatesWithinWatermark`.
        default boolean isWithinWatermark() {
            return switch (this) {
                case None(), AtEventTime() -> false;
                case AfterDelay(_), AfterBatch() -> true;
            };
        }
    }

    /// @param operatorId counted from the sink down
    /// @param keyColumns indices of the key among the input's columns
    /// @param layout of exactly these columns
    /// @param eventTime among the input's columns; null if it has none
    /// @param expiry other than `None` only with an event time
    public DeduplicateOperator(
            int operatorId,
            int[] keyColumns,
            DeduplicateStateLayout layout,
            @Nullable EventTimeColumn eventTime,
            Expiry expiry,
            KeySharding sharding) {
        if (eventTime == null && !(expiry instanceof Expiry.None)) {
            throw new IllegalArgumentException(expiry + " without an event time");
        }
        this.operatorId = operatorId;
        this.keyColumns = keyColumns.clone();
        this.layout = layout;
        this.eventTime = eventTime;
        this.expiry = expiry;
        this.sharding = sharding;
    }

    /// What the runtime must know.
    @Override
    public StatefulDescription description() {
        return new StatefulDescription(
                operatorId,
                expiry.isWithinWatermark() ? "dedupeWithinWatermark" : "dedupe",
                layout.keySchema(),
                layout.valueSchema(),
                NoDataBatches.WHEN_WATERMARK_MOVES);
    }

    @Override
    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        StreamBatch stream = context.requireStream();
        ShardedRun run = new ShardedRun(operatorId, sharding, context);
        long late = stream.lateThresholdMillis(operatorId);
        EventTimeColumn time = eventTime;
        PartitionedBatches inTime =
                time == null
                        ? input
                        : new MappedPartitions(
                                input,
                                context,
                                (batch, evaluation) ->
                                        time.dropLate(batch, late, run.statistics()));
        List<ColumnBatch> rows = MaterializedPartitions.pull(inTime, context).batches();
        long count = rows.stream().mapToLong(ColumnBatch::rowCount).sum();
        List<List<ColumnBatch>> rowsOfShard = run.distribute(rows, keyColumns, layout.keyTypes());
        long bound = EventTimeColumn.boundMicros(stream.evictionThresholdMillis(operatorId));
        return run.run(
                ShardedRun.ONE_STORE,
                count,
                (shard, stores) ->
                        new Shard(stores.getFirst(), run).run(rowsOfShard.get(shard), bound));
    }

    /// The work on one shard. Used by one thread.
    private final class Shard {
        private final StateStore store;
        private final TaskContext context;
        private final StateStatistics statistics;
        private final StateStore.ValueBuffer stored = new StateStore.ValueBuffer();
        private final RowBuffer keys = new RowBuffer();
        private final RowBuffer values = new RowBuffer();

        Shard(StateStore store, ShardedRun run) {
            this.store = store;
            this.context = run.context();
            this.statistics = run.statistics();
        }

        List<ColumnBatch> run(List<ColumnBatch> batches, long boundMicros) {
            long start = System.nanoTime();
            List<ColumnBatch> output = new ArrayList<>();
            long duplicates = 0;
            for (ColumnBatch batch : batches) {
                context.cancellation().check();
                ColumnBatch first = firstRows(batch);
                duplicates += batch.rowCount() - first.rowCount();
                output.add(first);
            }
            long updated = System.nanoTime();
            if (!(expiry instanceof Expiry.None)) {
                evict(boundMicros);
            }
            statistics.custom(DROPPED_DUPLICATES).addAndGet(duplicates);
            statistics.rowsTotal().addAndGet(store.size());
            statistics.updateNanos().addAndGet(updated - start);
            statistics.removalNanos().addAndGet(System.nanoTime() - updated);
            return output;
        }

        private ColumnBatch firstRows(ColumnBatch batch) {
            int count = batch.rowCount();
            List<Column> keyValues = new ArrayList<>(keyColumns.length);
            for (int column : keyColumns) {
                keyValues.add(batch.column(column));
            }
            layout.keys().encode(keyValues, count, keys);
            long[] expiries = expiries(batch);
            if (expiry.isWithinWatermark() && expiries != null) {
                layout.encodeExpiries(expiries, values);
            } else {
                layout.encodeDummies(count, values);
            }
            byte[] keyBytes = keys.bytes();
            int[] rows = new int[count];
            int found = 0;
            for (int i = 0; i < count; i++) {
                int keyStart = keys.start(i);
                int keyLength = keys.length(i);
                if (!store.get(keyBytes, keyStart, keyLength, stored)) {
                    store.put(
                            keyBytes,
                            keyStart,
                            keyLength,
                            values.bytes(),
                            values.start(i),
                            values.length(i),
                            expiries == null ? StateStore.NEVER : expiries[i]);
                    rows[found++] = i;
                }
            }
            statistics.rowsUpdated().addAndGet(found);
            return found == count ? batch : batch.gather(rows, found);
        }

        private long @Nullable [] expiries(ColumnBatch batch) {
            EventTimeColumn column = eventTime;
            return column == null
                    ? null
                    : switch (expiry) {
                        case Expiry.None() -> null;
                        case Expiry.AtEventTime() ->
                                column.micros(batch.columns(), batch.rowCount());
                        case Expiry.AfterDelay(long delay) ->
                                delayed(column.micros(batch.columns(), batch.rowCount(), 0), delay);
                        case Expiry.AfterBatch() -> new long[batch.rowCount()];
                    };
        }

        /// A row without a time counts as one of 1970, and a sum out of range wraps, as in Spark.
        private static long[] delayed(long[] micros, long delayMicros) {
            for (int i = 0; i < micros.length; i++) {
                micros[i] += delayMicros;
            }
            return micros;
        }

        private void evict(long boundMicros) {
            long removed = 0;
            try (StateStore.Cursor cursor = store.scanExpired(boundMicros)) {
                while (cursor.next()) {
                    cursor.remove();
                    removed++;
                }
            }
            statistics.rowsRemoved().addAndGet(removed);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.execution.operator.aggregate.Grouping;
import dev.millrace.execution.operator.aggregate.HashAggregateOperator;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.state.StateStores;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Aggregates a stream: groups of earlier micro-batches are in the state, those of this one are
/// merged into it.
///
/// 1. The new rows are aggregated on their own.
/// 2. Groups that are late (`EventTimeKey` at or before the late threshold) are dropped and
///    counted, except in complete mode.
/// 3. Groups go to the shard of their key; each shard merges them with the stored buffers and
///    stores the result.
/// 4. Append gives out, and removes, the groups at or before the eviction threshold; update gives
///    out the changed groups and removes silently; complete gives out all groups and keeps them.
/// 5. Each shard commits its store, changed or not, so that all have the next version.
public final class StatefulAggregateOperator {
    /// Up to this many groups, new and stored, one thread is faster than several.
    private static final int FEW_GROUPS = 1 << 12;

    private final int operatorId;
    private final OutputMode mode;
    private final Aggregation aggregation;
    private final AggregateStateLayout layout;
    private final @Nullable EventTimeKey eventTime;
    private final KeySharding sharding;

    /// @param operatorId counted from the sink down
    /// @param eventTime null if no key carries the watermark: then nothing is late or evicted
    public StatefulAggregateOperator(
            int operatorId,
            OutputMode mode,
            Aggregation aggregation,
            @Nullable EventTimeKey eventTime,
            KeySharding sharding) {
        this.operatorId = operatorId;
        this.mode = mode;
        this.aggregation = aggregation;
        this.layout = new AggregateStateLayout(aggregation);
        this.eventTime = eventTime;
        this.sharding = sharding;
    }

    public int operatorId() {
        return operatorId;
    }

    public AggregateStateLayout layout() {
        return layout;
    }

    public OutputMode mode() {
        return mode;
    }

    /// True if a watermark that moves is a reason to run without new rows.
    public boolean evicts() {
        return eventTime != null && mode != OutputMode.COMPLETE;
    }

    Aggregation aggregation() {
        return aggregation;
    }

    @Nullable EventTimeKey eventTime() {
        return eventTime;
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        StreamBatch stream = context.requireStream();
        StateStatistics statistics = stream.state(operatorId);
        StateStores states = stream.states();
        int shardCount = states.shardCount();
        List<List<ColumnBatch>> groupsOfShard = new ArrayList<>(shardCount);
        for (int shard = 0; shard < shardCount; shard++) {
            groupsOfShard.add(new ArrayList<>(1));
        }
        long groups = 0;
        for (Grouping grouping : new HashAggregateOperator(aggregation).aggregate(input, context)) {
            ColumnBatch partial = dropLate(grouping.partial(), stream, statistics);
            groups += partial.rowCount();
            distribute(partial, groupsOfShard);
        }
        List<StateStore> opened = new ArrayList<>(shardCount);
        try {
            List<Callable<List<ColumnBatch>>> tasks = new ArrayList<>(shardCount);
            for (int shard = 0; shard < shardCount; shard++) {
                StateStore store = states.open(new StateStore.Id(operatorId, shard, null));
                opened.add(store);
                groups += store.size();
                List<ColumnBatch> changes = groupsOfShard.get(shard);
                tasks.add(
                        () ->
                                new ShardUpdate(this, store, statistics, context)
                                        .run(changes, stream.evictionThresholdMillis()));
            }
            return new MaterializedPartitions(
                    groups <= FEW_GROUPS ? runHere(tasks) : context.workers().runAll(tasks));
        } catch (RuntimeException | Error e) {
            abort(opened, e);
            throw e;
        }
    }

    private static List<List<ColumnBatch>> runHere(List<Callable<List<ColumnBatch>>> tasks) {
        List<ColumnBatch> batches = new ArrayList<>();
        for (Callable<List<ColumnBatch>> task : tasks) {
            try {
                batches.addAll(task.call());
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return List.of(batches);
    }

    private static void abort(List<StateStore> stores, Throwable failure) {
        for (StateStore store : stores) {
            try {
                store.abort();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private ColumnBatch dropLate(
            ColumnBatch groups, StreamBatch stream, StateStatistics statistics) {
        if (eventTime == null || mode == OutputMode.COMPLETE) {
            return groups;
        }
        long[] times = eventTime.micros(groups.columns(), groups.rowCount());
        int[] rows = new int[times.length];
        int count = 0;
        for (int i = 0; i < times.length; i++) {
            if (!EventTimeKey.isPassed(times[i], stream.lateThresholdMillis())) {
                rows[count++] = i;
            }
        }
        statistics.rowsDroppedByWatermark().addAndGet(times.length - count);
        return count == times.length ? groups : groups.gather(rows, count);
    }

    private void distribute(ColumnBatch groups, List<List<ColumnBatch>> groupsOfShard) {
        int shardCount = groupsOfShard.size();
        int rowCount = groups.rowCount();
        int keyCount = aggregation.keys().size();
        if (rowCount == 0) {
            return;
        }
        if (keyCount == 0 || shardCount == 1) {
            groupsOfShard.getFirst().add(groups);
            return;
        }
        int[] shards =
                sharding.shards(
                        groups.columns().subList(0, keyCount),
                        aggregation.keyTypes(),
                        rowCount,
                        shardCount);
        int[] ends = new int[shardCount];
        for (int shard : shards) {
            ends[shard]++;
        }
        int[][] rows = new int[shardCount][];
        for (int shard = 0; shard < shardCount; shard++) {
            rows[shard] = new int[ends[shard]];
            ends[shard] = 0;
        }
        for (int i = 0; i < rowCount; i++) {
            rows[shards[i]][ends[shards[i]]++] = i;
        }
        for (int shard = 0; shard < shardCount; shard++) {
            if (ends[shard] > 0) {
                groupsOfShard.get(shard).add(groups.gather(rows[shard], ends[shard]));
            }
        }
    }
}

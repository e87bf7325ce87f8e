// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.execution.operator.aggregate.HashAggregateOperator;
import dev.millrace.execution.operator.aggregate.SessionKeys;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.IntStream;

/// Aggregates a stream by keys and a session window: sessions of earlier micro-batches are in the
/// state, those of this one are merged with them.
///
/// 1. The new rows are aggregated by their keys and their own windows, each from the row's time
///    until its gap is over, in several tables at the same time.
/// 2. They go to the shard of their other keys. Those that are late (the end of the window at or
///    before the late threshold) are dropped and counted: in complete mode too, unlike with other
///    aggregations.
/// 3. The others are merged with the stored sessions of the key. A new session can join several
///    stored ones.
/// 4. Append gives out, and removes, the sessions that ended at or before the eviction threshold;
///    complete gives out all and keeps them.
public final class StatefulSessionOperator implements StatefulOperator {
    private final int operatorId;
    private final OutputMode mode;
    private final Aggregation aggregation;
    private final SessionKeys keys;
    private final SessionStateLayout layout;
    private final @Nullable EventTimeColumn eventTime;
    private final KeySharding sharding;

    /// @param operatorId counted from the sink down
    /// @param mode append or complete
    /// @param sessionKey the place of the window among the keys, which must be more than one
    /// @param eventTime among the keys; null if none carries the watermark: then nothing is late or
    /// evicted
    public StatefulSessionOperator(
            int operatorId,
            OutputMode mode,
            Aggregation aggregation,
            int sessionKey,
            @Nullable EventTimeColumn eventTime,
            KeySharding sharding) {
        this.operatorId = operatorId;
        this.mode = mode;
        this.aggregation = aggregation;
        this.keys = new SessionKeys(aggregation, sessionKey);
        this.layout = new SessionStateLayout(keys);
        this.eventTime = eventTime;
        this.sharding = sharding;
    }

    /// What the runtime must know.
    @Override
    public StatefulDescription description() {
        return new StatefulDescription(
                operatorId,
                "sessionWindowStateStoreSaveExec",
                layout.keySchema(),
                layout.valueSchema(),
                mode == OutputMode.COMPLETE
                        ? NoDataBatches.NEVER
                        : NoDataBatches.WHEN_WATERMARK_MOVES);
    }

    public OutputMode mode() {
        return mode;
    }

    SessionKeys keys() {
        return keys;
    }

    SessionStateLayout layout() {
        return layout;
    }

    @Override
    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        StreamBatch stream = context.requireStream();
        ShardedRun run = new ShardedRun(operatorId, sharding, context);
        HashAggregateOperator.Partials partials =
                new HashAggregateOperator(aggregation).partials(input, context);
        int[] others =
                IntStream.range(0, aggregation.keys().size())
                        .filter(key -> key != keys.sessionKey())
                        .toArray();
        List<List<ColumnBatch>> changes =
                run.distribute(partials.batches(), partials.rowCount(), others, keys.otherTypes());
        long late = stream.lateThresholdMillis(operatorId);
        long bound = EventTimeColumn.boundMicros(stream.evictionThresholdMillis(operatorId));
        boolean evicts = eventTime != null && mode == OutputMode.APPEND;
        return run.run(
                ShardedRun.ONE_STORE,
                partials.rowCount(),
                (shard, stores) ->
                        new SessionShard(this, stores.getFirst(), run)
                                .run(
                                        inTime(partials, changes.get(shard), late, run),
                                        evicts,
                                        bound));
    }

    /// The sessions that are not late. Late ones are counted as what they are when those of
    /// several tables are merged.
    private List<ColumnBatch> inTime(
            HashAggregateOperator.Partials partials,
            List<ColumnBatch> sessions,
            long late,
            ShardedRun run) {
        EventTimeColumn time = eventTime;
        if (time == null || sessions.stream().noneMatch(batch -> time.hasLate(batch, late))) {
            return sessions;
        }
        return List.of(time.dropLate(partials.merge(sessions), late, run.statistics()));
    }
}

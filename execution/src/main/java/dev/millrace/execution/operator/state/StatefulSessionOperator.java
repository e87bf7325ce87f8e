// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.execution.operator.aggregate.Grouping;
import dev.millrace.execution.operator.aggregate.HashAggregateOperator;
import dev.millrace.execution.operator.aggregate.SessionKeys;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Aggregates a stream by keys and a session window: sessions of earlier micro-batches are in the
/// state, those of this one are merged with them.
///
/// 1. The new rows are aggregated by their keys and their own windows, each from the row's time
///    until its gap is over.
/// 2. Those that are late (the end of the window at or before the late threshold) are dropped and
///    counted: in complete mode too, unlike with other aggregations.
/// 3. They go to the shard of their other keys, where they are merged with the stored sessions of
///    the key. A new session can join several stored ones.
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
        long late = stream.lateThresholdMillis(operatorId);
        List<ColumnBatch> groups = new ArrayList<>();
        long count = 0;
        for (Grouping grouping : new HashAggregateOperator(aggregation).aggregate(input, context)) {
            ColumnBatch partial = grouping.partial();
            if (eventTime != null) {
                partial = eventTime.dropLate(partial, late, run.statistics());
            }
            count += partial.rowCount();
            groups.add(partial);
        }
        int[] others =
                IntStream.range(0, aggregation.keys().size())
                        .filter(key -> key != keys.sessionKey())
                        .toArray();
        List<List<ColumnBatch>> changes = run.distribute(groups, others, keys.otherTypes());
        long bound = EventTimeColumn.boundMicros(stream.evictionThresholdMillis(operatorId));
        boolean evicts = eventTime != null && mode == OutputMode.APPEND;
        return run.run(
                ShardedRun.ONE_STORE,
                count,
                (shard, stores) ->
                        new SessionShard(this, stores.getFirst(), run)
                                .run(changes.get(shard), evicts, bound));
    }
}

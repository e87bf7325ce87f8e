// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.execution.operator.aggregate.HashAggregateOperator;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.IntStream;

/// Aggregates a stream: groups of earlier micro-batches are in the state, those of this one are
/// merged into it.
///
/// 1. The new rows are aggregated on their own, in several tables at the same time.
/// 2. Groups go to the shard of their key, where those of the several tables are merged.
/// 3. Groups that are late (`EventTimeColumn` at or before the late threshold) are dropped and
///    counted, except in complete mode. The others are merged with the stored buffers, and the
///    result is stored.
/// 4. Append gives out, and removes, the groups at or before the eviction threshold; update gives
///    out the changed groups and removes silently; complete gives out all groups and keeps them.
/// 5. Each shard commits its store, changed or not, so that all have the next version.
public final class StatefulAggregateOperator implements StatefulOperator {
    private final int operatorId;
    private final OutputMode mode;
    private final Aggregation aggregation;
    private final AggregateStateLayout layout;
    private final @Nullable EventTimeColumn eventTime;
    private final KeySharding sharding;

    /// @param operatorId counted from the sink down
    /// @param eventTime null if no key carries the watermark: then nothing is late or evicted
    public StatefulAggregateOperator(
            int operatorId,
            OutputMode mode,
            Aggregation aggregation,
            @Nullable EventTimeColumn eventTime,
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

    /// What the runtime must know.
    @Override
    public StatefulDescription description() {
        return new StatefulDescription(
                operatorId,
                "stateStoreSave",
                layout.keySchema(),
                layout.valueSchema(),
                mode == OutputMode.COMPLETE
                        ? NoDataBatches.NEVER
                        : NoDataBatches.WHEN_WATERMARK_MOVES);
    }

    Aggregation aggregation() {
        return aggregation;
    }

    @Nullable EventTimeColumn eventTime() {
        return eventTime;
    }

    @Override
    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        StreamBatch stream = context.requireStream();
        ShardedRun run = new ShardedRun(operatorId, sharding, context);
        HashAggregateOperator.Partials partials =
                new HashAggregateOperator(aggregation).partials(input, context);
        int[] keys = IntStream.range(0, aggregation.keys().size()).toArray();
        List<List<ColumnBatch>> changes =
                run.distribute(
                        partials.batches(), partials.rowCount(), keys, aggregation.keyTypes());
        long late = stream.lateThresholdMillis(operatorId);
        long eviction = stream.evictionThresholdMillis(operatorId);
        return run.run(
                ShardedRun.ONE_STORE,
                partials.rowCount(),
                (shard, stores) ->
                        new ShardUpdate(this, stores.getFirst(), run)
                                .run(partials, changes.get(shard), late, eviction));
    }
}

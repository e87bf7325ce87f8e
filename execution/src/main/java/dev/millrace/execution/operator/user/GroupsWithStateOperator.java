// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.execution.operator.state.KeySharding;
import dev.millrace.execution.operator.state.NoDataBatches;
import dev.millrace.execution.operator.state.ShardedRun;
import dev.millrace.execution.operator.state.StatefulDescription;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.function.StateTimeout;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `mapGroupsWithState` and `flatMapGroupsWithState` over a stream.
///
/// 1. With timeouts by event time, late rows are dropped and counted.
/// 2. Rows go to the shard of their key. In the first batch the initial state goes there too and is
///    stored.
/// 3. The function is called for every key that has rows, or an initial state.
/// 4. Then it is called for every key whose timeout lies before the clock, or before the watermark
///    of this batch, without rows.
public final class GroupsWithStateOperator implements UserStateOperator {
    private final int operatorId;
    private final StateFunction function;
    private final GroupedInput rows;
    private final @Nullable GroupedInput initial;
    private final StateTimeout timeout;
    private final @Nullable EventTimeColumn eventTime;
    private final KeySharding sharding;
    private final GroupStateLayout layout;

    /// @param operatorId counted from the sink down
    /// @param initial null if there is no initial state
    /// @param eventTime the column of the rows that carries the watermark, null if none does
    public GroupsWithStateOperator(
            int operatorId,
            StateFunction function,
            GroupedInput rows,
            @Nullable GroupedInput initial,
            StateTimeout timeout,
            @Nullable EventTimeColumn eventTime,
            KeySharding sharding) {
        this.operatorId = operatorId;
        this.function = function;
        this.rows = rows;
        this.initial = initial;
        this.timeout = timeout;
        this.eventTime = eventTime;
        this.sharding = sharding;
        this.layout =
                GroupStateLayout.of(
                        new DataType.Struct(
                                Arrays.stream(rows.keys()).mapToObj(rows.schema()::field).toList()),
                        function.stateSchema(),
                        timeout != StateTimeout.NONE);
    }

    @Override
    public StatefulDescription description() {
        return new StatefulDescription(
                operatorId,
                "flatMapGroupsWithState",
                layout.keySchema(),
                layout.valueSchema(),
                switch (timeout) {
                    case NONE -> NoDataBatches.NEVER;
                    case PROCESSING_TIME -> NoDataBatches.ALWAYS;
                    case EVENT_TIME -> NoDataBatches.WHEN_WATERMARK_MOVES;
                });
    }

    @Override
    public boolean keepsWatermark() {
        return false;
    }

    StateFunction function() {
        return function;
    }

    GroupedInput rows() {
        return rows;
    }

    GroupStateLayout layout() {
        return layout;
    }

    StateTimeout timeout() {
        return timeout;
    }

    @Override
    public PartitionedBatches run(List<PartitionedBatches> inputs, TaskContext context) {
        StreamBatch stream = context.requireStream();
        ShardedRun run = new ShardedRun(operatorId, sharding, context);
        List<ColumnBatch> inTime = new ArrayList<>();
        long count = 0;
        boolean dropsLate = eventTime != null && timeout == StateTimeout.EVENT_TIME;
        for (ColumnBatch batch :
                MaterializedPartitions.pull(inputs.getFirst(), context).batches()) {
            ColumnBatch kept =
                    dropsLate && eventTime != null
                            ? eventTime.dropLate(
                                    batch, stream.lateThresholdMillis(operatorId), run.statistics())
                            : batch;
            count += kept.rowCount();
            inTime.add(kept);
        }
        List<List<ColumnBatch>> rowsOfShard = run.distribute(inTime, rows.keys(), rows.keyTypes());
        GroupedInput state = stream.identity().batchId() == 0 ? initial : null;
        List<List<ColumnBatch>> initialOfShard =
                state == null
                        ? List.of()
                        : run.distribute(
                                MaterializedPartitions.pull(inputs.get(1), context).batches(),
                                state.keys(),
                                state.keyTypes());
        StateFunction.Moment moment = moment(stream, context);
        return run.run(
                ShardedRun.ONE_STORE,
                count,
                (shard, stores) ->
                        new GroupStateShard(this, stores.getFirst(), moment, run)
                                .run(
                                        rowsOfShard.get(shard),
                                        state,
                                        state == null ? List.of() : initialOfShard.get(shard)));
    }

    private StateFunction.Moment moment(StreamBatch stream, TaskContext context) {
        return new StateFunction.Moment(
                Math.floorDiv(context.evaluation().timestampMicros(), 1000L),
                stream.evictionThresholdMillis(operatorId),
                eventTime != null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.MappedPartitions;
import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.join.TimeRange;
import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.execution.operator.state.KeySharding;
import dev.millrace.execution.operator.state.NoDataBatches;
import dev.millrace.execution.operator.state.ShardedRun;
import dev.millrace.execution.operator.state.StatefulDescription;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Joins two streams by equal keys: the rows of each side wait in the state for those of the other.
///
/// 1. Rows that are late by the event time of their own side are dropped and counted.
/// 2. Rows go to the shard of their key.
/// 3. In each shard the new rows of the left side meet the waiting rows of the right side, and then
///    wait; after that the new rows of the right side meet the waiting rows of the left side, the
///    new ones included, and wait. So each pair is made once. A left row of a semi join stops
///    waiting with its first partner.
/// 4. Rows that can find no partner any more leave the state. Those of a side that is preserved
///    come out now, beside NULLs, if they never found one.
/// 5. Each shard commits its stores, changed or not.
public final class StreamJoinOperator {
    private final int operatorId;
    private final JoinType type;
    private final StreamJoinSide left;
    private final StreamJoinSide right;
    private final @Nullable Evaluator residual;
    private final @Nullable TimeRange range;
    private final JoinStateLayout layout;
    private final KeySharding sharding;

    /// @param operatorId counted from the sink down
    /// @param type inner, left, right, full or left semi
    /// @param keys the equal keys, as the left side has them; at least one
    /// @param residual what must hold besides the equal keys, over the columns of both sides; null
    ///     if nothing
    /// @param range what follows from the residual condition, null if nothing
    public StreamJoinOperator(
            int operatorId,
            JoinType type,
            List<StructField> keys,
            StreamJoinSide left,
            StreamJoinSide right,
            @Nullable Evaluator residual,
            @Nullable TimeRange range,
            KeySharding sharding) {
        this.operatorId = operatorId;
        this.type = type;
        this.left = left;
        this.right = right;
        this.residual = residual;
        this.range = range;
        this.layout = new JoinStateLayout(keys, left.schema(), right.schema());
        this.sharding = sharding;
    }

    public int operatorId() {
        return operatorId;
    }

    JoinType type() {
        return type;
    }

    StreamJoinSide side(boolean isLeft) {
        return isLeft ? left : right;
    }

    @Nullable Evaluator residual() {
        return residual;
    }

    @Nullable TimeRange range() {
        return range;
    }

    JoinStateLayout layout() {
        return layout;
    }

    /// True if a NULL in a key equals a NULL. It does in Spark's full outer join of two streams,
    /// which looks keys up by their bytes, and in no other join: there one side has no such rows.
    boolean nullsMatch() {
        return type == JoinType.FULL;
    }

    /// What the runtime must know.
    public StatefulDescription description() {
        boolean evicts =
                !(left.eviction() instanceof Eviction.Never)
                        || !(right.eviction() instanceof Eviction.Never);
        return new StatefulDescription(
                operatorId,
                "symmetricHashJoin",
                layout.keySchema(),
                layout.valueSchema(),
                evicts ? NoDataBatches.WHEN_WATERMARK_MOVES : NoDataBatches.NEVER);
    }

    /// The watermark of the rows that come out: they may be as old as the oldest that waits.
    public long outputWatermark(long inputMillis) {
        long least = inputMillis;
        for (StreamJoinSide side : List.of(left, right)) {
            Long state = side.eviction().stateWatermarkMillis(inputMillis);
            least = state == null ? least : Math.min(least, state);
        }
        return least;
    }

    public PartitionedBatches run(
            PartitionedBatches leftInput, PartitionedBatches rightInput, TaskContext context) {
        StreamBatch stream = context.requireStream();
        ShardedRun run = new ShardedRun(operatorId, sharding, context);
        List<List<ColumnBatch>> leftRows = newRows(left, leftInput, run, stream);
        List<List<ColumnBatch>> rightRows = newRows(right, rightInput, run, stream);
        long eviction = stream.evictionThresholdMillis(operatorId);
        return run.stream(
                JoinStateLayout.STORES,
                rowCount(leftRows) + rowCount(rightRows),
                (shard, stores) ->
                        new ShardJoin(
                                new ShardJoin.Shared(
                                        this, context, shard, run.statistics(), eviction),
                                stores,
                                leftRows.get(shard),
                                rightRows.get(shard)));
    }

    /// The rows of each shard that are not late, each with the columns of its key behind it.
    private List<List<ColumnBatch>> newRows(
            StreamJoinSide side, PartitionedBatches input, ShardedRun run, StreamBatch stream) {
        long late = stream.lateThresholdMillis(operatorId);
        EventTimeColumn time = side.eventTime();
        PartitionedBatches keyed =
                new MappedPartitions(
                        input,
                        run.context(),
                        (batch, evaluation) -> {
                            ColumnBatch rows =
                                    time == null
                                            ? batch
                                            : time.dropLate(batch, late, run.statistics());
                            List<Column> columns = new ArrayList<>(rows.columns());
                            for (Evaluator key : side.keys()) {
                                columns.add(key.evaluate(rows, evaluation));
                            }
                            return new ColumnBatch(rows.rowCount(), columns);
                        });
        int width = side.schema().size();
        int[] keys = IntStream.range(width, width + side.keys().size()).toArray();
        return run.distribute(
                MaterializedPartitions.pull(keyed, run.context()).batches(),
                keys,
                layout.keyTypes());
    }

    private static long rowCount(List<List<ColumnBatch>> shards) {
        return shards.stream().flatMap(List::stream).mapToLong(ColumnBatch::rowCount).sum();
    }
}

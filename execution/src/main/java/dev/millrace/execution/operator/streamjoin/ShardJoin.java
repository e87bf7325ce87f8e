// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// The rows that come out of one shard in one micro-batch. Used by one thread at a time.
final class ShardJoin implements BatchReader {
    private final Shared shared;
    private final SideState leftState;
    private final SideState rightState;
    private final SideJoin left;
    private final SideJoin right;
    private boolean isFinished;

    /// What the parts of the work on a shard share.
    ///
    /// @param evictionMillis the watermark by which rows leave the state
    /// @param ready takes batches that come out
    record Shared(
            StreamJoinOperator operator,
            TaskContext context,
            EvaluationContext evaluation,
            StateStatistics statistics,
            long evictionMillis,
            Queue<ColumnBatch> ready) {
        Shared(
                StreamJoinOperator operator,
                TaskContext context,
                int shard,
                StateStatistics statistics,
                long evictionMillis) {
            this(
                    operator,
                    context,
                    context.evaluation().forPartition(shard),
                    statistics,
                    evictionMillis,
                    new ArrayDeque<>());
        }
    }

    /// @param stores in the order of `JoinStateLayout.STORES`
    /// @param leftRows new rows that are not late, with the columns of the key behind them
    ShardJoin(
            Shared shared,
            List<StateStore> stores,
            List<ColumnBatch> leftRows,
            List<ColumnBatch> rightRows) {
        this.shared = shared;
        this.leftState = new SideState(stores.get(0), stores.get(1), shared.context.cancellation());
        this.rightState =
                new SideState(stores.get(2), stores.get(3), shared.context.cancellation());
        this.left = new SideJoin(shared, true, leftState, rightState, leftRows);
        this.right = new SideJoin(shared, false, rightState, leftState, rightRows);
    }

    @Override
    public @Nullable ColumnBatch next() {
        while (shared.ready.isEmpty() && !isFinished) {
            shared.context.cancellation().check();
            long start = System.nanoTime();
            boolean hasJoined = left.join() || right.join();
            long joined = System.nanoTime();
            shared.statistics.updateNanos().addAndGet(joined - start);
            if (!hasJoined && !left.evict() && !right.evict()) {
                isFinished = true;
                shared.statistics
                        .rowsTotal()
                        .addAndGet(leftState.rowCount() + rightState.rowCount());
            }
            shared.statistics.removalNanos().addAndGet(System.nanoTime() - joined);
        }
        return shared.ready.poll();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.FilterOperator;
import dev.millrace.execution.operator.join.JoinOperator;
import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;

/// The new rows of one side in one shard and micro-batch: meet the waiting rows of the other side,
/// then wait themselves. Used by one thread at a time.
final class SideJoin {
    /// New rows are put together until they are so many.
    private static final int MEETING_ROWS = 16 * ColumnBatch.TARGET_ROWS;

    private final ShardJoin.Shared shared;
    private final StreamJoinOperator operator;
    private final JoinStateLayout layout;
    private final boolean isLeft;
    private final StreamJoinSide side;
    private final SideState own;
    private final SideState other;
    private final Iterator<ColumnBatch> batches;
    private final @Nullable Long stateWatermarkMillis;
    private @Nullable Meeting meeting;

    /// @param batches rows that are not late: the columns of the input, then those of the key
    SideJoin(
            ShardJoin.Shared shared,
            boolean isLeft,
            SideState own,
            SideState other,
            List<ColumnBatch> batches) {
        this.shared = shared;
        this.operator = shared.operator();
        this.layout = operator.layout();
        this.isLeft = isLeft;
        this.side = operator.side(isLeft);
        this.own = own;
        this.other = other;
        this.batches = batches.iterator();
        this.stateWatermarkMillis = side.eviction().stateWatermarkMillis(shared.evictionMillis());
    }

    /// Joins a piece of the new rows; false if all have been joined.
    boolean join() {
        if (meeting != null) {
            if (!meeting.step()) {
                finish(meeting);
                meeting = null;
            }
            return true;
        }
        if (!batches.hasNext()) {
            return false;
        }
        ColumnBatch promising = filtered(nextRows());
        if (promising.rowCount() > 0) {
            meeting = new Meeting(shared, isLeft, other, NewRows.of(promising, layout));
        }
        return true;
    }

    /// As many new rows as meet at a time: the more rows of a key there are, the fewer times it is
    /// looked up.
    private ColumnBatch nextRows() {
        List<ColumnBatch> together = new ArrayList<>();
        int rows = 0;
        while (batches.hasNext() && rows < MEETING_ROWS) {
            ColumnBatch batch = batches.next();
            together.add(batch);
            rows += batch.rowCount();
        }
        return ColumnBatches.concat(side.keyedSchema(layout.keyTypes()), together);
    }

    private void finish(Meeting over) {
        if (isSemi() && isLeft) {
            giveOutMatched(over.rows().rows(), over.matched(), shared.ready());
        }
        keep(over.rows(), over.matched());
    }

    private boolean isSemi() {
        return operator.type() == JoinType.LEFT_SEMI;
    }

    /// The rows that may find a partner. The others never wait: a preserved one comes out at once.
    private ColumnBatch filtered(ColumnBatch batch) {
        Evaluator filter = side.filter();
        if (filter == null) {
            return batch;
        }
        int[] kept = new int[batch.rowCount()];
        int width = side.schema().size();
        ColumnBatch rows = new ColumnBatch(batch.rowCount(), batch.columns().subList(0, width));
        int count = FilterOperator.select(filter.evaluate(rows, shared.evaluation()), kept);
        if (count == batch.rowCount()) {
            return batch;
        }
        if (side.isPreserved()) {
            int[] hopeless = new int[batch.rowCount() - count];
            int next = 0;
            for (int i = 0, k = 0; i < batch.rowCount(); i++) {
                if (k < count && kept[k] == i) {
                    k++;
                } else {
                    hopeless[next++] = i;
                }
            }
            giveOutAlone(rows.gather(hopeless, hopeless.length));
        }
        return batch.gather(kept, count);
    }

    /// Rows of this side beside NULLs.
    private void giveOutAlone(ColumnBatch rows) {
        List<Column> nulls = JoinOperator.nulls(operator.side(!isLeft).schema(), rows.rowCount());
        shared.ready()
                .add(new ColumnBatch(rows.rowCount(), Meeting.both(isLeft, rows.columns(), nulls)));
    }

    /// The rows of which `matched` is true.
    static void giveOutMatched(ColumnBatch rows, boolean[] matched, Queue<ColumnBatch> ready) {
        int[] kept = new int[matched.length];
        int count = 0;
        for (int i = 0; i < matched.length; i++) {
            kept[count] = i;
            count += matched[i] ? 1 : 0;
        }
        if (count > 0) {
            ready.add(rows.gather(kept, count));
        }
    }

    /// Lets the new rows wait, unless nothing can come of it: a left row of a semi join that has
    /// matched, a right row that would be removed at the end of this micro-batch (it has met all it
    /// can meet) and will not come out then.
    private void keep(NewRows rows, boolean[] matched) {
        RowBuffer values = WaitingRows.encode(rows.rows(), matched, layout.rows(isLeft));
        int rowCount = matched.length;
        long[] rowTimes =
                side.eviction() instanceof Eviction.ByRow(var time, var bounds)
                        ? time.micros(rows.rows().columns(), rowCount)
                        : never(rowCount);
        long[] keyTimes =
                side.eviction() instanceof Eviction.ByKey(var time)
                        ? time.micros(rows.keyColumns(), rowCount)
                        : never(rowCount);
        long updated = 0;
        for (int group = 0; group < rows.groupCount(); group++) {
            long before = rows.select(group, own);
            long count = before;
            for (int i = rows.starts()[group]; i < rows.starts()[group + 1]; i++) {
                int row = rows.order()[i];
                boolean isDone =
                        isLeft
                                ? isSemi() && matched[row]
                                : isLeaving(Math.min(rowTimes[row], keyTimes[row]))
                                        && (matched[row] || !side.isPreserved());
                if (!isDone) {
                    own.write(
                            count++,
                            values.bytes(),
                            values.start(row),
                            values.length(row),
                            rowTimes[row]);
                }
            }
            if (count > before) {
                own.setCount(count, keyTimes[rows.first(group)]);
                updated += count - before;
            }
        }
        shared.statistics().rowsUpdated().addAndGet(updated);
    }

    private static long[] never(int rowCount) {
        long[] times = new long[rowCount];
        Arrays.fill(times, StateStore.NEVER);
        return times;
    }

    private boolean isLeaving(long micros) {
        return stateWatermarkMillis != null
                && EventTimeColumn.isPassed(micros, stateWatermarkMillis);
    }

    /// Removes some of the rows that can find no partner any more; false if there are none. A
    /// preserved row that has found no partner comes out; as in Spark, the rows of a preserved side
    /// do not count as removed.
    boolean evict() {
        if (stateWatermarkMillis == null) {
            return false;
        }
        RowBuffer lonely = new RowBuffer();
        SideState.Leaving alone =
                (bytes, start, length) -> {
                    if (!WaitingRows.isMatched(bytes, start, length)) {
                        lonely.append(bytes, start, length);
                        if (lonely.count() == ColumnBatch.TARGET_ROWS) {
                            giveOutAlone(WaitingRows.decode(lonely, layout.rows(isLeft)));
                            lonely.clear();
                        }
                    }
                };
        SideState.Leaving leaving = side.isPreserved() ? alone : null;
        long bound = EventTimeColumn.boundMicros(stateWatermarkMillis);
        long removed =
                side.eviction() instanceof Eviction.ByKey
                        ? own.removeKeys(bound, leaving)
                        : own.removeRows(bound, leaving);
        if (lonely.count() > 0) {
            giveOutAlone(WaitingRows.decode(lonely, layout.rows(isLeft)));
        }
        if (!side.isPreserved()) {
            shared.statistics().rowsRemoved().addAndGet(removed);
        }
        return removed > 0;
    }
}

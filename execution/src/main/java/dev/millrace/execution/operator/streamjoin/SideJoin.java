// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.FilterOperator;
import dev.millrace.execution.operator.join.JoinOperator;
import dev.millrace.execution.operator.join.TimeRange;
import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The new rows of one side in one shard and micro-batch: meet the waiting rows of the other side,
/// then wait themselves. Used by one thread.
///
/// Pairs are made in pieces of bounded size: a key for which a hundred thousand rows wait costs no
/// more memory than any other.
final class SideJoin {
    private static final int PAIRS = 2 * ColumnBatch.TARGET_ROWS;

    private final StreamJoinOperator operator;
    private final JoinStateLayout layout;
    private final boolean isLeft;
    private final StreamJoinSide side;
    private final SideState own;
    private final SideState other;
    private final TaskContext context;
    private final EvaluationContext evaluation;
    private final StateStatistics statistics;
    private final @Nullable Long stateWatermarkMillis;
    private final List<ColumnBatch> output;
    private final WaitingRows waiting = new WaitingRows();
    private final int[] newOfPair = new int[PAIRS];
    private final int[] waitingOfPair = new int[PAIRS];

    /// Left rows of a semi join that have found a partner in this batch, ordered by group.
    private int[] foundGroups = new int[16];

    private long[] foundIndices = new long[16];
    private int foundCount;

    /// What the two sides of a shard share.
    ///
    /// @param output takes the rows that come out
    record Shared(
            StreamJoinOperator operator,
            TaskContext context,
            EvaluationContext evaluation,
            StateStatistics statistics,
            long evictionMillis,
            List<ColumnBatch> output) {}

    SideJoin(Shared shared, boolean isLeft, SideState own, SideState other) {
        this.operator = shared.operator;
        this.layout = operator.layout();
        this.isLeft = isLeft;
        this.side = operator.side(isLeft);
        this.own = own;
        this.other = other;
        this.context = shared.context;
        this.evaluation = shared.evaluation;
        this.statistics = shared.statistics;
        this.stateWatermarkMillis = side.eviction().stateWatermarkMillis(shared.evictionMillis);
        this.output = shared.output;
    }

    /// @param batch rows that are not late: the columns of the input, then those of the key
    void join(ColumnBatch batch) {
        context.cancellation().check();
        ColumnBatch promising = filtered(batch);
        if (promising.rowCount() == 0) {
            return;
        }
        NewRows rows = NewRows.of(promising, layout);
        boolean[] matched = new boolean[promising.rowCount()];
        meet(rows, matched);
        if (isSemi() && isLeft) {
            giveOutMatched(rows.rows(), matched);
        }
        keep(rows, matched);
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
        int count = FilterOperator.select(filter.evaluate(rows, evaluation), kept);
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
    void giveOutAlone(ColumnBatch rows) {
        List<Column> nulls = JoinOperator.nulls(operator.side(!isLeft).schema(), rows.rowCount());
        output.add(new ColumnBatch(rows.rowCount(), both(rows.columns(), nulls)));
    }

    /// The columns of both sides, the left one's first.
    private List<Column> both(List<Column> columns, List<Column> others) {
        List<Column> all = new ArrayList<>(columns.size() + others.size());
        all.addAll(isLeft ? columns : others);
        all.addAll(isLeft ? others : columns);
        return all;
    }

    private void giveOutMatched(ColumnBatch rows, boolean[] matched) {
        int[] kept = new int[matched.length];
        int count = 0;
        for (int i = 0; i < matched.length; i++) {
            kept[count] = i;
            count += matched[i] ? 1 : 0;
        }
        if (count > 0) {
            output.add(rows.gather(kept, count));
        }
    }

    /// Pairs the new rows with the waiting ones.
    private void meet(NewRows rows, boolean[] matched) {
        boolean asksOnlyWhether = isSemi() && isLeft && operator.residual() == null;
        for (int group = 0; group < rows.groupCount(); group++) {
            if (rows.hasNull(group) && !operator.nullsMatch()) {
                continue;
            }
            long count = rows.select(group, other);
            if (asksOnlyWhether && count > 0) {
                for (int i = rows.starts()[group]; i < rows.starts()[group + 1]; i++) {
                    matched[rows.order()[i]] = true;
                }
                continue;
            }
            for (long index = 0; index < count; index++) {
                waiting.add(group, index, other.read(index));
                if (waiting.isFull()) {
                    pair(rows, matched);
                    rows.select(group, other);
                }
            }
        }
        if (waiting.count() > 0) {
            pair(rows, matched);
        }
        removeFound(rows);
    }

    /// Removes the left rows of a semi join that have come out. Not before all waiting rows are
    /// read, since removing a row gives another its index.
    private void removeFound(NewRows rows) {
        int from = 0;
        while (from < foundCount) {
            int to = from + 1;
            while (to < foundCount && foundGroups[to] == foundGroups[from]) {
                to++;
            }
            long count = rows.select(foundGroups[from], other);
            other.removeAll(count, foundIndices, from, to);
            from = to;
        }
        statistics.rowsRemoved().addAndGet(foundCount);
        foundCount = 0;
    }

    private void addFound(int group, long index) {
        if (foundCount == foundGroups.length) {
            foundGroups = Arrays.copyOf(foundGroups, foundCount * 2);
            foundIndices = Arrays.copyOf(foundIndices, foundCount * 2);
        }
        foundGroups[foundCount] = group;
        foundIndices[foundCount++] = index;
    }

    /// Pairs the new rows with those waiting rows that have been read.
    private void pair(NewRows rows, boolean[] matched) {
        context.cancellation().check();
        ColumnBatch partners = waiting.decode(layout.rows(!isLeft));
        Pairs pairs = new Pairs(rows, partners, matched);
        int from = 0;
        while (from < partners.rowCount()) {
            int to = from + 1;
            while (to < partners.rowCount() && waiting.group(to) == waiting.group(from)) {
                to++;
            }
            pairs.addGroup(waiting.group(from), from, to);
            from = to;
        }
        pairs.test();
        if (isSemi() && !isLeft) {
            giveOutMatched(partners, pairs.partnerMatched);
            for (int partner = 0; partner < partners.rowCount(); partner++) {
                if (pairs.partnerMatched[partner]) {
                    addFound(waiting.group(partner), waiting.index(partner));
                }
            }
        }
        if (operator.remembersMatches(!isLeft)) {
            remember(rows, pairs.partnerMatched);
        }
        waiting.clear();
    }

    /// Pairs of new rows and waiting rows.
    private final class Pairs {
        private final NewRows rows;
        private final ColumnBatch partners;
        private final boolean[] matched;
        private final boolean[] partnerMatched;
        private final boolean needsOne = isSemi() && isLeft;
        private int count;

        Pairs(NewRows rows, ColumnBatch partners, boolean[] matched) {
            this.rows = rows;
            this.partners = partners;
            this.matched = matched;
            this.partnerMatched = new boolean[partners.rowCount()];
        }

        /// @param from the first waiting row with the key of the group
        /// @param to behind the last
        void addGroup(int group, int from, int to) {
            int start = rows.starts()[group];
            int end = rows.starts()[group + 1];
            TimeRange range = operator.range();
            if (range != null
                    && to - from >= TimeRange.FEW_ROWS
                    && rows.rows().column(range.column(isLeft)) instanceof LongColumn times) {
                addInRange(range, times, group, from, to);
                return;
            }
            for (int partner = from; partner < to; partner++) {
                for (int i = start; i < end; i++) {
                    add(rows.order()[i], partner);
                }
            }
        }

        private void addInRange(TimeRange range, LongColumn times, int group, int from, int to) {
            int[] sorted = new int[to - from];
            Arrays.setAll(sorted, i -> from + i);
            long[] partnerTimes =
                    TimeRange.times(partners.column(range.column(!isLeft)), sorted, to - from);
            TimeRange.sort(sorted, partnerTimes, 0, to - from);
            for (int i = rows.starts()[group]; i < rows.starts()[group + 1]; i++) {
                int row = rows.order()[i];
                if (times.isNull(row)) {
                    continue;
                }
                long time = times.value(row);
                int first = TimeRange.first(partnerTimes, 0, to - from, range.least(time, isLeft));
                int last =
                        TimeRange.end(partnerTimes, first, to - from, range.greatest(time, isLeft));
                for (int place = first; place < last; place++) {
                    add(row, sorted[place]);
                }
            }
        }

        private void add(int row, int partner) {
            if (needsOne && matched[row]) {
                return;
            }
            newOfPair[count] = row;
            waitingOfPair[count++] = partner;
            if (count == PAIRS) {
                test();
            }
        }

        /// Tests the pairs so far and gives out those that hold.
        void test() {
            if (count == 0) {
                return;
            }
            List<Column> columns = rows.rows().gather(newOfPair, count).columns();
            List<Column> others = partners.gather(waitingOfPair, count).columns();
            ColumnBatch pairs = new ColumnBatch(count, both(columns, others));
            int[] held = new int[count];
            int heldCount = count;
            Evaluator residual = operator.residual();
            if (residual == null) {
                Arrays.setAll(held, i -> i);
            } else {
                heldCount = FilterOperator.select(residual.evaluate(pairs, evaluation), held);
            }
            for (int i = 0; i < heldCount; i++) {
                matched[newOfPair[held[i]]] = true;
                partnerMatched[waitingOfPair[held[i]]] = true;
            }
            if (!isSemi() && heldCount > 0) {
                output.add(heldCount == count ? pairs : pairs.gather(held, heldCount));
            }
            count = 0;
        }
    }

    private void remember(NewRows rows, boolean[] partnerMatched) {
        int selected = -1;
        for (int partner = 0; partner < partnerMatched.length; partner++) {
            if (partnerMatched[partner] && !waiting.isMatched(partner)) {
                if (waiting.group(partner) != selected) {
                    selected = waiting.group(partner);
                    rows.select(selected, other);
                }
                waiting.setMatched(partner, other);
            }
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
        statistics.rowsUpdated().addAndGet(updated);
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

    /// Removes the rows that can find no partner any more. A preserved row that has found none
    /// comes out; as in Spark, the rows of a preserved side do not count as removed.
    void evict() {
        if (stateWatermarkMillis == null) {
            return;
        }
        RowBuffer lonely = new RowBuffer();
        SideState.Leaving leaving =
                (bytes, start, length) -> {
                    if (side.isPreserved() && !WaitingRows.isMatched(bytes, start, length)) {
                        lonely.append(bytes, start, length);
                        if (lonely.count() == ColumnBatch.TARGET_ROWS) {
                            giveOutAlone(WaitingRows.decode(lonely, layout.rows(isLeft)));
                            lonely.clear();
                        }
                    }
                };
        long bound = EventTimeColumn.boundMicros(stateWatermarkMillis);
        long removed =
                side.eviction() instanceof Eviction.ByKey
                        ? own.removeKeys(bound, leaving)
                        : own.removeRows(bound, leaving);
        if (lonely.count() > 0) {
            giveOutAlone(WaitingRows.decode(lonely, layout.rows(isLeft)));
        }
        if (!side.isPreserved()) {
            statistics.rowsRemoved().addAndGet(removed);
        }
    }
}

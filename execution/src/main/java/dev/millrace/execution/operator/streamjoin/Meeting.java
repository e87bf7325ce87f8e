// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.FilterOperator;
import dev.millrace.execution.operator.join.TimeRange;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A batch of new rows of one side that meets the waiting rows of the other.
///
/// Waiting rows are read, and pairs are made, in pieces of bounded size, wherever among the rows of
/// a key that ends: a key for which a hundred thousand rows wait costs no more memory than any
/// other.
final class Meeting {
    private static final int PAIRS = 2 * ColumnBatch.TARGET_ROWS;

    private final ShardJoin.Shared shared;
    private final StreamJoinOperator operator;
    private final boolean isLeft;
    private final SideState other;
    private final NewRows rows;
    private final boolean[] matched;
    private final WaitingRows waiting = new WaitingRows();
    private final FoundRows found = new FoundRows();

    /// The next key to be looked up, and the next of its waiting rows; -1 before it is looked up.
    private int group;

    private long nextIndex = -1;
    private long indexCount;
    private @Nullable Pairs pairs;

    /// @param isLeft whether the new rows are those of the left side
    /// @param other the state of the other side
    Meeting(ShardJoin.Shared shared, boolean isLeft, SideState other, NewRows rows) {
        this.shared = shared;
        this.operator = shared.operator();
        this.isLeft = isLeft;
        this.other = other;
        this.rows = rows;
        this.matched = new boolean[rows.rows().rowCount()];
    }

    NewRows rows() {
        return rows;
    }

    /// For each new row whether it has found a partner; complete after the last step.
    boolean[] matched() {
        return matched;
    }

    /// Makes one piece of pairs; false if there are no more.
    boolean step() {
        if (pairs == null) {
            read();
            if (waiting.count() == 0) {
                found.removeFrom(rows, other);
                shared.statistics().rowsRemoved().addAndGet(found.count());
                return false;
            }
            pairs = new Pairs(waiting.decode(operator.layout().rows(!isLeft)));
        }
        if (!pairs.step()) {
            finish(pairs);
            pairs = null;
        }
        return true;
    }

    /// Reads waiting rows until there are enough for a piece, or no more.
    private void read() {
        waiting.clear();
        boolean asksOnlyWhether = isSemi() && isLeft && operator.residual() == null;
        if (nextIndex > 0) {
            rows.select(group, other);
        }
        while (group < rows.groupCount()) {
            if (nextIndex < 0) {
                boolean meetsNothing = rows.hasNull(group) && !operator.nullsMatch();
                indexCount = meetsNothing ? 0 : rows.select(group, other);
                nextIndex = 0;
                if (asksOnlyWhether && indexCount > 0) {
                    for (int i = rows.starts()[group]; i < rows.starts()[group + 1]; i++) {
                        matched[rows.order()[i]] = true;
                    }
                    indexCount = 0;
                }
            }
            while (nextIndex < indexCount) {
                if (waiting.isFull()) {
                    return;
                }
                waiting.add(group, nextIndex, other.read(nextIndex));
                nextIndex++;
            }
            group++;
            nextIndex = -1;
        }
    }

    private boolean isSemi() {
        return operator.type() == JoinType.LEFT_SEMI;
    }

    /// After all pairs with the waiting rows that have been read.
    private void finish(Pairs done) {
        boolean[] partnerMatched = done.partnerMatched;
        if (isSemi() && !isLeft) {
            SideJoin.giveOutMatched(done.partners, partnerMatched, shared.ready());
            for (int partner = 0; partner < partnerMatched.length; partner++) {
                if (partnerMatched[partner]) {
                    found.add(waiting.group(partner), waiting.index(partner));
                }
            }
        } else if (operator.side(!isLeft).isPreserved()) {
            remember(partnerMatched);
        }
    }

    private void remember(boolean[] partnerMatched) {
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

    /// The columns of both sides, the left one's first.
    static List<Column> both(boolean isLeft, List<Column> columns, List<Column> others) {
        List<Column> all = new ArrayList<>(columns.size() + others.size());
        all.addAll(isLeft ? columns : others);
        all.addAll(isLeft ? others : columns);
        return all;
    }

    /// The pairs of the new rows with the waiting rows that have been read: key by key, for each
    /// new row the partners that it may have.
    private final class Pairs {
        private final ColumnBatch partners;
        private final boolean[] partnerMatched;
        private final int[] newOfPair = new int[PAIRS];
        private final int[] waitingOfPair = new int[PAIRS];

        /// The partners of the current key: `places[0..placeCount)`, ordered by `times` if that
        /// spares pairs.
        private int[] places = {};

        private int placeCount;
        private long @Nullable [] times;
        private int nextPartner;

        /// The new rows of the current key that are still to be paired.
        private int nextRow;

        private int endOfRows;

        /// The places that the current new row is still to be paired with.
        private int nextPlace;

        private int endOfPlaces;

        Pairs(ColumnBatch partners) {
            this.partners = partners;
            this.partnerMatched = new boolean[partners.rowCount()];
        }

        /// Makes and tests one piece of pairs; false if there are no more.
        boolean step() {
            int count = fill();
            if (count > 0) {
                test(count);
            }
            return count > 0;
        }

        private int fill() {
            boolean needsOne = isSemi() && isLeft;
            int count = 0;
            while (count < PAIRS) {
                if (nextPlace < endOfPlaces) {
                    int row = rows.order()[nextRow - 1];
                    if (needsOne && matched[row]) {
                        nextPlace = endOfPlaces;
                        continue;
                    }
                    int length = Math.min(endOfPlaces - nextPlace, PAIRS - count);
                    for (int i = 0; i < length; i++) {
                        newOfPair[count] = row;
                        waitingOfPair[count++] = places[nextPlace + i];
                    }
                    nextPlace += length;
                } else if (nextRow < endOfRows) {
                    startRow(rows.order()[nextRow++]);
                } else if (nextPartner < partners.rowCount()) {
                    startKey();
                } else {
                    break;
                }
            }
            return count;
        }

        private void startKey() {
            int from = nextPartner;
            int key = waiting.group(from);
            int to = from + 1;
            while (to < partners.rowCount() && waiting.group(to) == key) {
                to++;
            }
            nextPartner = to;
            nextRow = rows.starts()[key];
            endOfRows = rows.starts()[key + 1];
            placeCount = to - from;
            places = places.length < placeCount ? new int[placeCount] : places;
            for (int i = 0; i < placeCount; i++) {
                places[i] = from + i;
            }
            TimeRange range = operator.range();
            times = null;
            if (range != null && placeCount >= TimeRange.FEW_ROWS) {
                times = TimeRange.times(partners.column(range.column(!isLeft)), places, placeCount);
                TimeRange.sort(places, times, 0, placeCount);
            }
        }

        private void startRow(int row) {
            nextPlace = 0;
            endOfPlaces = placeCount;
            TimeRange range = operator.range();
            if (range == null || times == null) {
                return;
            }
            if (!(rows.rows().column(range.column(isLeft)) instanceof LongColumn own)
                    || own.isNull(row)) {
                endOfPlaces = 0;
                return;
            }
            long time = own.value(row);
            nextPlace = TimeRange.first(times, 0, placeCount, range.least(time, isLeft));
            endOfPlaces = TimeRange.end(times, nextPlace, placeCount, range.greatest(time, isLeft));
        }

        /// Tests the pairs and gives out those that hold.
        private void test(int count) {
            List<Column> columns = rows.rows().gather(newOfPair, count).columns();
            List<Column> others = partners.gather(waitingOfPair, count).columns();
            ColumnBatch pairs = new ColumnBatch(count, both(isLeft, columns, others));
            int[] held = new int[count];
            int heldCount = count;
            Evaluator residual = operator.residual();
            if (residual == null) {
                Arrays.setAll(held, i -> i);
            } else {
                Column holds = residual.evaluate(pairs, shared.evaluation());
                heldCount = FilterOperator.select(holds, held);
            }
            for (int i = 0; i < heldCount; i++) {
                matched[newOfPair[held[i]]] = true;
                partnerMatched[waitingOfPair[held[i]]] = true;
            }
            if (!isSemi() && heldCount > 0) {
                shared.ready().add(heldCount == count ? pairs : pairs.gather(held, heldCount));
            }
        }
    }
}

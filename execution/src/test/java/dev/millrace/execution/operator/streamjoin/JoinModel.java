// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.plan.relation.Relation.JoinType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/// A join of two streams, row at a time, by nothing but lists.
final class JoinModel {
    /// A row of either side: event time in microseconds first.
    interface Pairs extends BiPredicate<List<@Nullable Object>, List<@Nullable Object>> {}

    /// What a side does.
    ///
    /// @param filter what its rows must meet to find a partner
    /// @param stateWatermark from the watermark of the input, null if its rows wait for ever
    record Side(
            Predicate<List<@Nullable Object>> filter, @Nullable LongUnaryOperator stateWatermark) {}

    private static final class Waiting {
        private final List<@Nullable Object> row;
        private boolean isMatched;

        Waiting(List<@Nullable Object> row) {
            this.row = row;
        }
    }

    private final JoinType type;
    private final Pairs pairs;
    private final Side left;
    private final Side right;
    private final List<Waiting> leftWaiting = new ArrayList<>();
    private final List<Waiting> rightWaiting = new ArrayList<>();
    private int dropped;
    private int updated;
    private int removed;

    JoinModel(JoinType type, Pairs pairs, Side left, Side right) {
        this.type = type;
        this.pairs = pairs;
        this.left = left;
        this.right = right;
    }

    int total() {
        return leftWaiting.size() + rightWaiting.size();
    }

    int dropped() {
        return dropped;
    }

    int updated() {
        return updated;
    }

    int removed() {
        return removed;
    }

    List<List<@Nullable Object>> run(
            List<List<@Nullable Object>> leftRows,
            List<List<@Nullable Object>> rightRows,
            long lateMillis,
            long evictionMillis) {
        dropped = 0;
        updated = 0;
        removed = 0;
        List<List<@Nullable Object>> output = new ArrayList<>();
        for (List<@Nullable Object> row : leftRows) {
            if (isPassed(row, lateMillis)) {
                dropped++;
            } else {
                addLeft(row, output);
            }
        }
        for (List<@Nullable Object> row : rightRows) {
            if (isPassed(row, lateMillis)) {
                dropped++;
            } else {
                addRight(row, evictionMillis, output);
            }
        }
        evict(leftWaiting, left, true, evictionMillis, output);
        evict(rightWaiting, right, false, evictionMillis, output);
        return output;
    }

    private static boolean isPassed(List<@Nullable Object> row, long millis) {
        Long time = (Long) row.getFirst();
        return time != null && time <= millis * 1000;
    }

    private boolean isPreserved(boolean isLeft) {
        return type == JoinType.FULL || type == (isLeft ? JoinType.LEFT : JoinType.RIGHT);
    }

    private static List<@Nullable Object> joined(
            @Nullable List<@Nullable Object> l, @Nullable List<@Nullable Object> r, int width) {
        List<@Nullable Object> row = new ArrayList<>();
        row.addAll(l == null ? Collections.nCopies(width, null) : l);
        row.addAll(r == null ? Collections.nCopies(width, null) : r);
        return row;
    }

    private void addLeft(List<@Nullable Object> row, List<List<@Nullable Object>> output) {
        if (!left.filter.test(row)) {
            if (isPreserved(true)) {
                output.add(joined(row, null, row.size()));
            }
            return;
        }
        Waiting waiting = new Waiting(row);
        for (Waiting partner : rightWaiting) {
            if (pairs.test(row, partner.row)) {
                waiting.isMatched = true;
                partner.isMatched = true;
                if (type != JoinType.LEFT_SEMI) {
                    output.add(joined(row, partner.row, row.size()));
                }
            }
        }
        if (type == JoinType.LEFT_SEMI && waiting.isMatched) {
            output.add(row);
        } else {
            leftWaiting.add(waiting);
            updated++;
        }
    }

    private void addRight(
            List<@Nullable Object> row, long evictionMillis, List<List<@Nullable Object>> output) {
        if (!right.filter.test(row)) {
            if (isPreserved(false)) {
                output.add(joined(null, row, row.size()));
            }
            return;
        }
        Waiting waiting = new Waiting(row);
        for (Waiting partner : List.copyOf(leftWaiting)) {
            if (pairs.test(partner.row, row)) {
                waiting.isMatched = true;
                partner.isMatched = true;
                output.add(
                        type == JoinType.LEFT_SEMI
                                ? partner.row
                                : joined(partner.row, row, row.size()));
                if (type == JoinType.LEFT_SEMI) {
                    leftWaiting.remove(partner);
                    removed++;
                }
            }
        }
        boolean leaves = isLeaving(row, right, evictionMillis);
        if (!leaves || isPreserved(false) && !waiting.isMatched) {
            rightWaiting.add(waiting);
            updated++;
        }
    }

    private static boolean isLeaving(List<@Nullable Object> row, Side side, long evictionMillis) {
        return side.stateWatermark != null
                && isPassed(row, side.stateWatermark.applyAsLong(evictionMillis));
    }

    private void evict(
            List<Waiting> waiting,
            Side side,
            boolean isLeft,
            long evictionMillis,
            List<List<@Nullable Object>> output) {
        for (Waiting row : List.copyOf(waiting)) {
            if (isLeaving(row.row, side, evictionMillis)) {
                waiting.remove(row);
                if (!isPreserved(isLeft)) {
                    removed++;
                } else if (!row.isMatched) {
                    output.add(
                            isLeft
                                    ? joined(row.row, null, row.row.size())
                                    : joined(null, row.row, row.row.size()));
                }
            }
        }
    }
}

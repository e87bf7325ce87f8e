// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.row.ValueOrder;
import dev.millrace.execution.operator.window.RowFrame.Edge;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

/// Frames that end at a distance of the order key. Both ends only move forward while the rows of a
/// partition are gone through, in the steps in which Spark moves them: where the key of an end
/// overflows, the query fails here exactly if it does there, and keys that wrap give Spark's rows.
final class KeyFrames {
    private final WindowRows rows;
    private final Column key;
    private final @Nullable Ends starts;
    private final @Nullable Ends ends;

    private KeyFrames(RowFrame frame, WindowRows rows, EvaluationContext context) {
        Column orderKey = rows.orderKey();
        if (orderKey == null) {
            throw MillraceException.bug("a range frame with a distance needs one order key");
        }
        this.rows = rows;
        this.key = orderKey;
        this.starts = ends(frame.start(), rows, context);
        this.ends = ends(frame.end(), rows, context);
    }

    static FrameBounds bounds(RowFrame frame, WindowRows rows, EvaluationContext context) {
        KeyFrames frames = new KeyFrames(frame, rows, context);
        FrameBounds bounds = new FrameBounds(new int[rows.rowCount()], new int[rows.rowCount()]);
        for (int p = 0; p < rows.partitionCount(); p++) {
            int from = rows.partitionStarts()[p];
            int to = rows.partitionStarts()[p + 1];
            if (frame.end() instanceof Edge.Unbounded) {
                frames.shrinking(bounds, from, to);
            } else if (frame.start() instanceof Edge.Unbounded) {
                frames.growing(bounds, from, to);
            } else {
                frames.sliding(bounds, from, to);
            }
        }
        return bounds;
    }

    private void shrinking(FrameBounds bounds, int from, int to) {
        int low = from;
        for (int i = from; i < to; i++) {
            while (low < to && isBeforeStart(low, i)) {
                low++;
            }
            bounds.starts()[i] = low;
            bounds.ends()[i] = to;
        }
    }

    private void growing(FrameBounds bounds, int from, int to) {
        int high = from;
        for (int i = from; i < to; i++) {
            while (high < to && isWithinEnd(high, i)) {
                high++;
            }
            bounds.starts()[i] = from;
            bounds.ends()[i] = high;
        }
    }

    private void sliding(FrameBounds bounds, int from, int to) {
        int low = from;
        int high = from;
        for (int i = from; i < to; i++) {
            while (low < high && isBeforeStart(low, i)) {
                low++;
            }
            while (high < to && isWithinEnd(high, i)) {
                if (isBeforeStart(high, i)) {
                    low++;
                }
                high++;
            }
            bounds.starts()[i] = low;
            bounds.ends()[i] = high;
        }
    }

    private boolean isBeforeStart(int row, int current) {
        return starts == null
                ? row < rows.peerStarts()[current]
                : compare(row, starts, current) < 0;
    }

    private boolean isWithinEnd(int row, int current) {
        return ends == null ? row < rows.peerEnds()[current] : compare(row, ends, current) <= 0;
    }

    /// The key of a row beside the end of the current row's frame, in the order of the window.
    private int compare(int row, Ends ends, int current) {
        Column end = ends.column(current);
        int at = ends.place(current);
        if (key.isNull(row) || end.isNull(at)) {
            boolean isSame = key.isNull(row) && end.isNull(at);
            return isSame ? 0 : key.isNull(row) == rows.isNullFirst() ? -1 : 1;
        }
        int order = ValueOrder.compare(key, row, end, at);
        return rows.isAscending() ? order : -order;
    }

    /// @return null where the frame ends at peers, or nowhere
    private static @Nullable Ends ends(Edge edge, WindowRows rows, EvaluationContext context) {
        if (!(edge instanceof Edge.Key(var value))) {
            return null;
        }
        try {
            return new Known(value.evaluate(rows.batch(), context));
        } catch (MillraceException e) {
            return new Single(value, rows.batch(), context);
        }
    }

    /// The keys at which frames end.
    private sealed interface Ends {
        /// The column with the end of the frame of the row, at its `place`.
        Column column(int row);

        int place(int row);
    }

    private record Known(Column values) implements Ends {
        @Override
        public Column column(int row) {
            return values;
        }

        @Override
        public int place(int row) {
            return row;
        }
    }

    /// Row by row, after the evaluation of all of them has failed: it may have for a row whose end
    /// no one asks for, as behind the last row of the partition.
    private static final class Single implements Ends {
        private final Evaluator value;
        private final ColumnBatch batch;
        private final EvaluationContext context;
        private int row = -1;
        private @Nullable Column last;

        Single(Evaluator value, ColumnBatch batch, EvaluationContext context) {
            this.value = value;
            this.batch = batch;
            this.context = context;
        }

        @Override
        public Column column(int wanted) {
            Column known = last;
            if (known == null || wanted != row) {
                known = value.evaluate(batch.slice(wanted, 1), context);
                last = known;
                row = wanted;
            }
            return known;
        }

        @Override
        public int place(int wanted) {
            return 0;
        }
    }
}

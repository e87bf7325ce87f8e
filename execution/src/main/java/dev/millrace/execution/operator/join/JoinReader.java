// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.join;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.FilterOperator;
import dev.millrace.execution.operator.row.JoinTable;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One partition of the probe side on its way past the hash table.
///
/// Pairs are made in pieces of bounded size, wherever in the list of matches of a row that ends: a
/// key with a million matches costs no more memory than any other.
final class JoinReader implements BatchReader {
    private static final int PAIRS = 2 * ColumnBatch.TARGET_ROWS;

    private final JoinOperator operator;
    private final BatchReader input;
    private final BuildSide build;
    private final TaskContext context;
    private final EvaluationContext evaluation;
    private final int[] probeRows = new int[PAIRS];
    private final int[] buildRows = new int[PAIRS];

    /// The probe batch being worked on, null before the first and after the last.
    private @Nullable ColumnBatch batch;

    private int[] groups = {};
    private boolean[] matched = {};
    private int nextRow;
    private int nextMatch;
    private int firstMatch;
    private int endOfMatches;
    private @Nullable LongColumn probeTimes;

    /// The rows of the build side.
    ///
    /// @param times by which the rows of each larger group are ordered, at the same places; null if
    ///     they are not
    /// @param matched the rows that found a partner, where build rows come out by themselves; else
    ///     empty
    record BuildSide(
            ColumnBatch rows, JoinTable table, long @Nullable [] times, boolean[] matched) {}

    JoinReader(
            JoinOperator operator,
            BatchReader input,
            BuildSide build,
            TaskContext context,
            EvaluationContext evaluation) {
        this.operator = operator;
        this.input = input;
        this.build = build;
        this.context = context;
        this.evaluation = evaluation;
    }

    @Override
    public @Nullable ColumnBatch next() {
        while (true) {
            context.cancellation().check();
            ColumnBatch current = batch;
            if (current == null) {
                current = input.next();
                if (current == null) {
                    return null;
                }
                start(current);
            }
            ColumnBatch joined =
                    nextRow < current.rowCount() ? nextPairs(current) : finish(current);
            if (joined != null && joined.rowCount() > 0) {
                return joined;
            }
        }
    }

    private void start(ColumnBatch current) {
        batch = current;
        List<Column> keys = new ArrayList<>(operator.keys().probe().size());
        for (Evaluator key : operator.keys().probe()) {
            keys.add(key.evaluate(current, evaluation));
        }
        groups = build.table().probe(keys, current.rowCount());
        TimeRange range = operator.range();
        probeTimes =
                range != null
                                && current.column(range.column(operator.isProbeLeft()))
                                        instanceof LongColumn times
                        ? times
                        : null;
        matched = new boolean[current.rowCount()];
        nextRow = 0;
        nextMatch = 0;
        if (operator.residual() == null && !operator.kind().givesPairs()) {
            for (int i = 0; i < current.rowCount(); i++) {
                matched[i] = groups[i] >= 0;
                if (matched[i] && operator.kind().givesBuildRows()) {
                    markGroup(groups[i]);
                }
            }
            nextRow = current.rowCount();
        }
    }

    /// All rows of a group find their partner at once.
    private void markGroup(int group) {
        int[] rows = build.table().rows();
        int start = build.table().start(group);
        if (!build.matched()[rows[start]]) {
            for (int i = build.table().end(group) - 1; i >= start; i--) {
                build.matched()[rows[i]] = true;
            }
        }
    }

    /// The next piece of pairs, null if none of them counts.
    private @Nullable ColumnBatch nextPairs(ColumnBatch current) {
        int count = fillPairs(current.rowCount());
        if (count == 0) {
            return null;
        }
        ColumnBatch probe = current.gather(probeRows, count);
        ColumnBatch partner = build.rows().gather(buildRows, count);
        ColumnBatch pairs = operator.combine(probe.columns(), partner.columns(), count);
        int[] kept = null;
        Evaluator residual = operator.residual();
        if (residual != null) {
            kept = new int[count];
            count = FilterOperator.select(residual.evaluate(pairs, evaluation), kept);
        }
        for (int i = 0; i < count; i++) {
            int pair = kept == null ? i : kept[i];
            matched[probeRows[pair]] = true;
            if (build.matched().length > 0) {
                build.matched()[buildRows[pair]] = true;
            }
        }
        if (!operator.kind().givesPairs()) {
            return null;
        }
        return kept == null || count == pairs.rowCount() ? pairs : pairs.gather(kept, count);
    }

    private int fillPairs(int rowCount) {
        int[] rows = build.table().rows();
        // Where only build rows come out, each needs but one partner.
        boolean needsOne = build.matched().length > 0 && !operator.kind().givesPairs();
        int count = 0;
        while (nextRow < rowCount && count < PAIRS) {
            int group = groups[nextRow];
            if (group >= 0) {
                if (nextMatch == 0) {
                    findMatches(group);
                }
                int from = firstMatch + nextMatch;
                int length = Math.min(endOfMatches - from, PAIRS - count);
                for (int i = 0; i < length; i++) {
                    int row = rows[from + i];
                    if (!needsOne || !build.matched()[row]) {
                        probeRows[count] = nextRow;
                        buildRows[count++] = row;
                    }
                }
                if (from + length < endOfMatches) {
                    nextMatch += length;
                    return count;
                }
            }
            nextRow++;
            nextMatch = 0;
        }
        return count;
    }

    /// Where the rows stand that the next probe row is to be paired with.
    private void findMatches(int group) {
        firstMatch = build.table().start(group);
        endOfMatches = build.table().end(group);
        TimeRange range = operator.range();
        long[] times = build.times();
        if (range == null || times == null || endOfMatches - firstMatch < TimeRange.FEW_ROWS) {
            return;
        }
        if (probeTimes == null || probeTimes.isNull(nextRow)) {
            endOfMatches = firstMatch;
            return;
        }
        long time = probeTimes.value(nextRow);
        boolean isLeft = operator.isProbeLeft();
        int end = endOfMatches;
        firstMatch = TimeRange.first(times, firstMatch, end, range.least(time, isLeft));
        endOfMatches = TimeRange.end(times, firstMatch, end, range.greatest(time, isLeft));
    }

    /// What is to be said about the probe rows themselves, after all their pairs were made.
    private @Nullable ColumnBatch finish(ColumnBatch current) {
        batch = null;
        boolean wanted = operator.kind() == JoinOperator.Kind.SEMI;
        boolean givesProbeRows =
                switch (operator.kind()) {
                    case PROBE_OUTER, FULL_OUTER, SEMI, ANTI -> true;
                    case INNER, BUILD_SEMI, BUILD_ANTI -> false;
                };
        if (!givesProbeRows) {
            return null;
        }
        int[] rows = new int[current.rowCount()];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            rows[count] = i;
            count += matched[i] == wanted ? 1 : 0;
        }
        if (count == 0) {
            return null;
        }
        ColumnBatch alone = current.gather(rows, count);
        return operator.kind().givesPairs()
                ? operator.combine(
                        alone.columns(), JoinOperator.nulls(operator.buildSchema(), count), count)
                : alone;
    }

    @Override
    public void close() {
        input.close();
    }
}

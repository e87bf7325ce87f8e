// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.aggregate.Accumulator;
import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// An aggregate over the frame around each row. How it is computed depends on the frame:
///
/// - the whole partition: one group per partition, once;
/// - `first` and `last` that take NULLs: the row at the edge of the frame;
/// - from the start of the partition: rows are added as the frame grows;
/// - any other: each row is a group of its own, fed with the rows of its frame.
public record FrameColumn(Aggregation.Term term, RowFrame frame, boolean ignoreNulls, DataType type)
        implements WindowColumn {
    /// Pairs of row and frame row that are fed at once, where every row is a group.
    private static final int PAIRS = 1 << 14;

    /// The evaluated arguments, and which rows pass the filter (null: all).
    private record Arguments(List<Column> columns, @Nullable Column filter) {
        boolean passes(int row) {
            return filter == null
                    || filter instanceof BooleanColumn condition
                            && condition.value(row)
                            && !condition.isNull(row);
        }

        List<Column> gather(int[] rows, int count) {
            List<Column> gathered = new ArrayList<>(columns.size());
            for (Column column : columns) {
                gathered.add(column.gather(rows, count));
            }
            return gathered;
        }
    }

    @Override
    public Column compute(WindowRows rows, EvaluationContext context) {
        List<Column> columns = new ArrayList<>();
        for (Evaluator argument : term.arguments()) {
            columns.add(argument.evaluate(rows.batch(), context));
        }
        Evaluator filter = term.filter();
        Arguments arguments =
                new Arguments(
                        columns, filter == null ? null : filter.evaluate(rows.batch(), context));
        if (frame.isWhole()) {
            return overPartitions(arguments, rows);
        }
        FrameBounds bounds = FrameBounds.of(frame, rows, context);
        String name = term.function().name();
        boolean isFirst = name.startsWith("first") || name.equals("any_value");
        if ((isFirst || name.startsWith("last")) && !ignoreNulls && filter == null) {
            return atEdge(arguments, bounds, isFirst);
        }
        return frame.start() instanceof RowFrame.Edge.Unbounded
                ? growing(arguments, bounds, rows)
                : general(arguments, bounds);
    }

    private Accumulator accumulator() {
        return term.function().start().get();
    }

    private Column overPartitions(Arguments arguments, WindowRows rows) {
        int[] selected = new int[rows.rowCount()];
        int[] groups = new int[rows.rowCount()];
        int[] partitionOf = new int[rows.rowCount()];
        int count = 0;
        for (int p = 0; p < rows.partitionCount(); p++) {
            for (int i = rows.partitionStarts()[p]; i < rows.partitionStarts()[p + 1]; i++) {
                partitionOf[i] = p;
                if (arguments.passes(i)) {
                    selected[count] = i;
                    groups[count++] = p;
                }
            }
        }
        Accumulator accumulator = accumulator();
        accumulator.update(arguments.gather(selected, count), groups, count, rows.partitionCount());
        return accumulator.results(rows.partitionCount()).gather(partitionOf, partitionOf.length);
    }

    private static Column atEdge(Arguments arguments, FrameBounds bounds, boolean isFirst) {
        int[] sources = new int[bounds.starts().length];
        for (int i = 0; i < sources.length; i++) {
            boolean isEmpty = bounds.starts()[i] >= bounds.ends()[i];
            sources[i] = isEmpty ? -1 : isFirst ? bounds.starts()[i] : bounds.ends()[i] - 1;
        }
        return arguments.columns().getFirst().gather(sources, sources.length);
    }

    private Column growing(Arguments arguments, FrameBounds bounds, WindowRows rows) {
        ColumnBuilder results = ColumnBuilder.of(type, rows.rowCount());
        int[] added = new int[rows.rowCount()];
        int[] groups = new int[rows.rowCount()];
        for (int p = 0; p < rows.partitionCount(); p++) {
            Accumulator accumulator = accumulator();
            int next = rows.partitionStarts()[p];
            Column result = null;
            for (int i = next; i < rows.partitionStarts()[p + 1]; i++) {
                int count = 0;
                for (; next < bounds.ends()[i]; next++) {
                    added[count] = next;
                    count += arguments.passes(next) ? 1 : 0;
                }
                if (count > 0 || result == null) {
                    accumulator.update(arguments.gather(added, count), groups, count, 1);
                    result = accumulator.results(1);
                }
                results.appendFrom(result, 0);
            }
        }
        return results.build();
    }

    private Column general(Arguments arguments, FrameBounds bounds) {
        int rowCount = bounds.starts().length;
        ColumnBuilder results = ColumnBuilder.of(type, rowCount);
        int row = 0;
        while (row < rowCount) {
            int first = row;
            long pairs = 0;
            while (row < rowCount && (pairs == 0 || pairs < PAIRS)) {
                pairs += Math.max(0, bounds.ends()[row] - bounds.starts()[row]);
                row++;
            }
            int[] sources = new int[Math.toIntExact(pairs)];
            int[] groups = new int[sources.length];
            int count = 0;
            for (int i = first; i < row; i++) {
                for (int j = bounds.starts()[i]; j < bounds.ends()[i]; j++) {
                    if (arguments.passes(j)) {
                        sources[count] = j;
                        groups[count++] = i - first;
                    }
                }
            }
            Accumulator accumulator = accumulator();
            accumulator.update(arguments.gather(sources, count), groups, count, row - first);
            Column result = accumulator.results(row - first);
            for (int i = 0; i < row - first; i++) {
                results.appendFrom(result, i);
            }
        }
        return results.build();
    }
}

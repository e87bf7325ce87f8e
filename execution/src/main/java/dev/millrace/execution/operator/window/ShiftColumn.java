// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// The value of another row of the partition: `lag`, `lead`, `nth_value`.
///
/// @param offset the constant distance, or the constant `n`
/// @param otherwise what stands where there is no such row, null for NULL
/// @param frame for `nth_value`; null for the rows up to the last peer
/// @param ignoreNulls true to count only rows whose value is not NULL
public record ShiftColumn(
        Function function,
        Evaluator value,
        Evaluator offset,
        @Nullable Evaluator otherwise,
        boolean ignoreNulls,
        DataType type,
        @Nullable RowFrame frame)
        implements WindowColumn {
    /// Where the other row is.
    public enum Function {
        LAG,
        LEAD,
        /// The n-th row, from 1, of the frame.
        NTH_VALUE
    }

    @Override
    public Column compute(WindowRows rows, EvaluationContext context) {
        Column values = value.evaluate(rows.batch(), context);
        int[] sources = new int[rows.rowCount()];
        if (sources.length == 0) {
            return values;
        }
        int distance = ((IntColumn) offset.evaluate(rows.batch(), context)).value(0);
        if (function == Function.NTH_VALUE && frame != null) {
            FrameBounds bounds = FrameBounds.of(frame, rows, context);
            for (int i = 0; i < sources.length; i++) {
                int start = bounds.starts()[i];
                sources[i] = walk(values, start - 1, distance, start, bounds.ends()[i]);
            }
            return values.gather(sources, sources.length);
        }
        for (int p = 0; p < rows.partitionCount(); p++) {
            int start = rows.partitionStarts()[p];
            int end = rows.partitionStarts()[p + 1];
            for (int i = start; i < end; i++) {
                sources[i] = source(rows, values, i, distance, start, end);
            }
        }
        Evaluator fallback = otherwise;
        if (fallback == null) {
            return values.gather(sources, sources.length);
        }
        Column others = fallback.evaluate(rows.batch(), context);
        ColumnBuilder builder = ColumnBuilder.of(type, sources.length);
        for (int i = 0; i < sources.length; i++) {
            if (sources[i] >= 0) {
                builder.appendFrom(values, sources[i]);
            } else {
                builder.appendFrom(others, i);
            }
        }
        return builder.build();
    }

    private int source(WindowRows rows, Column values, int row, int distance, int start, int end) {
        return switch (function) {
            case LAG -> walk(values, row, -distance, start, end);
            case LEAD -> walk(values, row, distance, start, end);
            case NTH_VALUE -> walk(values, start - 1, distance, start, rows.peerEnds()[row]);
        };
    }

    /// The row `distance` steps from `from`, -1 if that is outside.
    private int walk(Column values, int from, int distance, int start, int end) {
        if (!ignoreNulls || distance == 0) {
            long target = (long) from + distance;
            return target >= start && target < end ? (int) target : -1;
        }
        int step = Integer.signum(distance);
        int missing = Math.abs(distance);
        for (int i = from + step; i >= start && i < end; i += step) {
            if (!values.isNull(i) && --missing == 0) {
                return i;
            }
        }
        return -1;
    }
}

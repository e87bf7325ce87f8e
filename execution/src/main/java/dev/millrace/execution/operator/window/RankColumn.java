// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;

import org.jspecify.annotations.Nullable;

/// Functions of a row's place in its partition.
///
/// @param buckets the constant number of buckets of `ntile`, else null
public record RankColumn(Function function, @Nullable Evaluator buckets) implements WindowColumn {
    /// What is computed.
    public enum Function {
        ROW_NUMBER,
        RANK,
        DENSE_RANK,
        PERCENT_RANK,
        CUME_DIST,
        NTILE
    }

    @Override
    public Column compute(WindowRows rows, EvaluationContext context) {
        return switch (function) {
            case PERCENT_RANK, CUME_DIST -> fractions(rows);
            case ROW_NUMBER, RANK, DENSE_RANK -> ranks(rows);
            case NTILE -> tiles(rows, context);
        };
    }

    private Column ranks(WindowRows rows) {
        int[] values = new int[rows.rowCount()];
        for (int p = 0; p < rows.partitionCount(); p++) {
            int start = rows.partitionStarts()[p];
            int dense = 0;
            for (int i = start; i < rows.partitionStarts()[p + 1]; i++) {
                dense += rows.peerStarts()[i] == i ? 1 : 0;
                values[i] =
                        switch (function) {
                            case ROW_NUMBER -> i - start + 1;
                            case RANK -> rows.peerStarts()[i] - start + 1;
                            default -> dense;
                        };
            }
        }
        return new IntColumn(values, null, values.length);
    }

    private Column fractions(WindowRows rows) {
        double[] values = new double[rows.rowCount()];
        for (int p = 0; p < rows.partitionCount(); p++) {
            int start = rows.partitionStarts()[p];
            int end = rows.partitionStarts()[p + 1];
            double size = end - start;
            for (int i = start; i < end; i++) {
                if (function == Function.CUME_DIST) {
                    values[i] = (rows.peerEnds()[i] - start) / size;
                } else {
                    values[i] = size == 1 ? 0 : (rows.peerStarts()[i] - start) / (size - 1);
                }
            }
        }
        return new DoubleColumn(values, null, values.length);
    }

    /// The first buckets take one row more if the rows do not divide evenly.
    private Column tiles(WindowRows rows, EvaluationContext context) {
        int[] values = new int[rows.rowCount()];
        if (values.length == 0 || buckets == null) {
            return new IntColumn(values, null, values.length);
        }
        int count = ((IntColumn) buckets.evaluate(rows.batch(), context)).value(0);
        for (int p = 0; p < rows.partitionCount(); p++) {
            int start = rows.partitionStarts()[p];
            int size = rows.partitionStarts()[p + 1] - start;
            int small = size / count;
            int larger = size % count;
            int inLarger = larger * (small + 1);
            for (int i = 0; i < size; i++) {
                values[start + i] =
                        i < inLarger ? i / (small + 1) + 1 : larger + (i - inLarger) / small + 1;
            }
        }
        return new IntColumn(values, null, values.length);
    }
}

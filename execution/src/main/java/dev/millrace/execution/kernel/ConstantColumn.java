// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

/// A literal as a column. The arrays of the longest batch seen are kept and handed out again, so
/// that
/// a constant costs one small object per batch.
final class ConstantColumn implements Evaluator {
    private final Literal literal;
    private final boolean isInterval;

    /// Only ever replaced by a longer column of the same value: a lost race costs a little work.
    private volatile Column longest;

    ConstantColumn(Literal literal) {
        this.literal = literal;
        this.isInterval = literal.type() instanceof DataType.CalendarInterval;
        this.longest = repeat(0);
    }

    @Override
    public Column evaluate(ColumnBatch batch, EvaluationContext context) {
        int size = batch.rowCount();
        if (literal.value() == null || isInterval) {
            return repeat(size);
        }
        Column kept = longest;
        if (kept.size() < size) {
            kept = repeat(size);
            longest = kept;
        }
        return switch (kept) {
            case IntColumn ints -> new IntColumn(ints.values(), null, size);
            case LongColumn longs -> new LongColumn(longs.values(), null, size);
            case DoubleColumn doubles -> new DoubleColumn(doubles.values(), null, size);
            case BooleanColumn booleans -> new BooleanColumn(booleans.values(), null, size);
            case DecimalColumn decimals ->
                    new DecimalColumn(decimals.highs(), decimals.lows(), null, size);
            case BytesColumn bytes ->
                    new BytesColumn(bytes.data(), bytes.starts(), bytes.lengths(), null, size);
            default -> kept.size() == size ? kept : kept.slice(0, size);
        };
    }

    private Column repeat(int size) {
        if (isInterval) {
            // no column can hold it: the functions that take one read it from the call site
            return Columns.nulls(DataType.NULL, size);
        }
        if (literal.value() == null) {
            return Columns.nulls(literal.type(), size);
        }
        ColumnBuilder builder = ColumnBuilder.of(literal.type(), 1);
        builder.appendBoxed(literal.value());
        return builder.build().gather(new int[size], size);
    }
}

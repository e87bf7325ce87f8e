// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.task.Workers;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import java.util.ArrayList;
import java.util.List;

/// An order of rows by one or more keys.
public final class RowOrder {
    private final List<Key> keys;

    /// One key of the order.
    public record Key(Evaluator evaluator, boolean ascending, boolean nullsFirst) {}

    public RowOrder(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /// The numbers of the rows of the batch in order; equal rows stay as they are.
    public int[] sort(ColumnBatch batch, EvaluationContext context, Workers workers) {
        return compare(batch, context).sort(workers);
    }

    /// The keys of a batch, computed, ready to be compared.
    public RowComparison compare(ColumnBatch batch, EvaluationContext context) {
        List<Column> columns = new ArrayList<>(keys.size());
        boolean[] ascending = new boolean[keys.size()];
        boolean[] nullsFirst = new boolean[keys.size()];
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            columns.add(key.evaluator().evaluate(batch, context));
            ascending[i] = key.ascending();
            nullsFirst[i] = key.nullsFirst();
        }
        return new RowComparison(columns, ascending, nullsFirst, batch.rowCount());
    }
}

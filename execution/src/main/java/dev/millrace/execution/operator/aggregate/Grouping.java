// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.FilterOperator;
import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An aggregation under way: the groups met so far and their accumulators. Used by one thread at a
/// time.
public final class Grouping {
    /// So many rows are grouped before it is asked whether that is worth while.
    private static final int TRIAL_ROWS = 1 << 13;

    private final Aggregation aggregation;
    private final GroupTable table;
    private final Accumulator[] accumulators;
    private long inputRows;

    public Grouping(Aggregation aggregation, int expectedGroups) {
        this.aggregation = aggregation;
        this.table = GroupTable.of(aggregation.keyTypes(), expectedGroups);
        this.accumulators =
                aggregation.terms().stream()
                        .map(t -> t.function().start().get())
                        .toArray(Accumulator[]::new);
    }

    /// Number of groups; without keys always 1.
    public int groupCount() {
        return aggregation.keys().isEmpty() ? 1 : table.size();
    }

    /// True if no row was taken yet.
    public boolean isEmpty() {
        return inputRows == 0;
    }

    /// About how many bytes of heap it holds.
    long memoryBytes() {
        long bytes = table.memoryBytes();
        for (Accumulator accumulator : accumulators) {
            bytes += accumulator.memoryBytes(groupCount());
        }
        return bytes;
    }

    public int hash(int group) {
        return table.hash(group);
    }

    /// False once it shows that hardly any row has the key of another.
    boolean isWorthwhile() {
        return inputRows < TRIAL_ROWS || table.size() < inputRows - inputRows / 4;
    }

    /// Takes the rows of a batch.
    public void update(ColumnBatch batch, EvaluationContext context) {
        inputRows += batch.rowCount();
        List<Column> keys = evaluate(aggregation.keys(), batch, context);
        accumulate(batch, table.assign(keys, batch.rowCount()), groupCount(), context);
    }

    /// Each row of a batch as a group of its own, as `partial` gives it.
    static ColumnBatch ungrouped(
            Aggregation aggregation, ColumnBatch batch, EvaluationContext context) {
        int count = batch.rowCount();
        int[] groups = new int[count];
        for (int i = 0; i < count; i++) {
            groups[i] = i;
        }
        Grouping rows = new Grouping(aggregation, 0);
        rows.accumulate(batch, groups, count, context);
        return rows.withBuffers(evaluate(aggregation.keys(), batch, context), count);
    }

    private void accumulate(
            ColumnBatch batch, int[] groups, int groupCount, EvaluationContext context) {
        for (int t = 0; t < accumulators.length; t++) {
            Aggregation.Term term = aggregation.terms().get(t);
            Evaluator filter = term.filter();
            if (filter == null) {
                accumulators[t].update(
                        evaluate(term.arguments(), batch, context),
                        groups,
                        batch.rowCount(),
                        groupCount);
                continue;
            }
            int[] rows = new int[batch.rowCount()];
            int count = FilterOperator.select(filter.evaluate(batch, context), rows);
            int[] selectedGroups = new int[count];
            for (int i = 0; i < count; i++) {
                selectedGroups[i] = groups[rows[i]];
            }
            accumulators[t].update(
                    evaluate(term.arguments(), batch.gather(rows, count), context),
                    selectedGroups,
                    count,
                    groupCount);
        }
    }

    private static List<Column> evaluate(
            List<Evaluator> evaluators, ColumnBatch batch, EvaluationContext context) {
        Column[] columns = new Column[evaluators.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = evaluators.get(i).evaluate(batch, context);
        }
        return Arrays.asList(columns);
    }

    /// Takes rows of keys and buffers, as `partial` gives them.
    public void merge(ColumnBatch partial) {
        inputRows += partial.rowCount();
        List<Column> columns = partial.columns();
        int keyCount = aggregation.keys().size();
        int[] groups = table.assign(columns.subList(0, keyCount), partial.rowCount());
        int from = keyCount;
        for (int t = 0; t < accumulators.length; t++) {
            int to = from + aggregation.terms().get(t).function().buffers().size();
            accumulators[t].merge(
                    columns.subList(from, to), groups, partial.rowCount(), groupCount());
            from = to;
        }
    }

    /// Keys and buffers of all groups.
    public ColumnBatch partial() {
        return withBuffers(table.keys(0, table.size()), groupCount());
    }

    private ColumnBatch withBuffers(List<Column> keys, int count) {
        List<Column> columns = new ArrayList<>(keys);
        for (Accumulator accumulator : accumulators) {
            columns.addAll(accumulator.buffers(count));
        }
        return new ColumnBatch(count, columns);
    }

    /// Keys and results of all groups.
    public ColumnBatch result() {
        List<Column> columns = new ArrayList<>(table.keys(0, table.size()));
        for (Accumulator accumulator : accumulators) {
            columns.add(accumulator.results(groupCount()));
        }
        return new ColumnBatch(groupCount(), columns);
    }
}

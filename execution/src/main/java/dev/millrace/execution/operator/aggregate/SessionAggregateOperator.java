// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.operator.SlicedPartitions;
import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Groups the rows of a table by keys and a session window.
///
/// 1. Rows are aggregated by their keys and their own windows, as if these were ordinary groups.
/// 2. The groups are split by the hash of the other keys; on each part a worker merges the windows
///    that overlap or touch.
public final class SessionAggregateOperator {
    /// Up to this many groups one thread is faster than several.
    private static final int FEW_GROUPS = 1 << 13;

    private final Aggregation aggregation;
    private final SessionKeys keys;
    private final DataType.Struct partialSchema;

    /// @param sessionKey the place of the window among the keys
    public SessionAggregateOperator(Aggregation aggregation, int sessionKey) {
        this.aggregation = aggregation;
        this.keys = new SessionKeys(aggregation, sessionKey);
        List<StructField> fields = new ArrayList<>(aggregation.keyFields());
        fields.addAll(aggregation.bufferFields());
        this.partialSchema = new DataType.Struct(fields);
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        List<ColumnBatch> partials = new ArrayList<>();
        for (Grouping grouping : new HashAggregateOperator(aggregation).aggregate(input, context)) {
            partials.add(grouping.partial());
        }
        ColumnBatch groups = ColumnBatches.concat(partialSchema, partials);
        GroupTable table = GroupTable.of(keys.otherTypes(), groups.rowCount());
        int[] numbers = table.assign(keys.others(groups.columns()), groups.rowCount());
        int parts = groups.rowCount() <= FEW_GROUPS ? 1 : context.workers().parallelism();
        List<Callable<ColumnBatch>> tasks = new ArrayList<>(parts);
        for (int p = 0; p < parts; p++) {
            int part = p;
            tasks.add(() -> merge(groups, table, numbers, part, parts));
        }
        return new SlicedPartitions(context.workers().runAll(tasks));
    }

    /// The sessions of the keys of one part.
    private ColumnBatch merge(
            ColumnBatch groups, GroupTable table, int[] numbers, int part, int parts) {
        int[] rows = new int[numbers.length];
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
            rows[count] = i;
            count += GroupTable.partition(table.hash(numbers[i]), parts) == part ? 1 : 0;
        }
        ColumnBatch own = groups.gather(rows, count);
        GroupTable ownTable = GroupTable.of(keys.otherTypes(), count);
        int[] ownNumbers = ownTable.assign(keys.others(own.columns()), count);
        int keyCount = ownTable.size();
        SessionMerge.Sessions sessions =
                SessionMerge.merge(aggregation, keys.input(keyCount, ownNumbers, own));
        List<Column> others = ownTable.keys(sessions.keys(), sessions.count());
        List<Column> columns = keys.withWindows(others, sessions.windows());
        columns.addAll(sessions.results());
        return new ColumnBatch(sessions.count(), columns);
    }
}

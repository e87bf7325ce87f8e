// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.function.GroupFunction;
import dev.millrace.spi.function.GroupedRows;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Gives the rows of each key to a function of user code, those of several inputs together.
///
/// All rows are read; each gets the number of its key; the groups are worked on in ranges of
/// numbers, which are the partitions of the output.
public final class GroupMapOperator {
    /// Below this many rows one partition is enough.
    private static final int FEW_ROWS = 1 << 12;

    private final GroupFunction function;
    private final List<GroupedInput> inputs;

    public GroupMapOperator(GroupFunction function, List<GroupedInput> inputs) {
        this.function = function;
        this.inputs = List.copyOf(inputs);
    }

    public PartitionedBatches run(List<PartitionedBatches> rows, TaskContext context) {
        GroupTable table = GroupTable.of(inputs.getFirst().keyTypes(), 64);
        List<ColumnBatch> batches = new ArrayList<>();
        List<int[]> groups = new ArrayList<>();
        long rowCount = 0;
        for (int i = 0; i < inputs.size(); i++) {
            GroupedInput input = inputs.get(i);
            ColumnBatch batch =
                    MaterializedPartitions.pull(rows.get(i), context).concat(input.schema());
            List<Column> keys = MapPartitionsOperator.select(batch, input.keys()).columns();
            batches.add(batch);
            groups.add(table.assign(keys, batch.rowCount()));
            rowCount += batch.rowCount();
        }
        List<RowsByGroup> sides = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            sides.add(
                    RowsByGroup.of(
                            inputs.get(i), batches.get(i), groups.get(i), table.size(), context));
        }
        int partitions =
                rowCount < FEW_ROWS
                        ? 1
                        : Math.clamp(context.workers().parallelism(), 1, table.size());
        return partitions(sides, table.size(), partitions);
    }

    private PartitionedBatches partitions(List<RowsByGroup> sides, int groupCount, int partitions) {
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return partitions;
            }

            @Override
            public BatchReader open(int partition) {
                int from = (int) ((long) groupCount * partition / partitions);
                int to = (int) ((long) groupCount * (partition + 1) / partitions);
                return function.apply(groups(sides, from, to));
            }
        };
    }

    private GroupedRows groups(List<RowsByGroup> sides, int from, int to) {
        List<GroupedRows.Side> parts = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            parts.add(sides.get(i).side(inputs.get(i), from, to));
        }
        return new GroupedRows(keys(sides, from, to), parts);
    }

    /// The key of each group, from its first row in any input.
    private ColumnBatch keys(List<RowsByGroup> sides, int from, int to) {
        List<ColumnBatch> parts = new ArrayList<>();
        int[] position = new int[to - from];
        int count = 0;
        for (int i = 0; i < sides.size(); i++) {
            RowsByGroup side = sides.get(i);
            int[] rows = new int[to - from];
            int found = 0;
            for (int group = from; group < to; group++) {
                if (side.has(group) && isFirst(sides, i, group)) {
                    position[group - from] = count++;
                    rows[found++] = side.firstRow(group);
                }
            }
            ColumnBatch keys =
                    MapPartitionsOperator.select(side.batch(), inputs.get(i).keyArguments());
            parts.add(keys.gather(rows, found));
        }
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        return ColumnBatches.concat(keySchema(), parts).gather(position, position.length);
    }

    private DataType.Struct keySchema() {
        GroupedInput first = inputs.getFirst();
        return new DataType.Struct(
                Arrays.stream(first.keyArguments()).mapToObj(first.schema()::field).toList());
    }

    private static boolean isFirst(List<RowsByGroup> sides, int index, int group) {
        return sides.subList(0, index).stream().noneMatch(side -> side.has(group));
    }
}

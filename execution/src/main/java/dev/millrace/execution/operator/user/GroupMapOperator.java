// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.execution.operator.sort.RowOrder;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.function.GroupFunction;
import dev.millrace.spi.function.GroupedRows;

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

    /// All rows of one input.
    ///
    /// @param rows group after group
    /// @param starts where the rows of each group start in `rows`, and where the last one ends
    private record Side(ColumnBatch batch, int[] rows, int[] starts) {
        boolean has(int group) {
            return starts[group] < starts[group + 1];
        }
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
        List<Side> sides = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            sides.add(side(inputs.get(i), batches.get(i), groups.get(i), table.size(), context));
        }
        int partitions =
                rowCount < FEW_ROWS
                        ? 1
                        : Math.clamp(context.workers().parallelism(), 1, table.size());
        return partitions(sides, table.size(), partitions);
    }

    private PartitionedBatches partitions(List<Side> sides, int groupCount, int partitions) {
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

    private static Side side(
            GroupedInput input,
            ColumnBatch batch,
            int[] groupOfRow,
            int groupCount,
            TaskContext context) {
        int[] starts = new int[groupCount + 1];
        for (int group : groupOfRow) {
            starts[group + 1]++;
        }
        for (int group = 0; group < groupCount; group++) {
            starts[group + 1] += starts[group];
        }
        int[] next = Arrays.copyOf(starts, groupCount);
        int[] rows = new int[groupOfRow.length];
        RowOrder order = input.order();
        int[] sorted =
                order == null ? null : order.sort(batch, context.evaluation(), context.workers());
        for (int i = 0; i < rows.length; i++) {
            int row = sorted == null ? i : sorted[i];
            rows[next[groupOfRow[row]]++] = row;
        }
        return new Side(batch, rows, starts);
    }

    private GroupedRows groups(List<Side> sides, int from, int to) {
        List<GroupedRows.Side> parts = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            Side side = sides.get(i);
            int first = side.starts()[from];
            int[] starts = new int[to - from + 1];
            for (int group = from; group <= to; group++) {
                starts[group - from] = side.starts()[group] - first;
            }
            int[] rows = Arrays.copyOfRange(side.rows(), first, side.starts()[to]);
            ColumnBatch arguments =
                    MapPartitionsOperator.select(side.batch(), inputs.get(i).arguments());
            parts.add(new GroupedRows.Side(arguments.gather(rows, rows.length), starts));
        }
        return new GroupedRows(keys(sides, from, to), parts);
    }

    /// The key of each group, from its first row in any input.
    private ColumnBatch keys(List<Side> sides, int from, int to) {
        List<ColumnBatch> parts = new ArrayList<>();
        int[] position = new int[to - from];
        int count = 0;
        for (int i = 0; i < sides.size(); i++) {
            Side side = sides.get(i);
            int[] rows = new int[to - from];
            int found = 0;
            for (int group = from; group < to; group++) {
                if (side.has(group) && isFirst(sides, i, group)) {
                    position[group - from] = count++;
                    rows[found++] = side.rows()[side.starts()[group]];
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

    private dev.millrace.spi.type.DataType.Struct keySchema() {
        GroupedInput first = inputs.getFirst();
        return new dev.millrace.spi.type.DataType.Struct(
                Arrays.stream(first.keyArguments()).mapToObj(first.schema()::field).toList());
    }

    private static boolean isFirst(List<Side> sides, int index, int group) {
        return sides.subList(0, index).stream().noneMatch(side -> side.has(group));
    }
}

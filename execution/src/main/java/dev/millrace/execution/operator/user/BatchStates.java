// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.GroupFunction;
import dev.millrace.spi.function.GroupedRows;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// A function with state in a batch query: called once for each key, with the initial state if
/// there is one; what it leaves behind is forgotten.
public final class BatchStates {
    private final StateFunction function;
    private final List<GroupedInput> inputs;
    private final boolean hasWatermark;

    /// @param inputs the rows, then the initial state if there is one
    public BatchStates(StateFunction function, List<GroupedInput> inputs, boolean hasWatermark) {
        this.function = function;
        this.inputs = List.copyOf(inputs);
        this.hasWatermark = hasWatermark;
    }

    public PartitionedBatches run(List<PartitionedBatches> rows, TaskContext context) {
        StateFunction.Moment now =
                new StateFunction.Moment(
                        Math.floorDiv(context.evaluation().timestampMicros(), 1000L),
                        StateFunction.NO_TIMESTAMP,
                        hasWatermark);
        return new GroupMapOperator(new Calls(function, now), inputs).run(rows, context);
    }

    private record Calls(StateFunction function, StateFunction.Moment now)
            implements GroupFunction {
        @Override
        public String name() {
            return function.name();
        }

        @Override
        public DataType.Struct resultSchema() {
            return function.resultSchema();
        }

        @Override
        public BatchReader apply(GroupedRows groups) {
            GroupedRows rows = new GroupedRows(groups.keys(), List.of(groups.sides().getFirst()));
            List<ColumnBatch> results = function.call(rows, initial(groups), false, now).rows();
            return BatchReader.of(results);
        }

        /// The state of each group: its only row on the second side, NULL for none.
        private StructColumn initial(GroupedRows groups) {
            int count = groups.groupCount();
            int[] rows = new int[count];
            List<Column> columns =
                    function.stateSchema().fields().stream()
                            .map(f -> dev.millrace.spi.column.ColumnBuilder.of(f.type(), 1).build())
                            .map(Column.class::cast)
                            .toList();
            int size = 0;
            java.util.Arrays.fill(rows, -1);
            if (groups.sides().size() == 2) {
                GroupedRows.Side side = groups.sides().get(1);
                columns = side.rows().columns();
                size = side.rows().rowCount();
                for (int group = 0; group < count; group++) {
                    int found = side.starts()[group + 1] - side.starts()[group];
                    if (found > 1) {
                        throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                                .text(
                                        "The initial state provided contained multiple rows(state)"
                                            + " with the same key. Make sure to de-duplicate the"
                                            + " initial state before passing it.");
                    }
                    rows[group] = found == 0 ? -1 : side.starts()[group];
                }
            }
            return new StructColumn(columns, null, size).gather(rows, count);
        }
    }
}

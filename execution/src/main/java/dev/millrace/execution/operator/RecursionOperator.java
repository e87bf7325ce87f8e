// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// The rounds of `WITH RECURSIVE`, each computed when its rows are wanted: a limit above ends an
/// endless recursion.
///
/// @param id under which the step finds the rows of the round before
/// @param maxRounds of the step, -1 for any number
/// @param maxRows of all rounds, -1 for any number
public record RecursionOperator(long id, int maxRounds, int maxRows) {
    /// @param anchor runs the plan of the first rows
    /// @param step runs the plan of a round
    public PartitionedBatches run(
            Function<TaskContext, PartitionedBatches> anchor,
            Function<TaskContext, PartitionedBatches> step,
            TaskContext context) {
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return 1;
            }

            @Override
            public BatchReader open(int partition) {
                return new Rounds(anchor, step, context);
            }
        };
    }

    private final class Rounds implements BatchReader {
        private final Function<TaskContext, PartitionedBatches> step;
        private final TaskContext context;
        private MaterializedPartitions rows;
        private int given;
        private int round;
        private long total;

        Rounds(
                Function<TaskContext, PartitionedBatches> anchor,
                Function<TaskContext, PartitionedBatches> step,
                TaskContext context) {
            this.step = step;
            this.context = context;
            this.rows = MaterializedPartitions.pull(anchor.apply(context), context);
            count();
        }

        @Override
        public @Nullable ColumnBatch next() {
            List<ColumnBatch> batches = rows.batches();
            while (given == batches.size()) {
                if (batches.isEmpty()) {
                    return null;
                }
                advance(batches);
                batches = rows.batches();
            }
            return batches.get(given++);
        }

        private void advance(List<ColumnBatch> last) {
            context.cancellation().check();
            round++;
            if (maxRounds >= 0 && round > maxRounds) {
                throw tooMany("LEVEL", "levelLimit", maxRounds);
            }
            context.scope().setRecursionRows(id, last);
            rows = MaterializedPartitions.pull(step.apply(context), context);
            given = 0;
            count();
        }

        private void count() {
            total += rows.rowCount();
            if (maxRows >= 0 && total > maxRows) {
                throw tooMany("ROW", "rowLimit", maxRows);
            }
        }
    }

    private static MillraceException tooMany(String what, String parameter, int most) {
        boolean isRows = what.equals("ROW");
        return MillraceException.of(
                        ErrorKind.EXECUTION, "RECURSION_" + what + "_LIMIT_EXCEEDED", "42836")
                .with(parameter, most)
                .text(
                        "Recursion "
                                + (isRows ? "row" : "level")
                                + " limit "
                                + most
                                + " reached but query has not exhausted, try "
                                + (isRows
                                        ? "setting a larger LIMIT value when querying the CTE"
                                                + " relation."
                                        : "increasing it like 'WITH RECURSIVE t(col) MAX RECURSION"
                                                + " LEVEL 200'."));
    }
}

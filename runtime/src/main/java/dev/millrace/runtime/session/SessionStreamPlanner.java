// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.streaming.StreamPlanner;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

/// Plans the streaming queries of a session.
record SessionStreamPlanner(QueryRunner queries, QueryPlanning planning) implements StreamPlanner {
    @Override
    public StreamPlan plan(Relation input, OutputMode mode) {
        LogicalPlan analysed = queries.analyse(input);
        if (!analysed.isStreaming()) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "WRITE_STREAM_NOT_ALLOWED", "42601")
                    .text("`writeStream` can be called only on streaming Dataset/DataFrame.");
        }
        planning.checkStream(analysed, mode);
        LogicalPlan optimised = planning.optimise(analysed, queries.settings());
        return new StreamPlan(
                analysed, optimised, () -> new Program(planning.physical(optimised, mode)));
    }

    private record Program(PhysicalPlan physical) implements StreamProgram {
        @Override
        public PartitionedBatches run(TaskContext context) {
            return physical.run(context);
        }

        @Override
        public String explain() {
            return physical.explain();
        }
    }
}

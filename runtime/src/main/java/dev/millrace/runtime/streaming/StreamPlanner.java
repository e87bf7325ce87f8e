// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.checkpoint.StatefulOperator;

import java.util.List;

/// What the loop needs of planning.
public interface StreamPlanner {
    /// Analyses a relation. Throws what Spark's `start()` throws: errors of names and types,
    /// `WRITE_STREAM_NOT_ALLOWED`, shapes that a stream
    /// cannot have in this mode.
    StreamPlan plan(Relation input, OutputMode mode);

    /// A streaming query before it runs.
    ///
    /// @param analysed decides the order of sources
    record StreamPlan(LogicalPlan analysed, LogicalPlan optimised, Compiler compiler) {}

    /// Makes the plan runnable; called once per run of the query, in its thread.
    interface Compiler {
        StreamProgram compile();
    }

    /// The physical plan, run again for every micro-batch.
    interface StreamProgram {
        PartitionedBatches run(TaskContext context);

        String explain();

        /// Its stateful operators in the order of their ids.
        List<StatefulOperator> operators();

        /// The delays of its watermark nodes in the order of their numbers.
        List<Long> watermarkDelaysMillis();

        /// The watermark at the input of each stateful operator, by its id, when the watermark of
        /// the query is this.
        long[] inputWatermarks(long globalMillis);

        /// True if some operator wants a batch although there are no new rows.
        ///
        /// @param evictedMillis the input watermarks of the last batch
        /// @param nextMillis those the next batch would have
        boolean isNoDataBatchDue(long[] evictedMillis, long[] nextMillis);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;

/// An operator over one input that keeps state from micro-batch to micro-batch.
public interface StatefulOperator {
    /// What the runtime has to know of it: its id, its stores and its watermark.
    StatefulDescription description();

    /// Merges one micro-batch into the state and gives what it emits for it.
    PartitionedBatches run(PartitionedBatches input, TaskContext context);
}

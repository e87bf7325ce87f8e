// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.state.StatefulDescription;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;

import java.util.List;

/// An operator whose state is in the hands of user code.
public interface UserStateOperator {
    /// What the runtime must know.
    StatefulDescription description();

    /// True if its rows obey the watermark of its input; false if they have none.
    boolean keepsWatermark();

    /// @param inputs the rows, then the initial state if there is one
    PartitionedBatches run(List<PartitionedBatches> inputs, TaskContext context);
}

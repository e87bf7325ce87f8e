// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// A physical operator with its inputs: immutable, holds no rows and no state, can be run many
// times and at the same time.
public interface PhysicalPlan {
    DataType.Struct schema();

    List<PhysicalPlan> children();

    /// Starts a run. Work happens when the partitions are pulled, or now, on the workers, for
    // operators that must see all their input first.
    PartitionedBatches run(TaskContext context);
}

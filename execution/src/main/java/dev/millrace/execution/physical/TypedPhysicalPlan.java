// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.operator.user.BatchProcessor;
import dev.millrace.execution.operator.user.BatchStates;
import dev.millrace.execution.operator.user.GroupMapOperator;
import dev.millrace.execution.operator.user.MapPartitionsOperator;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Operators that hand rows to user code and keep no state.
public sealed interface TypedPhysicalPlan extends PhysicalPlan.OverObjects {
    /// User code over the rows of a partition.
    record MapPartitions(
            PhysicalPlan input,
            String function,
            DataType.Struct schema,
            MapPartitionsOperator operator)
            implements TypedPhysicalPlan {
        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "MapPartitions " + function;
        }
    }

    /// User code over the rows of a key.
    record MapGroups(
            List<PhysicalPlan> children,
            String function,
            DataType.Struct schema,
            GroupMapOperator operator)
            implements TypedPhysicalPlan {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(children.stream().map(c -> c.run(context)).toList(), context);
        }

        @Override
        public String toString() {
            return "MapGroups " + function;
        }
    }

    /// User code over the rows and the state of a key in a batch query.
    record BatchStateGroups(
            List<PhysicalPlan> children,
            String function,
            DataType.Struct schema,
            BatchStates operator)
            implements TypedPhysicalPlan {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(children.stream().map(c -> c.run(context)).toList(), context);
        }

        @Override
        public String toString() {
            return "BatchStateGroups " + function;
        }
    }

    /// User code over the rows, state variables and timers of a key in a batch query.
    record BatchTransform(
            List<PhysicalPlan> children,
            String function,
            DataType.Struct schema,
            BatchProcessor operator)
            implements TypedPhysicalPlan {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(children.stream().map(c -> c.run(context)).toList(), context);
        }

        @Override
        public String toString() {
            return "BatchTransform " + function;
        }
    }
}

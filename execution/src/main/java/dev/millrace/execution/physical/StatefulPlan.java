// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.operator.state.DeduplicateOperator;
import dev.millrace.execution.operator.state.StatefulAggregateOperator;
import dev.millrace.execution.operator.state.StatefulDescription;
import dev.millrace.execution.operator.state.StatefulLimitOperator;
import dev.millrace.execution.operator.state.StatefulOperator;
import dev.millrace.execution.operator.state.StatefulSessionOperator;
import dev.millrace.execution.operator.streamjoin.StreamJoinOperator;
import dev.millrace.execution.operator.user.UserStateOperator;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The operators of streaming queries that keep state from micro-batch to micro-batch.
public sealed interface StatefulPlan extends PhysicalPlan.Stateful {
    /// A node with one input.
    sealed interface OverOne extends StatefulPlan {
        PhysicalPlan input();

        StatefulOperator operator();

        @Override
        default List<PhysicalPlan> children() {
            return List.of(input());
        }

        @Override
        default StatefulDescription description() {
            return operator().description();
        }

        @Override
        default PartitionedBatches start(TaskContext context) {
            return operator().run(input().run(context), context);
        }
    }

    /// An aggregation that merges into the state of the query.
    record StatefulAggregate(
            PhysicalPlan input,
            List<NamedExpression> keys,
            List<NamedAggregate> aggregates,
            DataType.Struct schema,
            StatefulAggregateOperator operator)
            implements OverOne {
        @Override
        public String toString() {
            return "StatefulAggregate "
                    + operator.operatorId()
                    + " "
                    + operator.mode()
                    + " "
                    + keys
                    + " "
                    + aggregates;
        }
    }

    /// Groups of which one key is a session window, kept in the state of the query.
    record StatefulSessionAggregate(
            PhysicalPlan input,
            List<NamedExpression> keys,
            List<NamedAggregate> aggregates,
            DataType.Struct schema,
            StatefulSessionOperator operator)
            implements OverOne {
        @Override
        public String toString() {
            return "StatefulSessionAggregate "
                    + operator.description().id()
                    + " "
                    + operator.mode()
                    + " "
                    + keys
                    + " "
                    + aggregates;
        }
    }

    /// The first rows of a stream.
    record StatefulLimit(PhysicalPlan input, StatefulLimitOperator operator) implements OverOne {
        @Override
        public DataType.Struct schema() {
            return input.schema();
        }

        @Override
        public String toString() {
            return "StatefulLimit " + operator.operatorId() + " " + operator.count();
        }
    }

    /// The first row of each key of a stream.
    record StatefulDeduplicate(
            PhysicalPlan input, List<Attribute> keys, DeduplicateOperator operator)
            implements OverOne {
        @Override
        public DataType.Struct schema() {
            return input.schema();
        }

        @Override
        public String toString() {
            StatefulDescription description = operator.description();
            return "StatefulDeduplicate "
                    + description.id()
                    + " "
                    + description.name()
                    + " "
                    + keys;
        }
    }

    /// A join whose rows wait in the state of the query for partners that come later.
    record StreamJoin(
            PhysicalPlan left,
            PhysicalPlan right,
            Relation.JoinType type,
            @Nullable Expression condition,
            DataType.Struct schema,
            StreamJoinOperator operator)
            implements StatefulPlan {
        @Override
        public List<PhysicalPlan> children() {
            return List.of(left, right);
        }

        @Override
        public StatefulDescription description() {
            return operator.description();
        }

        @Override
        public long outputWatermark(long inputMillis) {
            return operator.outputWatermark(inputMillis);
        }

        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(left.run(context), right.run(context), context);
        }

        @Override
        public String toString() {
            return "StreamJoin " + operator.operatorId() + " " + type + " " + condition;
        }
    }

    /// User code over the rows and the state of a key.
    record StatefulGroups(
            List<PhysicalPlan> children,
            String function,
            DataType.Struct schema,
            UserStateOperator operator)
            implements StatefulPlan {
        @Override
        public StatefulDescription description() {
            return operator.description();
        }

        @Override
        public long outputWatermark(long inputMillis) {
            return operator.keepsWatermark() ? inputMillis : NO_WATERMARK;
        }

        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(children.stream().map(c -> c.run(context)).toList(), context);
        }

        @Override
        public String toString() {
            return "StatefulGroups " + description().id() + " " + function;
        }
    }
}

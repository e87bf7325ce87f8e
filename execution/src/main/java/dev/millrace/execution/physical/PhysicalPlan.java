// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.operator.FilterOperator;
import dev.millrace.execution.operator.GenerateOperator;
import dev.millrace.execution.operator.LimitOperator;
import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.ProjectOperator;
import dev.millrace.execution.operator.RangePartitions;
import dev.millrace.execution.operator.RecursionOperator;
import dev.millrace.execution.operator.ScanPartitions;
import dev.millrace.execution.operator.TailOperator;
import dev.millrace.execution.operator.UnionPartitions;
import dev.millrace.execution.operator.WatermarkOperator;
import dev.millrace.execution.operator.aggregate.HashAggregateOperator;
import dev.millrace.execution.operator.aggregate.ObserveOperator;
import dev.millrace.execution.operator.aggregate.SessionAggregateOperator;
import dev.millrace.execution.operator.join.JoinOperator;
import dev.millrace.execution.operator.sort.SortOperator;
import dev.millrace.execution.operator.state.StatefulDescription;
import dev.millrace.execution.operator.window.WindowOperator;
import dev.millrace.execution.task.Measurements;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A physical operator with its inputs: immutable, holds no rows and no state, can be run many
/// times and at the same time.
///
/// A record says what a node is and connects its inputs; the class that does the work stands in
/// `execution.operator` and is a component of the record. `toString` is the node's line in
/// `explain`.
public sealed interface PhysicalPlan {
    DataType.Struct schema();

    List<PhysicalPlan> children();

    /// Starts a run. Work happens when the partitions are pulled, or now, on the workers, for
    /// operators that must see all their input first.
    PartitionedBatches start(TaskContext context);

    /// Starts a run, which is measured if the context asks for it.
    default PartitionedBatches run(TaskContext context) {
        Measurements measurements = context.scope().measurements();
        return measurements == null
                ? start(context)
                : measurements.measure(this, () -> start(context));
    }

    /// The tree as text, one node a line, inputs indented below.
    default String explain() {
        return ExplainText.of(this);
    }

    /// A node without inputs.
    sealed interface Leaf extends PhysicalPlan {
        @Override
        default List<PhysicalPlan> children() {
            return List.of();
        }
    }

    /// A node with one input.
    sealed interface Unary extends PhysicalPlan {
        PhysicalPlan input();

        @Override
        default List<PhysicalPlan> children() {
            return List.of(input());
        }
    }

    /// A node that passes or drops whole rows.
    sealed interface Selecting extends Unary {
        @Override
        default DataType.Struct schema() {
            return input().schema();
        }
    }

    /// Rows of a table, planned anew in every run.
    record TableScan(Table table, ScanRequest request, DataType.Struct schema) implements Leaf {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return new ScanPartitions(table.scan(request), context, rows -> {});
        }

        @Override
        public String toString() {
            return "TableScan " + table.description() + " " + describe(request);
        }
    }

    /// The new rows of a source in this micro-batch.
    record StreamScan(
            StreamDefinition definition,
            long sourceKey,
            ScanRequest request,
            DataType.Struct schema)
            implements Leaf {
        @Override
        public PartitionedBatches start(TaskContext context) {
            StreamBatch stream = context.requireStream();
            return new ScanPartitions(
                    stream.scan(sourceKey, request),
                    context,
                    rows -> stream.countInputRows(sourceKey, rows));
        }

        @Override
        public String toString() {
            return "StreamScan " + definition.description() + " " + describe(request);
        }
    }

    /// Rows that are already there: one partition, since they came from one client message.
    record LocalScan(List<ColumnBatch> batches, DataType.Struct schema) implements Leaf {
        public LocalScan {
            batches = List.copyOf(batches);
        }

        @Override
        public PartitionedBatches start(TaskContext context) {
            return new MaterializedPartitions(List.of(batches));
        }

        @Override
        public String toString() {
            return "LocalScan " + schema.names();
        }
    }

    record Range(long start, long end, long step, DataType.Struct schema) implements Leaf {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return new RangePartitions(start, end, step, context.workers().parallelism());
        }

        @Override
        public String toString() {
            return "Range (" + start + ", " + end + ", step=" + step + ")";
        }
    }

    record Project(
            PhysicalPlan input,
            List<NamedExpression> expressions,
            DataType.Struct schema,
            ProjectOperator operator)
            implements Unary {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "Project " + expressions;
        }
    }

    record Filter(PhysicalPlan input, Expression condition, FilterOperator operator)
            implements Selecting {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "Filter " + condition;
        }
    }

    record Limit(PhysicalPlan input, LimitOperator operator) implements Selecting {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "Limit "
                    + (operator.count() == Long.MAX_VALUE ? "all" : operator.count())
                    + (operator.offset() == 0 ? "" : " offset " + operator.offset());
        }
    }

    record Tail(PhysicalPlan input, TailOperator operator) implements Selecting {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "Tail " + operator.count();
        }
    }

    record Union(List<PhysicalPlan> children, DataType.Struct schema) implements PhysicalPlan {
        public Union {
            children = List.copyOf(children);
        }

        @Override
        public PartitionedBatches start(TaskContext context) {
            List<PartitionedBatches> inputs = new ArrayList<>(children.size());
            for (PhysicalPlan child : children) {
                inputs.add(child.run(context));
            }
            return new UnionPartitions(inputs);
        }

        @Override
        public String toString() {
            return "Union";
        }
    }

    /// @param schema of the anchor, of the step and of the result
    record Recursion(
            PhysicalPlan anchor,
            PhysicalPlan step,
            RecursionOperator operator,
            DataType.Struct schema)
            implements PhysicalPlan {
        @Override
        public List<PhysicalPlan> children() {
            return List.of(anchor, step);
        }

        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(anchor::run, step::run, context);
        }

        @Override
        public String toString() {
            return "Recursion";
        }
    }

    record RecursionRows(long id, DataType.Struct schema) implements Leaf {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return new MaterializedPartitions(List.of(context.scope().recursionRows(id)));
        }

        @Override
        public String toString() {
            return "RecursionRows " + schema.names();
        }
    }

    record HashAggregate(
            PhysicalPlan input,
            List<NamedExpression> keys,
            List<NamedAggregate> aggregates,
            DataType.Struct schema,
            HashAggregateOperator operator)
            implements Unary {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "HashAggregate " + keys + " " + aggregates;
        }
    }

    /// @param probe streamed past the hash table
    /// @param build read into the hash table
    /// @param equalKeys pairs of expressions, for `explain`
    record HashJoin(
            Relation.JoinType type,
            PhysicalPlan probe,
            PhysicalPlan build,
            List<String> equalKeys,
            @Nullable Expression residual,
            DataType.Struct schema,
            JoinOperator operator)
            implements PhysicalPlan {
        @Override
        public List<PhysicalPlan> children() {
            return operator.isProbeLeft() ? List.of(probe, build) : List.of(build, probe);
        }

        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(probe.run(context), build.run(context), context);
        }

        @Override
        public String toString() {
            return (equalKeys.isEmpty() ? "NestedLoopJoin " : "HashJoin ")
                    + type
                    + " "
                    + equalKeys
                    + (residual == null ? "" : " and " + residual)
                    + (operator.isProbeLeft() ? " build right" : " build left");
        }
    }

    record Sort(PhysicalPlan input, List<SortOrder> keys, SortOperator operator)
            implements Selecting {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return operator.limit() == Integer.MAX_VALUE
                    ? "Sort " + keys
                    : "TopN " + operator.limit() + " " + keys;
        }
    }

    record Generate(
            PhysicalPlan input, String function, DataType.Struct schema, GenerateOperator operator)
            implements Unary {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "Generate " + function + " " + schema.names();
        }
    }

    record Watermark(
            PhysicalPlan input,
            Attribute eventTime,
            long delayMicros,
            DataType.Struct schema,
            WatermarkOperator operator)
            implements Unary {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "Watermark " + eventTime + " delay " + delayMicros / 1000 + " ms";
        }
    }

    record Observe(PhysicalPlan input, List<NamedAggregate> aggregates, ObserveOperator operator)
            implements Selecting {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "Observe " + operator.name() + " " + aggregates;
        }
    }

    /// A node that keeps state from micro-batch to micro-batch.
    sealed interface Stateful extends PhysicalPlan permits StatefulPlan {
        /// What `outputWatermark` returns if the rows that come out obey no watermark.
        long NO_WATERMARK = Long.MIN_VALUE;

        StatefulDescription description();

        /// The watermark that the rows it gives out obey.
        ///
        /// @param inputMillis the watermark at its input
        default long outputWatermark(long inputMillis) {
            return inputMillis;
        }
    }

    /// Groups of which one key is a session window.
    record SessionAggregate(
            PhysicalPlan input,
            List<NamedExpression> keys,
            List<NamedAggregate> aggregates,
            DataType.Struct schema,
            SessionAggregateOperator operator)
            implements Unary {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "SessionAggregate " + keys + " " + aggregates;
        }
    }

    record Window(
            PhysicalPlan input,
            List<LogicalPlan.Window.Column> functions,
            List<Expression> partitionBy,
            List<SortOrder> orderBy,
            DataType.Struct schema,
            WindowOperator operator)
            implements Unary {
        @Override
        public PartitionedBatches start(TaskContext context) {
            return operator.run(input.run(context), context);
        }

        @Override
        public String toString() {
            return "Window "
                    + functions
                    + " partition by "
                    + partitionBy
                    + " order by "
                    + orderBy
                    + (operator.isInputInRuns() ? " run by run" : "");
        }
    }

    /// User code without state.
    sealed interface OverObjects extends PhysicalPlan permits TypedPhysicalPlan {}

    private static String describe(ScanRequest request) {
        return request.columns()
                + (request.predicates().isEmpty() ? "" : " where " + request.predicates());
    }
}

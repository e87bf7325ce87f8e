// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.physical.PlanRun;
import dev.millrace.execution.physical.TestTable;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.execution.task.Workers;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// A streaming query whose micro-batches a test feeds by hand.
final class TestStream implements AutoCloseable {
    private final List<Attribute> input;
    private final UnaryOperator<LogicalPlan> shape;
    private final OutputMode mode;
    private final Workers workers;
    private final MapStates states;
    private final Random random;
    private int version;
    private StateStatistics statistics = new StateStatistics();

    private record Source(DataType.Struct schema) implements StreamDefinition {
        @Override
        public String description() {
            return "TestSource";
        }

        @Override
        public MicroBatchSource start(FileLocation log, ConnectorContext context) {
            throw new IllegalStateException("never started");
        }
    }

    /// @param shape from the scan of the input to the query
    TestStream(
            List<Attribute> input,
            OutputMode mode,
            UnaryOperator<LogicalPlan> shape,
            int shards,
            int parallelism) {
        this.input = input;
        this.mode = mode;
        this.shape = shape;
        this.workers = new Workers(parallelism);
        this.states = new MapStates(shards);
        this.random = new Random(shards * 31L + parallelism);
    }

    Random random() {
        return random;
    }

    /// A plan of its own for every batch, as after a restart.
    PhysicalPlan plan() {
        DataType.Struct schema =
                new DataType.Struct(input.stream().map(Attribute::toField).toList());
        LogicalPlan scan = new LogicalPlan.StreamScan(new Source(schema), 1, input, List.of());
        return PlanRun.planner().plan(shape.apply(scan), mode);
    }

    /// Runs the next batch.
    List<List<@Nullable Object>> run(
            List<List<@Nullable Object>> rows, long lateMillis, long evictionMillis) {
        version++;
        return again(rows, lateMillis, evictionMillis);
    }

    /// Runs the last batch once more, as after a crash before it was committed.
    List<List<@Nullable Object>> again(
            List<List<@Nullable Object>> rows, long lateMillis, long evictionMillis) {
        TestBatch stream =
                new TestBatch(
                        new TestTable(input, rows).batches(0, rows.size(), random),
                        states.at(version - 1),
                        lateMillis,
                        evictionMillis);
        try (TaskContext context = PlanRun.context(workers, stream)) {
            List<List<@Nullable Object>> output = PlanRun.rows(plan(), context);
            statistics = stream.state(0);
            return output;
        }
    }

    /// What the operator with id 0 said of the last batch.
    StateStatistics statistics() {
        return statistics;
    }

    @Override
    public void close() {
        workers.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.row.ValueOrder;
import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.execution.task.Workers;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Plans and runs, and gives the rows as boxed values.
public final class PlanRun {
    private PlanRun() {}

    public static TaskContext context(Workers workers, @Nullable StreamBatch stream) {
        return new TaskContext(
                new EvaluationContext(ZoneOffset.UTC, 0, 0, 0),
                workers,
                new Cancellation(),
                stream);
    }

    /// A planner whose expressions are those of `TestCompiler`.
    public static PhysicalPlanner planner() {
        return new PhysicalPlanner(
                new TestCompiler(),
                (keys, types, rowCount, shardCount) -> {
                    int[] shards = new int[rowCount];
                    for (int i = 0; i < rowCount; i++) {
                        for (int k = 0; k < keys.size(); k++) {
                            shards[i] = 31 * shards[i] + hash(keys.get(k), types.get(k), i);
                        }
                        shards[i] = Math.floorMod(shards[i], shardCount);
                    }
                    return shards;
                });
    }

    /// Equal for -0.0 and 0.0, which are one key.
    private static int hash(Column keys, DataType type, int row) {
        Object value = BoxedValues.read(keys, type, row);
        return Objects.hashCode(value instanceof Double number ? (Double) (number + 0.0) : value);
    }

    /// The rows of a batch query, in order.
    public static List<List<@Nullable Object>> rows(LogicalPlan plan, int parallelism) {
        try (Workers workers = new Workers(parallelism);
                TaskContext context = context(workers, null)) {
            return rows(planner().plan(plan, null), context);
        }
    }

    public static List<List<@Nullable Object>> rows(PhysicalPlan plan, TaskContext context) {
        MaterializedPartitions result = MaterializedPartitions.pull(plan.run(context), context);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (ColumnBatch batch : result.batches()) {
            rows.addAll(BoxedValues.rows(batch, plan.schema()));
        }
        return rows;
    }

    /// Spark's order of two boxed values, NULL first.
    public static int compare(@Nullable Object left, @Nullable Object right, DataType type) {
        DataType.Struct schema =
                DataType.Struct.of(new dev.millrace.spi.type.StructField("v", type));
        Column column = BoxedValues.batch(schema, List.of(listOf(left), listOf(right))).column(0);
        return ValueOrder.compare(column, 0, column, 1);
    }

    private static List<@Nullable Object> listOf(@Nullable Object value) {
        List<@Nullable Object> list = new ArrayList<>();
        list.add(value);
        return list;
    }
}

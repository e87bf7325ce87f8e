// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.physical.PhysicalPlanner;
import dev.millrace.execution.physical.PlanRun;
import dev.millrace.execution.physical.TestCompiler;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.execution.task.Workers;
import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Prints how many rows per second are grouped. Not a test: run `main`.
public final class GroupingBenchmark {
    private static final int BATCH = ColumnBatch.TARGET_ROWS;

    private GroupingBenchmark() {}

    public static void main(String[] args) {
        int parallelism = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        try (Workers workers = new Workers(parallelism)) {
            DataType window =
                    DataType.Struct.of(
                            new StructField("start", DataType.TIMESTAMP),
                            new StructField("end", DataType.TIMESTAMP));
            run(
                    workers,
                    "120k rows by (window, country)",
                    plan(List.of(window, DataType.STRING), 120_000, 4_000),
                    120_000,
                    60);
            run(
                    workers,
                    "4M rows by 1M longs",
                    plan(List.of(DataType.LONG), 4_000_000, 1_000_000),
                    4_000_000,
                    8);
            run(
                    workers,
                    "4M rows by 1M (long, text)",
                    plan(List.of(DataType.LONG, DataType.STRING), 4_000_000, 1_000_000),
                    4_000_000,
                    8);
            run(
                    workers,
                    "5 rows by (window, country)",
                    plan(List.of(window, DataType.STRING), 5, 3),
                    5,
                    20_000);
        }
    }

    private static PhysicalPlan plan(List<DataType> keys, int rows, int distinct) {
        Random random = new Random(1);
        List<Attribute> attributes = new ArrayList<>();
        for (DataType key : keys) {
            attributes.add(new Attribute(attributes.size(), "k", key, true));
        }
        attributes.add(new Attribute(9, "amount", DataType.DOUBLE, true));
        List<LogicalPlan> scans = new ArrayList<>();
        int partitions = rows < 1000 ? 1 : 8;
        for (int p = 0; p < partitions; p++) {
            List<ColumnBatch> batches = new ArrayList<>();
            for (int left = rows / partitions; left > 0; left -= BATCH) {
                batches.add(batch(keys, Math.min(left, BATCH), distinct, random));
            }
            scans.add(new LogicalPlan.LocalScan(batches, attributes));
        }
        LogicalPlan input =
                scans.size() == 1 ? scans.getFirst() : new LogicalPlan.Union(scans, attributes);
        List<NamedExpression> named = new ArrayList<>();
        for (int k = 0; k < keys.size(); k++) {
            named.add(NamedExpression.of(attributes.get(k)));
        }
        List<NamedAggregate> aggregates =
                List.of(
                        aggregate(20, "count", DataType.LONG),
                        aggregate(21, "sum", DataType.DOUBLE, attributes.getLast()));
        return new PhysicalPlanner(new TestCompiler())
                .plan(new LogicalPlan.Aggregate(input, named, aggregates), null);
    }

    private static NamedAggregate aggregate(
            int id, String function, DataType type, Expression... arguments) {
        return new NamedAggregate(
                new Attribute(id, function, type, true),
                new AggregateCall(function, List.of(arguments), false, null, false, type, true));
    }

    private static ColumnBatch batch(List<DataType> keys, int rows, int distinct, Random random) {
        List<Column> columns = new ArrayList<>();
        int[] key = new int[rows];
        for (int i = 0; i < rows; i++) {
            key[i] = random.nextInt(distinct);
        }
        for (DataType type : keys) {
            long[] longs = new long[rows];
            BytesBuilder text = new BytesBuilder(rows);
            for (int i = 0; i < rows; i++) {
                longs[i] = key[i] * 600_000_000L;
                text.append("C" + key[i] % 5);
            }
            LongColumn values = new LongColumn(longs, null, rows);
            columns.add(
                    switch (type) {
                        case DataType.Int64 ignored -> values;
                        case DataType.Struct ignored ->
                                new StructColumn(List.of(values, values), null, rows);
                        default -> text.build();
                    });
        }
        columns.add(new DoubleColumn(new double[rows], null, rows));
        return new ColumnBatch(rows, columns);
    }

    private static void run(
            Workers workers, String name, PhysicalPlan plan, int rows, int repetitions) {
        long best = Long.MAX_VALUE;
        long groups = 0;
        for (int i = 0; i < repetitions; i++) {
            long start = System.nanoTime();
            try (TaskContext context = PlanRun.context(workers, null)) {
                groups = MaterializedPartitions.pull(plan.run(context), context).rowCount();
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf(
                "%-32s %,9d groups %,10.1f µs %,14.0f rows/s%n",
                name, groups, best / 1e3, rows / (best / 1e9));
    }
}

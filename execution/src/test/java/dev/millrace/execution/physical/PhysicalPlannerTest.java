// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.execution.task.RunScope;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.execution.task.Workers;
import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

class PhysicalPlannerTest {
    private static final List<DataType> TYPES = List.of(DataType.INTEGER, DataType.STRING);

    private static TestTable table(int rows) {
        List<List<@Nullable Object>> values = RandomRows.of(TYPES, rows, 50, new Random(1));
        return TestTable.of(0, TYPES, values);
    }

    private static LogicalPlan scan(TestTable table, int partitions) {
        return table.scan(partitions, new Random(2));
    }

    @Test
    void filterKeepsOnlyTheRowsForWhichTheConditionIsTrue() {
        TestTable table = table(3_000);
        Expression condition =
                new Expression.Comparison(
                        ComparisonOperator.LESS,
                        table.attribute(0),
                        new Expression.Literal(20, DataType.INTEGER));
        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (List<@Nullable Object> row : table.rows()) {
            if (row.getFirst() != null && (Integer) row.getFirst() < 20) {
                expected.add(row);
            }
        }
        LogicalPlan plan = new LogicalPlan.Filter(scan(table, 7), condition);
        assertThat(PlanRun.rows(plan, 1)).isEqualTo(expected);
        assertThat(PlanRun.rows(plan, 4)).isEqualTo(expected);
    }

    @Test
    void limitOffsetAndTailTakeRowsInOrder() {
        TestTable table = table(2_000);
        for (int partitions : new int[] {1, 9}) {
            LogicalPlan scan = scan(table, partitions);
            assertThat(PlanRun.rows(new LogicalPlan.Limit(scan, 0, 700), 4))
                    .isEqualTo(table.rows().subList(0, 700));
            assertThat(PlanRun.rows(new LogicalPlan.Limit(scan, 650, 700), 4))
                    .isEqualTo(table.rows().subList(650, 1350));
            assertThat(PlanRun.rows(new LogicalPlan.Limit(scan, 1990, Long.MAX_VALUE), 4))
                    .isEqualTo(table.rows().subList(1990, 2000));
            assertThat(PlanRun.rows(new LogicalPlan.Tail(scan, 333), 4))
                    .isEqualTo(table.rows().subList(1667, 2000));
            assertThat(PlanRun.rows(new LogicalPlan.Tail(scan, 5000), 4)).isEqualTo(table.rows());
            assertThat(PlanRun.rows(new LogicalPlan.Limit(scan, 0, 0), 4)).isEmpty();
        }
    }

    @Test
    void rangeCountsUpAndDownAndOverTheWholeOfLong() {
        Attribute id = new Attribute(0, "id", DataType.LONG, false);
        assertThat(PlanRun.rows(new LogicalPlan.RangeScan(3, 10, 3, id), 2))
                .containsExactly(List.of(3L), List.of(6L), List.of(9L));
        assertThat(PlanRun.rows(new LogicalPlan.RangeScan(2, -3, -2, id), 2))
                .containsExactly(List.of(2L), List.of(0L), List.of(-2L));
        assertThat(PlanRun.rows(new LogicalPlan.RangeScan(5, 5, 1, id), 2)).isEmpty();
        List<List<@Nullable Object>> many =
                PlanRun.rows(new LogicalPlan.RangeScan(0, 200_000, 1, id), 3);
        assertThat(many).hasSize(200_000);
        for (int i = 0; i < many.size(); i++) {
            assertThat(many.get(i).getFirst()).isEqualTo((long) i);
        }
        LogicalPlan extremes =
                new LogicalPlan.RangeScan(Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62, id);
        assertThat(PlanRun.rows(extremes, 1)).hasSize(4);
    }

    @Test
    void generatorsRepeatTheRowForEachElement() {
        List<DataType> types =
                List.of(
                        DataType.INTEGER,
                        new DataType.Array(DataType.STRING, true),
                        new DataType.Map(DataType.STRING, DataType.LONG, true),
                        new DataType.Array(
                                DataType.Struct.of(
                                        new StructField("a", DataType.LONG),
                                        new StructField("b", DataType.STRING)),
                                true));
        TestTable table = TestTable.of(0, types, RandomRows.of(types, 800, 20, new Random(3)));
        for (boolean isOuter : new boolean[] {false, true}) {
            List<List<@Nullable Object>> exploded = new ArrayList<>();
            List<List<@Nullable Object>> entries = new ArrayList<>();
            List<List<@Nullable Object>> inlined = new ArrayList<>();
            for (List<@Nullable Object> row : table.rows()) {
                @Nullable Object kept = row.getFirst();
                List<?> array = row.get(1) == null ? List.of() : (List<?>) row.get(1);
                int position = 0;
                for (Object element : array) {
                    exploded.add(Arrays.asList(kept, position++, element));
                }
                Map<?, ?> map = row.get(2) == null ? Map.of() : (Map<?, ?>) row.get(2);
                map.forEach((k, v) -> entries.add(Arrays.asList(kept, k, v)));
                List<?> structs = row.get(3) == null ? List.of() : (List<?>) row.get(3);
                for (Object struct : structs) {
                    List<?> fields = struct == null ? Arrays.asList(null, null) : (List<?>) struct;
                    inlined.add(Arrays.asList(kept, fields.get(0), fields.get(1)));
                }
                if (isOuter) {
                    List<@Nullable Object> none = Arrays.asList(kept, null, null);
                    addIfEmpty(array.isEmpty(), exploded, none);
                    addIfEmpty(map.isEmpty(), entries, none);
                    addIfEmpty(structs.isEmpty(), inlined, none);
                }
            }
            assertThat(generate(table, "posexplode", 1, isOuter, DataType.INTEGER, DataType.STRING))
                    .isEqualTo(exploded);
            assertThat(generate(table, "explode", 2, isOuter, DataType.STRING, DataType.LONG))
                    .isEqualTo(entries);
            assertThat(generate(table, "inline", 3, isOuter, DataType.LONG, DataType.STRING))
                    .isEqualTo(inlined);
        }
    }

    private static void addIfEmpty(
            boolean isEmpty, List<List<@Nullable Object>> rows, List<@Nullable Object> row) {
        if (isEmpty) {
            rows.add(row);
        }
    }

    private static List<List<@Nullable Object>> generate(
            TestTable table, String function, int column, boolean isOuter, DataType... types) {
        List<Attribute> generated = new ArrayList<>();
        for (DataType type : types) {
            generated.add(new Attribute(20 + generated.size(), "g", type, true));
        }
        LogicalPlan plan =
                new LogicalPlan.Generate(
                        scan(table, 3),
                        function,
                        List.of(table.attribute(column)),
                        isOuter,
                        List.of(table.attribute(0)),
                        generated);
        return PlanRun.rows(plan, 2);
    }

    @Test
    void stackFillsRowsFromLeftToRight() {
        TestTable table =
                TestTable.of(0, List.of(DataType.LONG), List.of(List.of(7L), List.of(8L)));
        LogicalPlan plan =
                new LogicalPlan.Generate(
                        scan(table, 1),
                        "stack",
                        List.of(
                                new Expression.Literal(2, DataType.INTEGER),
                                new Expression.Literal("x", DataType.STRING),
                                table.attribute(0),
                                new Expression.Literal("y", DataType.STRING)),
                        false,
                        List.of(),
                        List.of(
                                new Attribute(5, "name", DataType.STRING, true),
                                new Attribute(6, "value", DataType.LONG, true)));
        assertThat(PlanRun.rows(plan, 1))
                .containsExactly(
                        Arrays.asList("x", 7L),
                        Arrays.asList("y", null),
                        Arrays.asList("x", 8L),
                        Arrays.asList("y", null));
    }

    @Test
    void deduplicationKeepsTheFirstRowOfEachKey() {
        TestTable table = table(4_000);
        Map<@Nullable Object, List<@Nullable Object>> expected = new LinkedHashMap<>();
        table.rows().forEach(row -> expected.putIfAbsent(row.get(1), row));
        LogicalPlan plan =
                new LogicalPlan.Deduplicate(scan(table, 5), List.of(table.attribute(1)), false);
        assertThat(PlanRun.rows(plan, 4)).containsExactlyInAnyOrderElementsOf(expected.values());
    }

    @Test
    void observedAggregatesAreInTheScopeOnceAllRowsWerePulled() {
        TestTable table = table(1_000);
        NamedAggregate count =
                new NamedAggregate(
                        new Attribute(9, "n", DataType.LONG, false),
                        new AggregateCall(
                                "count", List.of(), false, null, false, DataType.LONG, false));
        LogicalPlan plan = new LogicalPlan.Observe(scan(table, 4), "seen", List.of(count), 17);
        try (Workers workers = new Workers(4);
                TaskContext context = PlanRun.context(workers, null)) {
            PhysicalPlan physical = PlanRun.planner().plan(plan, null);
            assertThat(PlanRun.rows(physical, context)).isEqualTo(table.rows());
            RunScope.Observation seen = context.scope().observations().getFirst();
            assertThat(seen.name()).isEqualTo("seen");
            assertThat(seen.planId()).isEqualTo(17);
            assertThat(BoxedValues.rows(seen.row(), seen.schema()))
                    .containsExactly(List.of(1_000L));
        }
    }

    /// A table that knows how often its scans were closed.
    private record CountedTable(TestTable rows, AtomicInteger closed, List<ScanRequest> requests)
            implements Table {
        @Override
        public DataType.Struct schema() {
            return rows.schema();
        }

        @Override
        public String description() {
            return "counted";
        }

        @Override
        public Scan scan(ScanRequest request) {
            requests.add(request);
            List<ColumnBatch> batches = rows.batches(0, rows.rows().size(), new Random(4));
            return new Scan() {
                @Override
                public List<Split> splits() {
                    return batches.stream().map(CountedTable::split).toList();
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }

        private static Split split(ColumnBatch batch) {
            return new Split() {
                @Override
                public BatchReader open() {
                    return BatchReader.of(List.of(batch));
                }

                @Override
                public long sizeBytes() {
                    return 1;
                }
            };
        }
    }

    @Test
    void aScanIsClosedWithTheRunAndAPlanRunsAnyNumberOfTimes() {
        CountedTable table = new CountedTable(table(500), new AtomicInteger(), new ArrayList<>());
        LogicalPlan.TableScan scan =
                new LogicalPlan.TableScan(table, table.rows().attributes(), List.of());
        PhysicalPlan plan =
                PlanRun.planner()
                        .plan(
                                new LogicalPlan.Project(
                                        scan,
                                        List.of(NamedExpression.of(table.rows().attribute(1)))),
                                null);
        try (Workers workers = new Workers(2)) {
            for (int run = 1; run <= 3; run++) {
                try (TaskContext context = PlanRun.context(workers, null)) {
                    assertThat(PlanRun.rows(plan, context)).hasSize(500);
                    assertThat(table.closed()).hasValue(run - 1);
                }
                assertThat(table.closed()).hasValue(run);
            }
        }
        assertThat(table.requests().getFirst().columns()).containsExactly("c0", "c1");
        assertThat(plan.explain()).isEqualTo("Project [c1#1]\n  TableScan counted [c0, c1]\n");
    }

    @Test
    void aCancelledRunStopsBetweenBatches() {
        TestTable table = table(500);
        try (Workers workers = new Workers(2);
                TaskContext context = PlanRun.context(workers, null)) {
            PhysicalPlan plan = PlanRun.planner().plan(scan(table, 3), null);
            context.cancellation().cancel();
            assertThatThrownBy(() -> PlanRun.rows(plan, context))
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e -> assertThat(e.condition()).isEqualTo("OPERATION_CANCELED"));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.execution.physical.PlanRun;
import dev.millrace.execution.physical.RandomRows;
import dev.millrace.execution.physical.TestTable;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class SortOperatorTest {
    private static Comparator<List<@Nullable Object>> comparator(
            int column, DataType type, boolean ascending, boolean nullsFirst) {
        return (a, b) -> {
            Object x = a.get(column);
            Object y = b.get(column);
            if (x == null || y == null) {
                return x == y ? 0 : (x == null) == nullsFirst ? -1 : 1;
            }
            int order = PlanRun.compare(x, y, type);
            return ascending ? order : -order;
        };
    }

    private static List<DataType> sortable() {
        return RandomRows.allTypes().stream()
                .filter(t -> !(t instanceof DataType.Map) && !(t instanceof DataType.Null))
                .toList();
    }

    @Test
    void rowsOfEveryTypeAreInOrderAndEqualRowsStayAsTheyWere() {
        for (DataType type : sortable()) {
            for (boolean ascending : new boolean[] {true, false}) {
                for (boolean nullsFirst : new boolean[] {true, false}) {
                    List<DataType> types = List.of(type, DataType.INTEGER);
                    Random random = new Random(11);
                    TestTable table =
                            TestTable.of(0, types, RandomRows.of(types, 1_000, 30, random));
                    LogicalPlan plan =
                            new LogicalPlan.Sort(
                                    table.scan(4, random),
                                    List.of(
                                            new SortOrder(
                                                    table.attribute(0), ascending, nullsFirst)));
                    List<List<@Nullable Object>> expected = new ArrayList<>(table.rows());
                    expected.sort(comparator(0, type, ascending, nullsFirst));
                    assertThat(PlanRun.rows(plan, 4)).as(type.simpleName()).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void laterKeysDecideWhereEarlierOnesAreEqual() {
        List<DataType> types = List.of(DataType.STRING, DataType.LONG, DataType.DOUBLE);
        Random random = new Random(12);
        TestTable table = TestTable.of(0, types, RandomRows.of(types, 60_000, 40, random));
        for (int parallelism : new int[] {1, 2, 3}) {
            LogicalPlan plan =
                    new LogicalPlan.Sort(
                            table.scan(5, random),
                            List.of(
                                    new SortOrder(table.attribute(1), false, false),
                                    new SortOrder(table.attribute(0), true, true),
                                    new SortOrder(table.attribute(2), true, false)));
            List<List<@Nullable Object>> expected = new ArrayList<>(table.rows());
            expected.sort(
                    comparator(1, DataType.LONG, false, false)
                            .thenComparing(comparator(0, DataType.STRING, true, true))
                            .thenComparing(comparator(2, DataType.DOUBLE, true, false)));
            assertThat(PlanRun.rows(plan, parallelism)).isEqualTo(expected);
        }
    }

    /// Values at the ends of their types beside ordinary ones.
    private static @Nullable Object keyValue(DataType type, Random random) {
        int n = random.nextInt(24);
        return switch (n) {
            case 0 -> null;
            case 1, 2, 3, 4 ->
                    switch (type) {
                        case DataType.Int64 ignored -> n < 3 ? Long.MIN_VALUE : Long.MAX_VALUE;
                        case DataType.Int32 ignored -> n < 3 ? Integer.MIN_VALUE : n;
                        case DataType.Float64 ignored -> n < 3 ? -0.0 : Double.NEGATIVE_INFINITY;
                        case DataType.Text ignored -> n < 3 ? "k" : "k\0";
                        default -> RandomRows.value(type, 5, random);
                    };
            default -> RandomRows.value(type, 40, random);
        };
    }

    @Test
    void keysOfAllKindsDecideTogether() {
        Random random = new Random(14);
        List<DataType> all = sortable();
        for (int round = 0; round < 60; round++) {
            List<DataType> types = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                types.add(all.get(random.nextInt(all.size())));
            }
            types.add(DataType.INTEGER);
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int i = 0; i < 900; i++) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int k = 0; k < 3; k++) {
                    // In every third round the second key has no NULL, and one value.
                    row.add(
                            k == 1 && round % 3 == 0
                                    ? RandomRows.value(types.get(k), 1, new Random(4))
                                    : keyValue(types.get(k), random));
                }
                row.add(i);
                rows.add(row);
            }
            TestTable table = TestTable.of(0, types, rows);
            List<SortOrder> keys = new ArrayList<>();
            Comparator<List<@Nullable Object>> order = (a, b) -> 0;
            for (int k = 0; k < 3; k++) {
                SortOrder key =
                        new SortOrder(
                                table.attribute(k), random.nextBoolean(), random.nextBoolean());
                keys.add(key);
                order =
                        order.thenComparing(
                                comparator(k, types.get(k), key.ascending(), key.nullsFirst()));
            }
            List<List<@Nullable Object>> expected = new ArrayList<>(rows);
            expected.sort(order);
            LogicalPlan plan = new LogicalPlan.Sort(table.scan(3, random), keys);
            assertThat(PlanRun.rows(plan, 2)).as(types + " " + keys).isEqualTo(expected);
        }
    }

    @Test
    void aLimitOverASortKeepsOnlyTheFirstRows() {
        List<DataType> types = List.of(DataType.INTEGER, DataType.STRING);
        Random random = new Random(13);
        TestTable table = TestTable.of(0, types, RandomRows.of(types, 90_000, 5_000, random));
        LogicalPlan sort =
                new LogicalPlan.Sort(
                        table.scan(2, random),
                        List.of(new SortOrder(table.attribute(0), true, true)));
        LogicalPlan plan = new LogicalPlan.Limit(sort, 5, 20);
        assertThat(PlanRun.planner().plan(plan, null).explain()).contains("TopN 25");
        List<List<@Nullable Object>> expected = new ArrayList<>(table.rows());
        expected.sort(comparator(0, DataType.INTEGER, true, true));
        assertThat(PlanRun.rows(plan, 4)).isEqualTo(expected.subList(5, 25));
    }
}

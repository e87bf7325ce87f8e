// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.execution.physical.PlanRun;
import dev.millrace.execution.physical.RandomRows;
import dev.millrace.execution.physical.TestTable;
import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

class WindowOperatorTest {
    private static final int KEY = 0;
    private static final int ORDER = 1;
    private static final int VALUE = 2;
    private static final int ID = 3;

    /// What a window function should give for one row of a sorted partition.
    private interface Oracle {
        @Nullable Object value(List<List<@Nullable Object>> partition, int row);
    }

    private static TestTable table(int rows, int keys) {
        List<DataType> types =
                List.of(DataType.STRING, DataType.INTEGER, DataType.LONG, DataType.INTEGER);
        List<List<@Nullable Object>> values = RandomRows.of(types, rows, keys, new Random(6));
        for (int i = 0; i < rows; i++) {
            values.get(i).set(ID, i);
        }
        return TestTable.of(0, types, values);
    }

    private static void check(TestTable table, WindowFunction function, Oracle oracle) {
        for (int parallelism : new int[] {1, 4}) {
            LogicalPlan plan =
                    new LogicalPlan.Window(
                            table.scan(3, new Random(1)),
                            List.of(
                                    new LogicalPlan.Window.Column(
                                            new Attribute(50, "w", function.type(), true),
                                            function)),
                            List.of(table.attribute(KEY)),
                            List.of(new SortOrder(table.attribute(ORDER), true, true)));
            Map<@Nullable Object, @Nullable Object> actual = new LinkedHashMap<>();
            PlanRun.rows(plan, parallelism).forEach(r -> actual.put(r.get(ID), r.get(4)));
            Map<@Nullable Object, @Nullable Object> expected = new LinkedHashMap<>();
            for (List<List<@Nullable Object>> partition : partitions(table)) {
                for (int i = 0; i < partition.size(); i++) {
                    expected.put(partition.get(i).get(ID), oracle.value(partition, i));
                }
            }
            assertThat(actual).isEqualTo(expected);
        }
    }

    private static List<List<List<@Nullable Object>>> partitions(TestTable table) {
        Map<@Nullable Object, List<List<@Nullable Object>>> partitions = new LinkedHashMap<>();
        for (List<@Nullable Object> row : table.rows()) {
            partitions.computeIfAbsent(row.get(KEY), k -> new ArrayList<>()).add(row);
        }
        for (List<List<@Nullable Object>> rows : partitions.values()) {
            rows.sort((a, b) -> PlanRun.compare(a.get(ORDER), b.get(ORDER), DataType.INTEGER));
        }
        return new ArrayList<>(partitions.values());
    }

    private static int firstPeer(List<List<@Nullable Object>> partition, int row) {
        int i = row;
        while (i > 0
                && Objects.equals(partition.get(i - 1).get(ORDER), partition.get(row).get(ORDER))) {
            i--;
        }
        return i;
    }

    private static int afterPeers(List<List<@Nullable Object>> partition, int row) {
        int i = row + 1;
        while (i < partition.size()
                && Objects.equals(partition.get(i).get(ORDER), partition.get(row).get(ORDER))) {
            i++;
        }
        return i;
    }

    private static WindowFunction ranking(String name, DataType type, Expression... arguments) {
        return new WindowFunction.Ranking(name, Arrays.asList(arguments), false, type, true);
    }

    private static Expression literal(Object value, DataType type) {
        return new Expression.Literal(value, type);
    }

    @Test
    void ranksCountRowsPeersAndGroupsOfPeers() {
        TestTable t = table(2_000, 30);
        check(t, ranking("row_number", DataType.INTEGER), (p, i) -> i + 1);
        check(t, ranking("rank", DataType.INTEGER), (p, i) -> firstPeer(p, i) + 1);
        check(
                t,
                ranking("dense_rank", DataType.INTEGER),
                (p, i) -> {
                    int rank = 1;
                    for (int j = 1; j <= i; j++) {
                        rank += firstPeer(p, j) == j ? 1 : 0;
                    }
                    return rank;
                });
        check(
                t,
                ranking("percent_rank", DataType.DOUBLE),
                (p, i) -> p.size() == 1 ? 0.0 : (double) firstPeer(p, i) / (p.size() - 1));
        check(
                t,
                ranking("cume_dist", DataType.DOUBLE),
                (p, i) -> (double) afterPeers(p, i) / p.size());
        check(
                t,
                ranking("ntile", DataType.INTEGER, literal(4, DataType.INTEGER)),
                (p, i) -> {
                    int bucket = 1;
                    int end = 0;
                    for (int b = 0; b < 4; b++) {
                        end += p.size() / 4 + (b < p.size() % 4 ? 1 : 0);
                        bucket = i < end && bucket == 1 && i >= 0 ? b + 1 : bucket;
                        if (i < end) {
                            return b + 1;
                        }
                    }
                    return bucket;
                });
    }

    @Test
    void lagAndLeadLookAtOtherRowsOfThePartition() {
        TestTable t = table(2_000, 30);
        Expression value = t.attribute(VALUE);
        check(
                t,
                ranking("lag", DataType.LONG, value, literal(2, DataType.INTEGER)),
                (p, i) -> i < 2 ? null : p.get(i - 2).get(VALUE));
        check(
                t,
                ranking(
                        "lead",
                        DataType.LONG,
                        value,
                        literal(1, DataType.INTEGER),
                        literal(-7L, DataType.LONG)),
                (p, i) -> i + 1 < p.size() ? p.get(i + 1).get(VALUE) : (Object) (-7L));
        check(
                t,
                new WindowFunction.Ranking(
                        "lag",
                        List.of(value, literal(1, DataType.INTEGER)),
                        true,
                        DataType.LONG,
                        true),
                (p, i) -> {
                    for (int j = i - 1; j >= 0; j--) {
                        if (p.get(j).get(VALUE) != null) {
                            return p.get(j).get(VALUE);
                        }
                    }
                    return null;
                });
    }

    private static WindowFunction sum(
            TestTable t, boolean isRows, @Nullable Long start, @Nullable Long end) {
        return over(t, "sum", isRows, start, end);
    }

    private static WindowFunction over(
            TestTable t,
            String function,
            boolean isRows,
            @Nullable Long start,
            @Nullable Long end) {
        AggregateCall call =
                new AggregateCall(
                        function,
                        List.of(t.attribute(VALUE)),
                        false,
                        null,
                        false,
                        DataType.LONG,
                        true);
        return new WindowFunction.OverFrame(
                call, new WindowFunction.Frame(bound(t, isRows, start), bound(t, isRows, end)));
    }

    private static WindowFunction.Bound bound(
            TestTable t, boolean isRows, @Nullable Long distance) {
        if (distance == null) {
            return new WindowFunction.Bound.Unbounded();
        }
        if (isRows) {
            return new WindowFunction.Bound.Row(distance);
        }
        return distance == 0
                ? new WindowFunction.Bound.Peers()
                : new WindowFunction.Bound.Key(
                        new Expression.Arithmetic(
                                Expression.ArithmeticOperator.ADD,
                                t.attribute(ORDER),
                                literal(distance.intValue(), DataType.INTEGER),
                                DataType.INTEGER,
                                true,
                                null));
    }

    private static @Nullable Long sum(List<List<@Nullable Object>> partition, int from, int to) {
        Long sum = null;
        for (int i = Math.max(0, from); i < Math.min(partition.size(), to); i++) {
            Long value = (Long) partition.get(i).get(VALUE);
            if (value != null) {
                sum = sum == null ? value : sum + value;
            }
        }
        return sum;
    }

    @Test
    void framesOfRowsHoldTheRowsAround() {
        TestTable t = table(3_000, 25);
        check(t, sum(t, true, null, null), (p, i) -> sum(p, 0, p.size()));
        check(t, sum(t, true, null, 0L), (p, i) -> sum(p, 0, i + 1));
        check(t, sum(t, true, -3L, 2L), (p, i) -> sum(p, i - 3, i + 3));
        check(t, sum(t, true, 1L, null), (p, i) -> sum(p, i + 1, p.size()));
        check(t, sum(t, true, 2L, 4L), (p, i) -> sum(p, i + 2, i + 5));
        check(t, over(t, "first", true, -2L, 0L), (p, i) -> p.get(Math.max(0, i - 2)).get(VALUE));
        check(
                t,
                over(t, "last", false, null, 0L),
                (p, i) -> p.get(afterPeers(p, i) - 1).get(VALUE));
    }

    @Test
    void framesOfRangesHoldPeersAndNearKeys() {
        TestTable t = table(2_000, 25);
        check(t, sum(t, false, null, 0L), (p, i) -> sum(p, 0, afterPeers(p, i)));
        check(t, sum(t, false, 0L, null), (p, i) -> sum(p, firstPeer(p, i), p.size()));
        check(
                t,
                sum(t, false, -3L, 5L),
                (p, i) -> {
                    Integer key = (Integer) p.get(i).get(ORDER);
                    if (key == null) {
                        return sum(p, firstPeer(p, i), afterPeers(p, i));
                    }
                    int from = 0;
                    int to = 0;
                    for (List<@Nullable Object> row : p) {
                        Integer other = (Integer) row.get(ORDER);
                        from += other == null || other < key - 3 ? 1 : 0;
                        to += other == null || other <= key + 5 ? 1 : 0;
                    }
                    return sum(p, from, to);
                });
    }

    @Test
    void manyPartitionsAreComputedInSeveralRuns() {
        TestTable t = table(60_000, 20_000);
        check(t, ranking("row_number", DataType.INTEGER), (p, i) -> i + 1);
    }

    /// The sum over a window over the row number of another.
    private static LogicalPlan.Window twice(TestTable t, List<Expression> outerKeys) {
        Attribute rank = new Attribute(50, "rank", DataType.INTEGER, false);
        LogicalPlan inner =
                new LogicalPlan.Window(
                        t.scan(3, new Random(1)),
                        List.of(
                                new LogicalPlan.Window.Column(
                                        rank, ranking("row_number", DataType.INTEGER))),
                        List.of(t.attribute(KEY)),
                        List.of(new SortOrder(t.attribute(ID), true, true)));
        return new LogicalPlan.Window(
                inner,
                List.of(
                        new LogicalPlan.Window.Column(
                                new Attribute(51, "sum", DataType.LONG, true),
                                sum(t, true, null, 0L))),
                outerKeys,
                List.of(new SortOrder(t.attribute(ID), false, true)));
    }

    @Test
    void aWindowOverWholePartitionsOfAnotherTakesThemRunByRun() {
        TestTable t = table(60_000, 2_000);
        LogicalPlan.Window byKey = twice(t, List.of(t.attribute(KEY)));
        LogicalPlan.Window byMore = twice(t, List.of(t.attribute(ORDER), t.attribute(KEY)));
        LogicalPlan.Window byOther = twice(t, List.of(t.attribute(ORDER)));
        assertThat(PlanRun.planner().plan(byKey, null).explain()).contains("run by run");
        assertThat(PlanRun.planner().plan(byMore, null).explain()).contains("run by run");
        assertThat(PlanRun.planner().plan(byOther, null).explain()).doesNotContain("run by run");
        for (LogicalPlan.Window plan : List.of(byKey, byMore, byOther)) {
            List<Integer> keys =
                    plan.partitionBy().stream().map(key -> t.attributes().indexOf(key)).toList();
            Map<List<@Nullable Object>, Long> sums = new LinkedHashMap<>();
            Map<@Nullable Object, @Nullable Object> expected = new LinkedHashMap<>();
            for (List<@Nullable Object> row : t.rows().reversed()) {
                List<@Nullable Object> key = new ArrayList<>();
                keys.forEach(k -> key.add(row.get(k)));
                Long value = (Long) row.get(VALUE);
                if (value != null) {
                    sums.merge(key, value, Long::sum);
                }
                expected.put(row.get(ID), sums.get(key));
            }
            for (int parallelism : new int[] {1, 4}) {
                Map<@Nullable Object, @Nullable Object> actual = new LinkedHashMap<>();
                PlanRun.rows(plan, parallelism).forEach(r -> actual.put(r.get(ID), r.get(5)));
                assertThat(actual).isEqualTo(expected);
            }
        }
    }
}

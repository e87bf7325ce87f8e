// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.physical.PhysicalPlanner;
import dev.millrace.execution.physical.PlanRun;
import dev.millrace.execution.physical.TestTable;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.execution.task.Workers;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class TimeRangeTest {
    private static final long SECOND = 1_000_000L;
    private static final List<DataType> TYPES = List.of(DataType.LONG, DataType.TIMESTAMP);

    private static LogicalPlan join(
            JoinType type, TestTable left, TestTable right, long from, long to) {
        Expression time = left.attribute(1);
        Expression condition =
                new Expression.And(
                        compare(ComparisonOperator.EQUAL, left.attribute(0), right.attribute(0)),
                        new Expression.And(
                                compare(
                                        ComparisonOperator.GREATER,
                                        right.attribute(1),
                                        later(time, from)),
                                compare(
                                        ComparisonOperator.LESS_OR_EQUAL,
                                        right.attribute(1),
                                        later(time, to))));
        List<Attribute> output = new ArrayList<>(left.attributes());
        if (type != JoinType.LEFT_SEMI && type != JoinType.LEFT_ANTI) {
            output.addAll(right.attributes());
        }
        return new LogicalPlan.Join(
                left.scan(2, new Random(1)), right.scan(2, new Random(2)), type, condition, output);
    }

    private static Expression compare(ComparisonOperator operator, Expression a, Expression b) {
        return new Expression.Comparison(operator, a, b);
    }

    private static Expression later(Expression time, long seconds) {
        return new Expression.Call(
                "timestamp_add_interval",
                List.of(time, new Expression.Literal(seconds * SECOND, DataType.DAY_TIME_INTERVAL)),
                DataType.TIMESTAMP,
                true,
                true,
                null);
    }

    private static TestTable random(int firstId, int count, Random random) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(
                    Arrays.asList(
                            (long) random.nextInt(5),
                            random.nextInt(10) == 0 ? null : (long) random.nextInt(500) * SECOND));
        }
        return TestTable.of(firstId, TYPES, rows);
    }

    private static boolean matches(
            List<@Nullable Object> l, List<@Nullable Object> r, long from, long to) {
        Long a = (Long) l.get(1);
        Long b = (Long) r.get(1);
        return l.getFirst() != null
                && l.getFirst().equals(r.getFirst())
                && a != null
                && b != null
                && b > a + from * SECOND
                && b <= a + to * SECOND;
    }

    private static List<List<@Nullable Object>> oracle(
            JoinType type, TestTable left, TestTable right, long from, long to) {
        List<List<@Nullable Object>> expected = new ArrayList<>();
        boolean[] found = new boolean[right.rows().size()];
        for (List<@Nullable Object> l : left.rows()) {
            boolean isMatched = false;
            for (int i = 0; i < found.length; i++) {
                List<@Nullable Object> r = right.rows().get(i);
                if (matches(l, r, from, to)) {
                    isMatched = true;
                    found[i] = true;
                    if (type != JoinType.LEFT_SEMI && type != JoinType.LEFT_ANTI) {
                        expected.add(Arrays.asList(l.get(0), l.get(1), r.get(0), r.get(1)));
                    }
                }
            }
            if (!isMatched && (type == JoinType.LEFT || type == JoinType.FULL)) {
                expected.add(Arrays.asList(l.get(0), l.get(1), null, null));
            } else if (type == (isMatched ? JoinType.LEFT_SEMI : JoinType.LEFT_ANTI)) {
                expected.add(l);
            }
        }
        for (int i = 0; i < found.length; i++) {
            if (!found[i] && (type == JoinType.RIGHT || type == JoinType.FULL)) {
                List<@Nullable Object> r = right.rows().get(i);
                expected.add(Arrays.asList(null, null, r.get(0), r.get(1)));
            }
        }
        return expected;
    }

    @Test
    void pairsOutsideTheRangeAreLeftOutAndNoOthers() {
        Random random = new Random(3);
        long[][] ranges = {{-5, 5}, {0, 60}, {-90, -30}, {-100_000, 20}, {10, 5}};
        for (long[] range : ranges) {
            TestTable left = random(0, 300, random);
            TestTable right = random(10, 200, random);
            for (JoinType type : JoinType.values()) {
                try (Workers workers = new Workers(2);
                        TaskContext context = PlanRun.context(workers, null)) {
                    PhysicalPlan plan =
                            new PhysicalPlanner()
                                    .plan(join(type, left, right, range[0], range[1]), null);
                    assertThat(PlanRun.rows(plan, context))
                            .as(type + " " + Arrays.toString(range))
                            .containsExactlyInAnyOrderElementsOf(
                                    oracle(type, left, right, range[0], range[1]));
                }
            }
        }
    }

    private static TestTable oneKey(int firstId, int count) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            rows.add(Arrays.asList(7L, i * SECOND));
        }
        return TestTable.of(firstId, TYPES, rows);
    }

    @Test
    void aKeyWithManyRowsOnBothSidesCostsItsPairs() {
        int count = 100_000;
        LogicalPlan join = join(JoinType.INNER, oneKey(0, count), oneKey(10, count), -1, 1);
        long pairs = 0;
        try (Workers workers = new Workers(2);
                TaskContext context = PlanRun.context(workers, null)) {
            var output = new PhysicalPlanner().plan(join, null).run(context);
            for (int partition = 0; partition < output.partitionCount(); partition++) {
                BatchReader reader = output.open(partition);
                for (ColumnBatch b = reader.next(); b != null; b = reader.next()) {
                    assertThat(b.rowCount()).isLessThan(10_000);
                    pairs += b.rowCount();
                }
            }
        }
        assertThat(pairs).isEqualTo(2L * count - 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.execution.physical.PlanRun;
import dev.millrace.execution.physical.RandomRows;
import dev.millrace.execution.physical.TestTable;
import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

class HashAggregateOperatorTest {
    private static final DataType.Decimal DECIMAL = new DataType.Decimal(10, 2);
    private static final int KEY_TEXT = 0;
    private static final int KEY_INT = 1;
    private static final int LONG = 2;
    private static final int DOUBLE = 3;
    private static final int DECIMALS = 4;
    private static final int TEXT = 5;
    private static final int FLAG = 6;

    private static TestTable table(int rows, int keys, int seed) {
        List<DataType> types =
                List.of(
                        DataType.STRING,
                        DataType.INTEGER,
                        DataType.LONG,
                        DataType.DOUBLE,
                        DECIMAL,
                        DataType.STRING,
                        DataType.BOOLEAN);
        List<List<@Nullable Object>> values = RandomRows.of(types, rows, keys, new Random(seed));
        Random random = new Random(seed);
        for (List<@Nullable Object> row : values) {
            // Few distinct longs: sums that a double holds exactly. Doubles without NaN.
            row.set(LONG, RandomRows.value(DataType.LONG, 40, random));
            if (Objects.equals(row.get(DOUBLE), Double.NaN)) {
                row.set(DOUBLE, null);
            }
        }
        return TestTable.of(0, types, values);
    }

    private static NamedAggregate aggregate(
            int id, String function, DataType type, Expression... arguments) {
        return new NamedAggregate(
                new Attribute(id, function, type, true),
                new AggregateCall(function, List.of(arguments), false, null, false, type, true));
    }

    private static List<NamedAggregate> aggregates(TestTable t) {
        DataType.Decimal sum = new DataType.Decimal(20, 2);
        return List.of(
                aggregate(100, "count", DataType.LONG),
                aggregate(101, "count", DataType.LONG, t.attribute(LONG)),
                aggregate(102, "sum", DataType.LONG, t.attribute(LONG)),
                aggregate(103, "sum", DataType.DOUBLE, t.attribute(DOUBLE)),
                aggregate(104, "sum", sum, t.attribute(DECIMALS)),
                aggregate(105, "avg", DataType.DOUBLE, t.attribute(LONG)),
                aggregate(106, "avg", new DataType.Decimal(14, 6), t.attribute(DECIMALS)),
                aggregate(107, "min", DataType.STRING, t.attribute(TEXT)),
                aggregate(108, "max", DataType.DOUBLE, t.attribute(DOUBLE)),
                aggregate(109, "first", DataType.STRING, t.attribute(TEXT)),
                aggregate(110, "last", DataType.LONG, t.attribute(LONG)),
                aggregate(111, "collect_list", array(DataType.LONG), t.attribute(LONG)),
                aggregate(112, "collect_set", array(DataType.STRING), t.attribute(TEXT)),
                aggregate(113, "bool_and", DataType.BOOLEAN, t.attribute(FLAG)),
                aggregate(114, "max_by", DataType.STRING, t.attribute(TEXT), t.attribute(LONG)));
    }

    private static DataType array(DataType element) {
        return new DataType.Array(element, true);
    }

    /// What `aggregates` should give, row at a time.
    private static List<@Nullable Object> expected(List<List<@Nullable Object>> rows) {
        List<Long> longs = column(rows, LONG);
        List<Double> doubles = column(rows, DOUBLE);
        List<BigDecimal> decimals = column(rows, DECIMALS);
        List<String> texts = column(rows, TEXT);
        List<Boolean> flags = column(rows, FLAG);
        BigDecimal decimalSum =
                decimals.stream().reduce(BigDecimal.ZERO, BigDecimal::add).setScale(2);
        long sum = longs.stream().mapToLong(l -> l).sum();
        List<@Nullable Object> result = new ArrayList<>();
        result.add((long) rows.size());
        result.add((long) longs.size());
        result.add(longs.isEmpty() ? null : sum);
        result.add(doubles.isEmpty() ? null : doubles.stream().mapToDouble(d -> d).sum());
        result.add(decimals.isEmpty() ? null : decimalSum);
        result.add(longs.isEmpty() ? null : (double) sum / longs.size());
        result.add(
                decimals.isEmpty()
                        ? null
                        : decimalSum.divide(
                                BigDecimal.valueOf(decimals.size()), 6, RoundingMode.HALF_UP));
        result.add(
                texts.stream().min((a, b) -> PlanRun.compare(a, b, DataType.STRING)).orElse(null));
        result.add(doubles.stream().max(Double::compare).orElse(null));
        result.add(rows.isEmpty() ? null : rows.getFirst().get(TEXT));
        result.add(rows.isEmpty() ? null : rows.getLast().get(LONG));
        result.add(longs);
        result.add(new ArrayList<>(new LinkedHashSet<>(texts)));
        result.add(flags.isEmpty() ? null : !flags.contains(false));
        @Nullable Long best = longs.stream().max(Long::compare).orElse(null);
        result.add(
                rows.stream()
                        .filter(r -> best != null && best.equals(r.get(LONG)))
                        // Of equal rows Spark keeps the last one.
                        .reduce((former, latter) -> latter)
                        .map(r -> r.get(TEXT))
                        .orElse(null));
        return result;
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> column(List<List<@Nullable Object>> rows, int index) {
        List<T> values = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            if (row.get(index) != null) {
                values.add((T) row.get(index));
            }
        }
        return values;
    }

    private static Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups(
            TestTable table, int... keys) {
        Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups = new HashMap<>();
        for (List<@Nullable Object> row : table.rows()) {
            List<@Nullable Object> key = new ArrayList<>();
            for (int k : keys) {
                key.add(row.get(k));
            }
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
        }
        return groups;
    }

    private static void check(TestTable table, int partitions, int parallelism, int... keys) {
        List<NamedExpression> names = new ArrayList<>();
        for (int key : keys) {
            names.add(NamedExpression.of(table.attribute(key)));
        }
        LogicalPlan plan =
                new LogicalPlan.Aggregate(
                        table.scan(partitions, new Random(5)), names, aggregates(table));
        Map<List<@Nullable Object>, List<@Nullable Object>> actual = new HashMap<>();
        for (List<@Nullable Object> row : PlanRun.rows(plan, parallelism)) {
            assertThat(
                            actual.put(
                                    row.subList(0, keys.length),
                                    row.subList(keys.length, row.size())))
                    .isNull();
        }
        Map<List<@Nullable Object>, List<@Nullable Object>> expected = new HashMap<>();
        groups(table, keys).forEach((key, rows) -> expected.put(key, expected(rows)));
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void groupsEqualARowAtATimeOracleWithAnyPartitionsAndWorkers() {
        for (int partitions : new int[] {1, 3, 17}) {
            for (int parallelism : new int[] {1, 4}) {
                TestTable table = table(3_000, 40, partitions);
                check(table, partitions, parallelism, KEY_TEXT, KEY_INT);
                check(table, partitions, parallelism, KEY_INT);
                check(table, partitions, parallelism, KEY_TEXT);
            }
        }
    }

    @Test
    void manyGroupsAreMergedByHashOnAllWorkers() {
        check(table(40_000, 30_000, 1), 8, 4, KEY_INT, KEY_TEXT);
        check(table(40_000, 30_000, 2), 8, 4, KEY_INT);
    }

    @Test
    void withoutKeysThereIsOneRowEvenOfNothing() {
        for (int rows : new int[] {0, 1, 5_000}) {
            TestTable table = table(rows, 40, 9);
            LogicalPlan plan =
                    new LogicalPlan.Aggregate(
                            table.scan(5, new Random(5)), List.of(), aggregates(table));
            assertThat(PlanRun.rows(plan, 4)).containsExactly(expected(table.rows()));
        }
    }

    @Test
    void distinctArgumentsAndFiltersCountOnlyTheirRows() {
        TestTable table = table(5_000, 30, 4);
        AggregateCall countDistinct =
                new AggregateCall(
                        "count",
                        List.of(table.attribute(TEXT)),
                        true,
                        null,
                        false,
                        DataType.LONG,
                        false);
        AggregateCall sumDistinct =
                new AggregateCall(
                        "sum",
                        List.of(table.attribute(LONG)),
                        true,
                        null,
                        false,
                        DataType.LONG,
                        true);
        AggregateCall filtered =
                new AggregateCall(
                        "count",
                        List.of(),
                        false,
                        table.attribute(FLAG),
                        false,
                        DataType.LONG,
                        false);
        LogicalPlan plan =
                new LogicalPlan.Aggregate(
                        table.scan(6, new Random(5)),
                        List.of(NamedExpression.of(table.attribute(KEY_INT))),
                        List.of(
                                named(200, countDistinct),
                                named(201, sumDistinct),
                                named(202, filtered)));
        Map<@Nullable Object, List<@Nullable Object>> actual = new HashMap<>();
        PlanRun.rows(plan, 4).forEach(row -> actual.put(row.get(0), row.subList(1, 4)));
        groups(table, KEY_INT)
                .forEach(
                        (key, rows) -> {
                            Set<Object> texts = new LinkedHashSet<>(column(rows, TEXT));
                            Set<Long> longs = new LinkedHashSet<>(column(rows, LONG));
                            List<@Nullable Object> expected = new ArrayList<>();
                            expected.add((long) texts.size());
                            expected.add(
                                    longs.isEmpty()
                                            ? null
                                            : longs.stream().mapToLong(l -> l).sum());
                            expected.add(
                                    rows.stream().filter(r -> r.get(FLAG) == Boolean.TRUE).count());
                            assertThat(actual.get(key.getFirst())).isEqualTo(expected);
                        });
    }

    private static NamedAggregate named(int id, AggregateCall call) {
        return new NamedAggregate(new Attribute(id, call.function(), call.type(), true), call);
    }

    @Test
    void momentsEqualTheTwoPassFormulas() {
        Random random = new Random(8);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        double[] x = new double[2_000];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextGaussian() * 3 + 10;
            y[i] = x[i] * 2 + random.nextGaussian();
            rows.add(Arrays.asList(x[i], y[i]));
        }
        TestTable table = TestTable.of(0, List.of(DataType.DOUBLE, DataType.DOUBLE), rows);
        Attribute a = table.attribute(0);
        Attribute b = table.attribute(1);
        List<NamedAggregate> aggregates =
                List.of(
                        aggregate(10, "var_samp", DataType.DOUBLE, a),
                        aggregate(11, "stddev_pop", DataType.DOUBLE, a),
                        aggregate(12, "skewness", DataType.DOUBLE, a),
                        aggregate(13, "kurtosis", DataType.DOUBLE, a),
                        aggregate(14, "covar_samp", DataType.DOUBLE, a, b),
                        aggregate(15, "corr", DataType.DOUBLE, a, b),
                        aggregate(16, "median", DataType.DOUBLE, a));
        LogicalPlan plan = new LogicalPlan.Aggregate(table.scan(7, random), List.of(), aggregates);
        List<@Nullable Object> actual = PlanRun.rows(plan, 4).getFirst();
        double n = x.length;
        double mean = Arrays.stream(x).sum() / n;
        double m2 = Arrays.stream(x).map(v -> Math.pow(v - mean, 2)).sum();
        double m3 = Arrays.stream(x).map(v -> Math.pow(v - mean, 3)).sum();
        double m4 = Arrays.stream(x).map(v -> Math.pow(v - mean, 4)).sum();
        double meanY = Arrays.stream(y).sum() / n;
        double ck = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            ck += (x[i] - mean) * (y[i] - meanY);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        double[] expected = {
            m2 / (n - 1),
            Math.sqrt(m2 / n),
            m3 / n / Math.pow(m2 / n, 1.5),
            m4 / n / Math.pow(m2 / n, 2) - 3,
            ck / (n - 1),
            ck / Math.sqrt(m2 * yy),
            (sorted[999] + sorted[1000]) / 2
        };
        for (int i = 0; i < expected.length; i++) {
            assertThat((Double) Objects.requireNonNull(actual.get(i)))
                    .isCloseTo(expected[i], within(1e-9));
        }
    }

    @Test
    void sumOfLongsFailsOnOverflowAndTrySumIsNull() {
        List<List<@Nullable Object>> rows =
                List.of(List.of(Long.MAX_VALUE), List.of(1L), List.of(-5L));
        TestTable table = TestTable.of(0, List.of(DataType.LONG), rows);
        for (int partitions : new int[] {1, 3}) {
            LogicalPlan scan = table.scan(partitions, new Random(1));
            LogicalPlan failing =
                    new LogicalPlan.Aggregate(
                            scan,
                            List.of(),
                            List.of(aggregate(9, "sum", DataType.LONG, table.attribute(0))));
            assertThatThrownBy(() -> PlanRun.rows(failing, 4))
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e -> assertThat(e.condition()).isEqualTo("ARITHMETIC_OVERFLOW"));
            LogicalPlan tolerant =
                    new LogicalPlan.Aggregate(
                            scan,
                            List.of(),
                            List.of(aggregate(9, "try_sum", DataType.LONG, table.attribute(0))));
            assertThat(PlanRun.rows(tolerant, 4)).containsExactly(Arrays.asList((Object) null));
        }
    }

    @Test
    void unknownFunctionIsRefusedByName() {
        TestTable table = table(1, 1, 1);
        LogicalPlan plan =
                new LogicalPlan.Aggregate(
                        table.scan(1, new Random(1)),
                        List.of(),
                        List.of(aggregate(9, "bloom", DataType.BINARY, table.attribute(0))));
        assertThatThrownBy(() -> PlanRun.rows(plan, 1))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("`bloom`");
    }
}

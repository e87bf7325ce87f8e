// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.physical.PlanRun;
import dev.millrace.execution.physical.PlanSummary;
import dev.millrace.execution.physical.TestTable;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.execution.task.Workers;
import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

class StatefulAggregateOperatorTest {
    private static final long MINUTE = 60_000_000L;
    private static final String MARKED = "{\"spark.watermarkDelayMs\":0}";

    private static final List<Attribute> INPUT =
            List.of(
                    new Attribute(0, "ts", DataType.TIMESTAMP, true, MARKED),
                    new Attribute(1, "country", DataType.STRING, true),
                    new Attribute(2, "amount", DataType.LONG, true));

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

    private static LogicalPlan scan() {
        DataType.Struct schema =
                new DataType.Struct(INPUT.stream().map(Attribute::toField).toList());
        LogicalPlan scan = new LogicalPlan.StreamScan(new Source(schema), 1, INPUT, List.of());
        return new LogicalPlan.Watermark(scan, INPUT.getFirst(), 0);
    }

    private static NamedAggregate aggregate(
            int id, String function, DataType type, Expression... arguments) {
        return new NamedAggregate(
                new Attribute(id, function, type, true),
                new AggregateCall(function, List.of(arguments), false, null, false, type, true));
    }

    private static PhysicalPlan plan(OutputMode mode, int... keys) {
        List<NamedExpression> named = new ArrayList<>();
        for (int key : keys) {
            named.add(NamedExpression.of(INPUT.get(key)));
        }
        LogicalPlan aggregate =
                new LogicalPlan.Aggregate(
                        scan(),
                        named,
                        List.of(
                                aggregate(10, "count", DataType.LONG),
                                aggregate(11, "sum", DataType.LONG, INPUT.get(2)),
                                aggregate(12, "max", DataType.STRING, INPUT.get(1)),
                                aggregate(13, "first", DataType.LONG, INPUT.get(2)),
                                aggregate(14, "avg", DataType.DOUBLE, INPUT.get(2))));
        return PlanRun.planner().plan(aggregate, mode);
    }

    private static List<List<@Nullable Object>> randomRows(
            int batch, int count, int countries, Random random) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long minute = Math.max(0, batch * 10L - random.nextInt(30) + random.nextInt(8));
            rows.add(
                    Arrays.asList(
                            random.nextInt(50) == 0 ? null : minute * MINUTE,
                            random.nextInt(9) == 0 ? null : "c" + random.nextInt(countries),
                            random.nextInt(9) == 0 ? null : (long) random.nextInt(100)));
        }
        return rows;
    }

    private static List<@Nullable Object> result(
            List<@Nullable Object> key, List<List<@Nullable Object>> rows) {
        List<Long> amounts = new ArrayList<>();
        @Nullable String greatest = null;
        for (List<@Nullable Object> row : rows) {
            String country = (String) row.get(1);
            greatest =
                    country != null && (greatest == null || country.compareTo(greatest) > 0)
                            ? country
                            : greatest;
            if (row.get(2) != null) {
                amounts.add((Long) Objects.requireNonNull(row.get(2)));
            }
        }
        long sum = amounts.stream().mapToLong(a -> a).sum();
        List<@Nullable Object> result = new ArrayList<>(key);
        result.add((long) rows.size());
        result.add(amounts.isEmpty() ? null : sum);
        result.add(greatest);
        result.add(rows.isEmpty() ? null : rows.getFirst().get(2));
        result.add(amounts.isEmpty() ? null : (double) sum / amounts.size());
        return result;
    }

    /// The query, row at a time.
    private static final class Oracle {
        private final OutputMode mode;
        private final Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups =
                new HashMap<>();
        private int dropped;
        private int removed;

        Oracle(OutputMode mode) {
            this.mode = mode;
        }

        List<List<@Nullable Object>> run(
                List<List<@Nullable Object>> rows, long lateMillis, long evictionMillis) {
            Set<List<@Nullable Object>> changed = new HashSet<>();
            Set<List<@Nullable Object>> late = new HashSet<>();
            for (List<@Nullable Object> row : rows) {
                List<@Nullable Object> key = row.subList(0, 2);
                if (mode != OutputMode.COMPLETE && isPassed(key, lateMillis)) {
                    late.add(key);
                } else {
                    changed.add(key);
                    groups.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
                }
            }
            dropped = late.size();
            List<List<@Nullable Object>> output = new ArrayList<>();
            groups.forEach(
                    (key, group) -> {
                        boolean isWanted =
                                switch (mode) {
                                    case APPEND -> isPassed(key, evictionMillis);
                                    case UPDATE -> changed.contains(key);
                                    case COMPLETE -> true;
                                };
                        if (isWanted) {
                            output.add(result(key, group));
                        }
                    });
            int before = groups.size();
            if (mode != OutputMode.COMPLETE) {
                groups.keySet().removeIf(key -> isPassed(key, evictionMillis));
            }
            removed = before - groups.size();
            return output;
        }

        private static boolean isPassed(List<@Nullable Object> key, long millis) {
            Long time = (Long) key.getFirst();
            return time != null && time <= millis * 1000;
        }
    }

    private static void check(OutputMode mode, int shards, int parallelism) {
        check(mode, shards, parallelism, 15, 3_000, 4);
    }

    private static void check(
            OutputMode mode,
            int shards,
            int parallelism,
            int batches,
            int rowCount,
            int countries) {
        Random random = new Random(shards * 31L + parallelism);
        MapStates states = new MapStates(shards);
        Oracle oracle = new Oracle(mode);
        long watermark = 0;
        long previous = 0;
        try (Workers workers = new Workers(parallelism)) {
            for (int batch = 0; batch < batches; batch++) {
                int count = batch % 5 == 4 ? 0 : 200 + random.nextInt(rowCount);
                List<List<@Nullable Object>> rows = randomRows(batch, count, countries, random);
                TestTable table = new TestTable(INPUT, rows);
                List<List<@Nullable Object>> expected = oracle.run(rows, previous, watermark);
                // A plan of its own for each attempt, and every third batch is run twice, as after
                // a crash before it was committed.
                for (int attempt = 0; attempt < (batch % 3 == 2 ? 2 : 1); attempt++) {
                    TestBatch stream =
                            new TestBatch(
                                    table.batches(0, rows.size(), random),
                                    states.at(batch),
                                    previous,
                                    watermark);
                    try (TaskContext context = PlanRun.context(workers, stream)) {
                        assertThat(counts(PlanRun.rows(plan(mode, 0, 1), context)))
                                .as(mode + " batch " + batch)
                                .isEqualTo(counts(expected));
                    }
                    StateStatistics statistics = stream.state(0);
                    assertThat(statistics.rowsTotal()).hasValue(oracle.groups.size());
                    assertThat(statistics.rowsRemoved()).hasValue(oracle.removed);
                    assertThat(statistics.rowsDroppedByWatermark()).hasValue(oracle.dropped);
                    assertThat(stream.inputRows()).hasValue(count);
                }
                previous = watermark;
                watermark = Math.max(watermark, newWatermark(rows));
            }
        }
    }

    private static Map<List<@Nullable Object>, Integer> counts(List<List<@Nullable Object>> rows) {
        Map<List<@Nullable Object>, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row, 1, Integer::sum));
        return counts;
    }

    private static long newWatermark(List<List<@Nullable Object>> rows) {
        long greatest = 0;
        for (List<@Nullable Object> row : rows) {
            greatest = Math.max(greatest, row.get(0) == null ? 0 : (Long) row.get(0) / 1000);
        }
        return Math.max(0, greatest - 12 * MINUTE / 1000);
    }

    @Test
    void appendGivesEachGroupOnceWhenTheWatermarkPassesIt() {
        check(OutputMode.APPEND, 1, 1);
        check(OutputMode.APPEND, 5, 4);
    }

    @Test
    void updateGivesTheChangedGroups() {
        check(OutputMode.UPDATE, 1, 4);
        check(OutputMode.UPDATE, 7, 1);
    }

    @Test
    void groupsOfHardlyMoreThanOneRowAreMergedInTheirShards() {
        check(OutputMode.APPEND, 5, 2, 3, 250_000, 1_000_000);
        check(OutputMode.UPDATE, 1, 2, 2, 250_000, 1_000_000);
        check(OutputMode.COMPLETE, 2, 2, 2, 250_000, 1_000_000);
    }

    @Test
    void completeGivesAllGroupsAndDropsNothing() {
        check(OutputMode.COMPLETE, 3, 4);
    }

    @Test
    void aGlobalAggregateHasARowEvenWithoutInput() {
        MapStates states = new MapStates(4);
        try (Workers workers = new Workers(2)) {
            for (int batch = 0; batch < 3; batch++) {
                List<List<@Nullable Object>> rows = new ArrayList<>();
                if (batch > 0) {
                    rows.add(Arrays.asList(0L, "c", 5L));
                }
                TestBatch stream =
                        new TestBatch(
                                new TestTable(INPUT, rows).batches(0, rows.size(), new Random(1)),
                                states.at(batch),
                                0,
                                0);
                try (TaskContext context = PlanRun.context(workers, stream)) {
                    List<List<@Nullable Object>> expected =
                            List.of(
                                    result(
                                            List.of(),
                                            Collections.nCopies(
                                                    batch, Arrays.asList(0L, "c", 5L))));
                    assertThat(PlanRun.rows(plan(OutputMode.UPDATE), context)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void evictionNeverScansAllGroups() {
        MapStates states = new MapStates(1);
        List<List<@Nullable Object>> rows = List.of(Arrays.asList(20 * MINUTE, "c", 5L));
        long[] watermarkMinutes = {0, 5, 10, 19, 20, 30};
        try (Workers workers = new Workers(1)) {
            for (int batch = 0; batch < watermarkMinutes.length; batch++) {
                TestBatch stream =
                        new TestBatch(
                                new TestTable(INPUT, rows)
                                        .batches(0, batch == 0 ? 1 : 0, new Random(1)),
                                states.at(batch),
                                0,
                                watermarkMinutes[batch] * MINUTE / 1000);
                try (TaskContext context = PlanRun.context(workers, stream)) {
                    int given = PlanRun.rows(plan(OutputMode.APPEND, 0), context).size();
                    assertThat(given).isEqualTo(batch == 4 ? 1 : 0);
                }
                assertThat(states.scans()).isZero();
            }
        }
    }

    @Test
    void aWindowIsLateAndEvictedByItsEnd() {
        DataType.Struct type =
                DataType.Struct.of(
                        new StructField("start", DataType.TIMESTAMP),
                        new StructField("end", DataType.TIMESTAMP));
        Attribute window = new Attribute(0, "window", type, false, MARKED);
        DataType.Struct schema = DataType.Struct.of(window.toField());
        LogicalPlan scan =
                new LogicalPlan.StreamScan(new Source(schema), 1, List.of(window), List.of());
        LogicalPlan aggregate =
                new LogicalPlan.Aggregate(
                        scan,
                        List.of(NamedExpression.of(window)),
                        List.of(aggregate(10, "count", DataType.LONG)));
        List<@Nullable Object> early = List.of(0L, 10 * MINUTE);
        List<@Nullable Object> later = List.of(10 * MINUTE, 20 * MINUTE);
        long endMillis = 10 * MINUTE / 1000;
        long[][] lateAndEviction = {{0, endMillis - 1}, {endMillis - 1, endMillis}, {endMillis, 0}};
        int[] dropped = {0, 0, 1};
        List<List<List<@Nullable Object>>> expected =
                List.of(List.of(), List.of(Arrays.asList(early, 2L)), List.of());
        MapStates states = new MapStates(2);
        try (Workers workers = new Workers(1)) {
            for (int batch = 0; batch < 3; batch++) {
                TestTable rows =
                        new TestTable(List.of(window), List.of(List.of(early), List.of(later)));
                TestBatch stream =
                        new TestBatch(
                                rows.batches(0, 2, new Random(1)),
                                states.at(batch),
                                lateAndEviction[batch][0],
                                lateAndEviction[batch][1]);
                try (TaskContext context = PlanRun.context(workers, stream)) {
                    PhysicalPlan plan = PlanRun.planner().plan(aggregate, OutputMode.APPEND);
                    assertThat(PlanRun.rows(plan, context)).isEqualTo(expected.get(batch));
                }
                assertThat(stream.state(0).rowsDroppedByWatermark()).hasValue(dropped[batch]);
            }
        }
    }

    @Test
    void operatorsAreNumberedFromTheSinkDown() {
        LogicalPlan upstream =
                new LogicalPlan.Aggregate(
                        scan(),
                        List.of(NamedExpression.of(INPUT.get(0)), NamedExpression.of(INPUT.get(1))),
                        List.of(aggregate(10, "count", DataType.LONG)));
        LogicalPlan downstream =
                new LogicalPlan.Aggregate(
                        upstream,
                        List.of(NamedExpression.of(INPUT.get(0))),
                        List.of(aggregate(11, "count", DataType.LONG)));
        PlanSummary summary = PlanSummary.of(PlanRun.planner().plan(downstream, OutputMode.APPEND));
        assertThat(summary.statefulOperators())
                .extracting(o -> o.id() + " " + o.keySchema().names())
                .containsExactly("0 [ts]", "1 [ts, country]");
    }

    @Test
    void theSummaryTellsTheRuntimeWhatAPlanKeeps() {
        PlanSummary summary = PlanSummary.of(plan(OutputMode.APPEND, 0, 1));
        assertThat(summary.watermarks()).containsExactly(new PlanSummary.WatermarkNode(0, "ts", 0));
        assertThat(summary.streamScans()).hasSize(1);
        StatefulDescription operator = summary.statefulOperators().getFirst();
        assertThat(operator.id()).isZero();
        assertThat(operator.name()).isEqualTo("stateStoreSave");
        assertThat(operator.keySchema().names()).containsExactly("ts", "country");
        assertThat(operator.valueSchema().names())
                .containsExactly("count", "sum", "max", "first", "valueSet", "sum", "count");
        assertThat(operator.noDataBatches()).isEqualTo(NoDataBatches.WHEN_WATERMARK_MOVES);
    }
}

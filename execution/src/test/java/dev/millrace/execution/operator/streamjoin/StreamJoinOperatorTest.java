// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.execution.operator.state.MapStates;
import dev.millrace.execution.operator.state.NoDataBatches;
import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.physical.PhysicalPlanner;
import dev.millrace.execution.physical.PlanRun;
import dev.millrace.execution.physical.PlanSummary;
import dev.millrace.execution.physical.TestTable;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.execution.task.Workers;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

class StreamJoinOperatorTest {
    private static final long MINUTE = 60_000_000L;
    private static final String MARKED = "{\"spark.watermarkDelayMs\":0}";
    private static final List<JoinType> TYPES =
            List.of(
                    JoinType.INNER,
                    JoinType.LEFT,
                    JoinType.RIGHT,
                    JoinType.FULL,
                    JoinType.LEFT_SEMI);

    private static final List<Attribute> LEFT = columns(0, MARKED);
    private static final List<Attribute> RIGHT = columns(10, MARKED);

    private static List<Attribute> columns(int first, String metadata) {
        return List.of(
                new Attribute(first, "ts", DataType.TIMESTAMP, true, metadata),
                new Attribute(first + 1, "k", DataType.STRING, true),
                new Attribute(first + 2, "v", DataType.LONG, true));
    }

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

    private static LogicalPlan scan(List<Attribute> columns, long sourceKey) {
        DataType.Struct schema =
                new DataType.Struct(columns.stream().map(Attribute::toField).toList());
        return new LogicalPlan.StreamScan(new Source(schema), sourceKey, columns, List.of());
    }

    private static Expression compare(ComparisonOperator operator, Expression a, Expression b) {
        return new Expression.Comparison(operator, a, b);
    }

    private static Expression and(Expression... parts) {
        return Arrays.stream(parts).reduce(Expression.And::new).orElseThrow();
    }

    private static Expression later(Expression time, long minutes) {
        return new Expression.Call(
                "timestamp_add_interval",
                List.of(time, new Expression.Literal(minutes * MINUTE, DataType.DAY_TIME_INTERVAL)),
                DataType.TIMESTAMP,
                true,
                true,
                null);
    }

    private static final Expression SAME_KEY =
            compare(ComparisonOperator.EQUAL, LEFT.get(1), RIGHT.get(1));

    /// The right row comes up to ten minutes after the left one.
    private static final Expression IN_TIME =
            and(
                    compare(ComparisonOperator.GREATER_OR_EQUAL, RIGHT.get(0), LEFT.get(0)),
                    compare(
                            ComparisonOperator.LESS_OR_EQUAL,
                            RIGHT.get(0),
                            later(LEFT.get(0), 10)));

    private static PhysicalPlan plan(JoinType type, @Nullable Expression condition) {
        return plan(type, condition, LEFT, RIGHT);
    }

    private static PhysicalPlan plan(
            JoinType type,
            @Nullable Expression condition,
            List<Attribute> left,
            List<Attribute> right) {
        List<Attribute> output = new ArrayList<>(left);
        if (type != JoinType.LEFT_SEMI) {
            output.addAll(right);
        }
        LogicalPlan join =
                new LogicalPlan.Join(scan(left, 1), scan(right, 2), type, condition, output);
        return new PhysicalPlanner().plan(join, OutputMode.APPEND);
    }

    private static List<List<@Nullable Object>> randomRows(int batch, int count, Random random) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long minute = Math.max(0, batch * 10L - random.nextInt(30) + random.nextInt(8));
            rows.add(
                    Arrays.asList(
                            random.nextInt(50) == 0 ? null : minute * MINUTE,
                            random.nextInt(9) == 0 ? null : "k" + random.nextInt(30),
                            (long) random.nextInt(100)));
        }
        return rows;
    }

    /// In Spark's full outer join of streams NULL equals NULL.
    private static boolean isSameKey(
            JoinType type, List<@Nullable Object> l, List<@Nullable Object> r) {
        return isSame(type, l.get(1), r.get(1));
    }

    private static boolean isSame(JoinType type, @Nullable Object l, @Nullable Object r) {
        return Objects.equals(l, r) && (l != null || type == JoinType.FULL);
    }

    private static boolean isInTime(List<@Nullable Object> l, List<@Nullable Object> r) {
        Long a = (Long) l.get(0);
        Long b = (Long) r.get(0);
        return a != null && b != null && b >= a && b <= a + 10 * MINUTE;
    }

    private static long value(List<@Nullable Object> row) {
        return (Long) Objects.requireNonNull(row.get(2));
    }

    /// Runs random micro-batches through the operator and the model.
    private static void check(JoinModel model, PhysicalPlan plan, int shards, int parallelism) {
        Random random = new Random(shards * 31L + parallelism);
        MapStates states = new MapStates(shards);
        long watermark = 0;
        long previous = 0;
        try (Workers workers = new Workers(parallelism)) {
            for (int batch = 0; batch < 12; batch++) {
                int most = batch % 4 == 3 ? 1 : 300;
                var left = randomRows(batch, random.nextInt(most), random);
                var right = randomRows(batch, random.nextInt(most), random);
                var expected = model.run(left, right, previous, watermark);
                // Every third batch is run twice, as after a crash before it was committed.
                for (int attempt = 0; attempt < (batch % 3 == 2 ? 2 : 1); attempt++) {
                    TwoStreams stream =
                            new TwoStreams(
                                    Map.of(
                                            1L,
                                            new TestTable(LEFT, left)
                                                    .batches(0, left.size(), random),
                                            2L,
                                            new TestTable(RIGHT, right)
                                                    .batches(0, right.size(), random)),
                                    states.at(batch),
                                    previous,
                                    watermark);
                    try (TaskContext context = PlanRun.context(workers, stream)) {
                        assertThat(PlanRun.rows(plan, context))
                                .as(plan + " batch " + batch)
                                .containsExactlyInAnyOrderElementsOf(expected);
                    }
                    StateStatistics statistics = stream.state(0);
                    assertThat(statistics.rowsTotal()).as("total").hasValue(model.total());
                    assertThat(statistics.rowsUpdated()).as("updated").hasValue(model.updated());
                    assertThat(statistics.rowsRemoved()).as("removed").hasValue(model.removed());
                    assertThat(statistics.rowsDroppedByWatermark()).hasValue(model.dropped());
                }
                previous = watermark;
                watermark = Math.max(watermark, newWatermark(left, right));
            }
        }
    }

    private static long newWatermark(
            List<List<@Nullable Object>> left, List<List<@Nullable Object>> right) {
        return Math.max(0, Math.min(greatest(left), greatest(right)) - 12 * MINUTE / 1000);
    }

    private static long greatest(List<List<@Nullable Object>> rows) {
        long greatest = 0;
        for (List<@Nullable Object> row : rows) {
            greatest = Math.max(greatest, row.get(0) == null ? 0 : (Long) row.get(0) / 1000);
        }
        return greatest;
    }

    @Test
    void rowsWaitAsLongAsTheConditionAllowsAPartner() {
        for (JoinType type : TYPES) {
            for (int shards : new int[] {1, 5}) {
                JoinModel model =
                        new JoinModel(
                                type,
                                (l, r) -> isSameKey(type, l, r) && isInTime(l, r),
                                new JoinModel.Side(row -> true, w -> w - 10 * MINUTE / 1000 - 1),
                                new JoinModel.Side(row -> true, w -> w - 1));
                check(model, plan(type, and(SAME_KEY, IN_TIME)), shards, shards == 1 ? 1 : 3);
            }
        }
    }

    @Test
    void rowsWaitUntilTheirKeyIsPassedByTheWatermark() {
        Expression sameTime = compare(ComparisonOperator.EQUAL, LEFT.get(0), RIGHT.get(0));
        for (JoinType type : TYPES) {
            JoinModel model =
                    new JoinModel(
                            type,
                            (l, r) -> isSameKey(type, l, r) && isSame(type, l.get(0), r.get(0)),
                            new JoinModel.Side(row -> true, w -> w),
                            new JoinModel.Side(row -> true, w -> w));
            check(model, plan(type, and(SAME_KEY, sameTime)), 3, 2);
        }
    }

    @Test
    void rowsThatFailAConditionOfTheirOwnSideNeverWait() {
        Expression limit = new Expression.Literal(50L, DataType.LONG);
        Expression condition =
                and(
                        SAME_KEY,
                        compare(ComparisonOperator.LESS, LEFT.get(2), limit),
                        compare(ComparisonOperator.GREATER, RIGHT.get(2), limit),
                        IN_TIME);
        for (JoinType type : TYPES) {
            JoinModel model =
                    new JoinModel(
                            type,
                            (l, r) -> isSameKey(type, l, r) && isInTime(l, r),
                            new JoinModel.Side(
                                    row -> value(row) < 50, w -> w - 10 * MINUTE / 1000 - 1),
                            new JoinModel.Side(row -> value(row) > 50, w -> w - 1));
            check(model, plan(type, condition), 2, 1);
        }
    }

    @Test
    void rowsWithoutABoundWaitForEver() {
        Expression lesser = compare(ComparisonOperator.LESS, LEFT.get(2), RIGHT.get(2));
        for (JoinType type : TYPES) {
            JoinModel model =
                    new JoinModel(
                            type,
                            (l, r) -> isSameKey(type, l, r) && value(l) < value(r),
                            new JoinModel.Side(row -> true, null),
                            new JoinModel.Side(row -> true, null));
            PhysicalPlan plan = plan(type, and(SAME_KEY, lesser));
            check(model, plan, 2, 1);
            assertThat(PlanSummary.of(plan).statefulOperators().getFirst().noDataBatches())
                    .isEqualTo(NoDataBatches.NEVER);
        }
    }

    @Test
    void nullEqualsNullWhereTheConditionSaysSo() {
        Expression same = compare(ComparisonOperator.NULL_SAFE_EQUAL, LEFT.get(1), RIGHT.get(1));
        for (JoinType type : TYPES) {
            JoinModel model =
                    new JoinModel(
                            type,
                            (l, r) -> Objects.equals(l.get(1), r.get(1)) && isInTime(l, r),
                            new JoinModel.Side(row -> true, w -> w - 10 * MINUTE / 1000 - 1),
                            new JoinModel.Side(row -> true, w -> w - 1));
            check(model, plan(type, and(same, IN_TIME)), 2, 1);
        }
    }

    /// Rows of one key, one a second.
    private static TestTable oneKey(List<Attribute> columns, int count) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = 1; i <= count; i++) {
            rows.add(Arrays.asList(i * 1_000_000, "k", i));
        }
        return new TestTable(columns, rows);
    }

    @Test
    void aKeyWithManyRowsOnBothSidesCostsItsPairs() {
        int count = 30_000;
        Expression second = new Expression.Literal(1_000_000L, DataType.DAY_TIME_INTERVAL);
        Expression soon =
                new Expression.Call(
                        "timestamp_add_interval",
                        List.of(LEFT.get(0), second),
                        DataType.TIMESTAMP,
                        true,
                        true,
                        null);
        Expression within =
                and(
                        compare(ComparisonOperator.GREATER_OR_EQUAL, RIGHT.get(0), LEFT.get(0)),
                        compare(ComparisonOperator.LESS_OR_EQUAL, RIGHT.get(0), soon));
        PhysicalPlan plan = plan(JoinType.INNER, and(SAME_KEY, within));
        Random random = new Random(1);
        try (Workers workers = new Workers(2)) {
            TwoStreams stream =
                    new TwoStreams(
                            Map.of(
                                    1L, oneKey(LEFT, count).batches(0, count, random),
                                    2L, oneKey(RIGHT, count).batches(0, count, random)),
                            new MapStates(2).at(0),
                            0,
                            0);
            try (TaskContext context = PlanRun.context(workers, stream)) {
                var output = plan.run(context);
                long pairs = 0;
                for (int partition = 0; partition < output.partitionCount(); partition++) {
                    var reader = output.open(partition);
                    for (var batch = reader.next(); batch != null; batch = reader.next()) {
                        assertThat(batch.rowCount()).isLessThan(10_000);
                        pairs += batch.rowCount();
                    }
                }
                assertThat(pairs).isEqualTo(2L * count - 1);
            }
        }
    }

    @Test
    void rowsThatNobodyPullsAreKeptAllTheSame() {
        int count = 10_000;
        MapStates states = new MapStates(2);
        PhysicalPlan plan = plan(JoinType.INNER, and(SAME_KEY, IN_TIME));
        try (Workers workers = new Workers(2)) {
            TwoStreams stream =
                    new TwoStreams(
                            Map.of(1L, oneKey(LEFT, count).batches(0, count, new Random(1))),
                            states.at(0),
                            0,
                            0);
            try (TaskContext context = PlanRun.context(workers, stream)) {
                plan.run(context);
                context.scope().finish();
            }
            assertThat(stream.state(0).rowsTotal()).hasValue(count);
            TwoStreams next = new TwoStreams(Map.of(), states.at(1), 0, 0);
            try (TaskContext context = PlanRun.context(workers, next)) {
                assertThat(PlanRun.rows(plan, context)).isEmpty();
                context.scope().finish();
            }
            assertThat(next.state(0).rowsTotal()).hasValue(count);
        }
    }

    @Test
    void theWatermarkOfTheOutputIsThatOfTheOldestRowsThatWait() {
        PhysicalPlan plan = plan(JoinType.INNER, and(SAME_KEY, IN_TIME));
        assertThat(((PhysicalPlan.Stateful) plan).outputWatermark(3_600_000))
                .isEqualTo(3_600_000 - 600_000 - 1);
        assertThat(((PhysicalPlan.Stateful) plan(JoinType.INNER, SAME_KEY)).outputWatermark(5_000))
                .isEqualTo(5_000);
    }

    @Test
    void aJoinWithoutEqualKeysIsRefused() {
        assertThatThrownBy(() -> plan(JoinType.INNER, IN_TIME))
                .hasMessageStartingWith(
                        "Stream-stream join without equality predicate is not supported.;");
    }

    @Test
    void twoEventTimesOnOneSideAreRefused() {
        List<Attribute> two = new ArrayList<>(RIGHT);
        two.add(new Attribute(20, "other", DataType.TIMESTAMP, true, MARKED));
        assertThatThrownBy(() -> plan(JoinType.INNER, SAME_KEY, LEFT, two))
                .hasMessageContaining("More than one event time columns are available");
    }

    @Test
    void theSummaryTellsTheRuntimeWhatAJoinKeeps() {
        PlanSummary summary = PlanSummary.of(plan(JoinType.LEFT, and(SAME_KEY, IN_TIME)));
        var operator = summary.statefulOperators().getFirst();
        assertThat(operator.name()).isEqualTo("symmetricHashJoin");
        assertThat(operator.keySchema().simpleName()).isEqualTo("struct<field0:string>");
        assertThat(operator.valueSchema().names()).containsExactly("left", "right");
        assertThat(operator.noDataBatches()).isEqualTo(NoDataBatches.WHEN_WATERMARK_MOVES);
    }
}
